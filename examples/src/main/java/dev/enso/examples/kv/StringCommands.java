package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands that read and write whole values. */
final class StringCommands {
    private StringCommands() {}

    static List<Command> all() {
        return List.of(
                Command.atKey("GET", 2, StringCommands::get).with(Flag.READONLY, Flag.FAST),
                Command.atKey("SET", -3, StringCommands::set).with(Flag.WRITE, Flag.DENYOOM),
                Command.atKey("SETNX", 3, StringCommands::setIfAbsent).with(Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                Command.atKey("SETEX", 4, (shard, args, reply) -> setExpiring(shard, args, "setex", reply))
                        .with(Flag.WRITE, Flag.DENYOOM),
                Command.atKey("PSETEX", 4, (shard, args, reply) -> setExpiring(shard, args, "psetex", reply))
                        .with(Flag.WRITE, Flag.DENYOOM),
                Command.atKey("GETSET", 3, StringCommands::getAndSet).with(Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                Command.atKey("GETDEL", 2, StringCommands::getAndDelete).with(Flag.WRITE, Flag.FAST),
                Command.atKey("GETEX", -2, StringCommands::getAndExpire).with(Flag.WRITE, Flag.FAST),
                Command.atKey("STRLEN", 2, StringCommands::length).with(Flag.READONLY, Flag.FAST),
                Command.atKey("APPEND", 3, StringCommands::append).with(Flag.WRITE, Flag.DENYOOM, Flag.FAST));
    }

    /** The entry of the command's key, or null. */
    static @Nullable Entry find(Shard shard, Args args) {
        return shard.keys().find(args.bytes(), args.offset(1), args.length(1), (int) args.keyHash());
    }

    /** Adds the command's key, which is not there, with a value of zeros. */
    static Entry add(Shard shard, Args args, int valueLength) {
        return shard.keys().add(args.bytes(), args.offset(1), args.length(1), (int) args.keyHash(), valueLength);
    }

    /** Sets the command's key to an argument; an expiry stays. */
    static Entry put(Shard shard, Args args, int value) {
        return shard.keys()
                .set(
                        args.bytes(),
                        args.offset(1),
                        args.length(1),
                        (int) args.keyHash(),
                        args.bytes(),
                        args.offset(value),
                        args.length(value));
    }

    static void value(@Nullable Entry entry, ReplyBuffer reply) {
        if (entry == null) {
            reply.nil();
        } else {
            reply.value(entry, 0, entry.valueLength());
        }
    }

    /** As {@link #find}, and counts whether it was there. */
    private static @Nullable Entry look(Shard shard, Args args) {
        Entry entry = find(shard, args);
        if (entry == null) {
            shard.counters().misses++;
        } else {
            shard.counters().hits++;
        }
        return entry;
    }

    private static void get(Shard shard, Args args, ReplyBuffer reply) {
        value(look(shard, args), reply);
    }

    private static void set(Shard shard, Args args, ReplyBuffer reply) {
        if (args.count() == 3) {
            shard.keys().persist(put(shard, args, 2));
            reply.ok();
            return;
        }
        SetOptions options = shard.setOptions().begin("set");
        if (!options.parseForSet(args, 3, reply) || !options.resolve(reply)) {
            return;
        }
        Entry entry = find(shard, args);
        if (options.get()) {
            value(entry, reply);
        }
        if ((options.ifAbsent() && entry != null) || (options.ifPresent() && entry == null)) {
            if (!options.get()) {
                reply.nil();
            }
            return;
        }
        entry = put(shard, args, 2);
        if (options.expires()) {
            shard.keys().expire(entry, options.at());
        } else if (!options.keep()) {
            shard.keys().persist(entry);
        }
        if (!options.get()) {
            reply.ok();
        }
    }

    private static void setIfAbsent(Shard shard, Args args, ReplyBuffer reply) {
        boolean absent = find(shard, args) == null;
        if (absent) {
            put(shard, args, 2);
        }
        reply.integer(absent ? 1 : 0);
    }

    private static void setExpiring(Shard shard, Args args, String name, ReplyBuffer reply) {
        SetOptions options = shard.setOptions().begin(name);
        if (name.equals("setex")) {
            options.readSeconds(args, 2);
        } else {
            options.readMillis(args, 2);
        }
        if (options.resolve(reply)) {
            shard.keys().expire(put(shard, args, 3), options.at());
            reply.ok();
        }
    }

    private static void getAndSet(Shard shard, Args args, ReplyBuffer reply) {
        value(look(shard, args), reply);
        shard.keys().persist(put(shard, args, 2));
    }

    private static void getAndDelete(Shard shard, Args args, ReplyBuffer reply) {
        Entry entry = look(shard, args);
        value(entry, reply);
        if (entry != null) {
            shard.keys().remove(entry);
        }
    }

    private static void getAndExpire(Shard shard, Args args, ReplyBuffer reply) {
        SetOptions options = shard.setOptions().begin("getex");
        if (!options.parseForGet(args, 2, reply)) {
            return;
        }
        Entry entry = look(shard, args);
        if (entry == null) {
            reply.nil();
            return;
        }
        if (!options.resolve(reply)) {
            return;
        }
        value(entry, reply);
        if (options.expires()) {
            shard.keys().expire(entry, options.at());
        } else if (options.persist()) {
            shard.keys().persist(entry);
        }
    }

    private static void length(Shard shard, Args args, ReplyBuffer reply) {
        Entry entry = look(shard, args);
        reply.integer(entry == null ? 0 : entry.valueLength());
    }

    private static void append(Shard shard, Args args, ReplyBuffer reply) {
        Entry entry = find(shard, args);
        if (entry == null) {
            put(shard, args, 2);
            reply.integer(args.length(2));
            return;
        }
        int before = entry.valueLength();
        int more = args.length(2);
        if (before + (long) more > shard.settings().limits().maxBulk()) {
            reply.error(Errors.TOO_LONG);
            return;
        }
        shard.keys().extend(entry, before + more);
        entry.write(before, args.bytes(), args.offset(2), more);
        reply.integer(before + more);
    }
}
