package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.List;
import java.util.Locale;

/** Commands about when keys end. */
final class ExpiryCommands {
    private static final int SECOND = 1000;

    private ExpiryCommands() {}

    static List<Command> all() {
        return List.of(
                expire("EXPIRE", SECOND, true),
                expire("PEXPIRE", 1, true),
                expire("EXPIREAT", SECOND, false),
                expire("PEXPIREAT", 1, false),
                time("TTL", (expiry, now) -> seconds(Math.max(0, expiry - now))),
                time("PTTL", (expiry, now) -> Math.max(0, expiry - now)),
                time("EXPIRETIME", (expiry, now) -> seconds(expiry)),
                time("PEXPIRETIME", (expiry, now) -> expiry),
                Command.atKey("PERSIST", 2, ExpiryCommands::persist).with(Flag.WRITE, Flag.FAST));
    }

    private static Command expire(String name, int unit, boolean relative) {
        String lowerName = name.toLowerCase(Locale.ROOT);
        return Command.atKey(name, -3, (shard, args, reply) -> expire(shard, args, lowerName, unit, relative, reply))
                .with(Flag.WRITE, Flag.FAST);
    }

    private static void expire(Shard shard, Args args, String name, int unit, boolean relative, ReplyBuffer reply) {
        ExpireConditions conditions = new ExpireConditions();
        String error = conditions.parse(args, 3);
        if (error != null) {
            reply.error(error);
            return;
        }
        if (!shard.whole().parse(args, 2)) {
            reply.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long time = shard.whole().value();
        long base = relative ? shard.keys().unixMillis() : 0;
        if (time > Long.MAX_VALUE / unit || time < Long.MIN_VALUE / unit || time * unit > Long.MAX_VALUE - base) {
            reply.error(Errors.expireTime(name));
            return;
        }
        long at = time * unit + base;
        Entry entry = StringCommands.find(shard, args);
        if (entry == null || !conditions.allow(entry.expiry, at)) {
            reply.integer(0);
        } else {
            shard.keys().expire(entry, at);
            reply.integer(1);
        }
    }

    /** Rounded to the nearest; halves up. */
    private static long seconds(long millis) {
        return millis / SECOND + (millis % SECOND >= SECOND / 2 ? 1 : 0);
    }

    /** What a command tells about an expiry. */
    private interface Time {
        long of(long expiry, long now);
    }

    private static Command time(String name, Time time) {
        return Command.atKey(name, 2, (shard, args, reply) -> {
                    Entry entry = StringCommands.find(shard, args);
                    if (entry == null) {
                        reply.integer(-2);
                    } else if (entry.expiry == null) {
                        reply.integer(-1);
                    } else {
                        reply.integer(time.of(entry.expiry.at, shard.keys().unixMillis()));
                    }
                })
                .with(Flag.READONLY, Flag.FAST);
    }

    private static void persist(Shard shard, Args args, ReplyBuffer reply) {
        Entry entry = StringCommands.find(shard, args);
        reply.integer(entry != null && shard.keys().persist(entry) ? 1 : 0);
    }
}
