package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.List;

/** Commands that read and write parts of values. */
final class RangeCommands {
    private RangeCommands() {}

    static List<Command> all() {
        return List.of(
                Command.atKey("GETRANGE", 4, RangeCommands::get).with(Flag.READONLY),
                Command.atKey("SETRANGE", 4, RangeCommands::set).with(Flag.WRITE, Flag.DENYOOM));
    }

    private static void get(Shard shard, Args args, ReplyBuffer reply) {
        Whole whole = shard.whole();
        if (!whole.parse(args, 2)) {
            reply.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long from = whole.value();
        if (!whole.parse(args, 3)) {
            reply.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long to = whole.value();
        Entry entry = StringCommands.find(shard, args);
        int length = entry == null ? 0 : entry.valueLength();
        boolean backwards = from < 0 && to < 0 && from > to;
        from = Math.max(0, from < 0 ? from + length : from);
        to = Math.min(length - 1L, Math.max(0, to < 0 ? to + length : to));
        if (entry == null || backwards || from > to) {
            reply.bulk("");
        } else {
            reply.value(entry, (int) from, (int) (to - from) + 1);
        }
    }

    private static void set(Shard shard, Args args, ReplyBuffer reply) {
        if (!shard.whole().parse(args, 2)) {
            reply.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long at = shard.whole().value();
        if (at < 0) {
            reply.error(Errors.OFFSET);
            return;
        }
        Entry entry = StringCommands.find(shard, args);
        int more = args.length(3);
        if (more == 0) {
            reply.integer(entry == null ? 0 : entry.valueLength());
            return;
        }
        if (at > shard.settings().limits().maxBulk() - more) {
            reply.error(Errors.TOO_LONG);
            return;
        }
        int end = (int) at + more;
        if (entry == null) {
            entry = StringCommands.add(shard, args, end);
        } else if (end > entry.valueLength()) {
            shard.keys().extend(entry, end);
        }
        entry.write((int) at, args.bytes(), args.offset(3), more);
        reply.integer(entry.valueLength());
    }
}
