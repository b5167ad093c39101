package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands that take a value for a number and add to it. */
final class CounterCommands {
    private CounterCommands() {}

    static List<Command> all() {
        return List.of(
                counter("INCR", 2, (shard, args, reply) -> add(shard, args, 1, reply)),
                counter("DECR", 2, (shard, args, reply) -> add(shard, args, -1, reply)),
                counter("INCRBY", 3, CounterCommands::incrementBy),
                counter("DECRBY", 3, CounterCommands::decrementBy),
                counter("INCRBYFLOAT", 3, CounterCommands::incrementByFloat));
    }

    private static Command counter(String name, int arity, Command.AtKey action) {
        return Command.atKey(name, arity, action).with(Flag.WRITE, Flag.DENYOOM, Flag.FAST);
    }

    private static void incrementBy(Shard shard, Args args, ReplyBuffer reply) {
        if (shard.whole().parse(args, 2)) {
            add(shard, args, shard.whole().value(), reply);
        } else {
            reply.error(Errors.NOT_AN_INTEGER);
        }
    }

    private static void decrementBy(Shard shard, Args args, ReplyBuffer reply) {
        if (!shard.whole().parse(args, 2)) {
            reply.error(Errors.NOT_AN_INTEGER);
        } else if (shard.whole().value() == Long.MIN_VALUE) {
            reply.error(Errors.DECREMENT_OVERFLOW);
        } else {
            add(shard, args, -shard.whole().value(), reply);
        }
    }

    private static void add(Shard shard, Args args, long delta, ReplyBuffer reply) {
        Whole whole = shard.whole();
        Entry entry = StringCommands.find(shard, args);
        long value = 0;
        if (entry != null) {
            if (!whole.parse(entry.data(), entry.valueOffset(), entry.valueLength())) {
                reply.error(Errors.NOT_AN_INTEGER);
                return;
            }
            value = whole.value();
        }
        long sum = value + delta;
        // Both have the other sign than the sum.
        if (((value ^ sum) & (delta ^ sum)) < 0) {
            reply.error(Errors.OVERFLOW);
            return;
        }
        int length = Whole.digits(sum);
        if (entry == null) {
            entry = StringCommands.add(shard, args, length);
        } else {
            shard.keys().resize(entry, length);
        }
        Whole.write(sum, entry.data(), entry.valueOffset());
        reply.integer(sum);
    }

    private static void incrementByFloat(Shard shard, Args args, ReplyBuffer reply) {
        Entry entry = StringCommands.find(shard, args);
        LongDouble value = entry == null
                ? LongDouble.ZERO
                : LongDouble.parse(entry.data(), entry.valueOffset(), entry.valueLength());
        LongDouble delta = LongDouble.parse(args.bytes(), args.offset(2), args.length(2));
        LongDouble sum = value == null || delta == null ? null : value.plus(delta);
        if (sum == null) {
            reply.error(Errors.NOT_A_FLOAT);
        } else if (!sum.isFinite()) {
            reply.error(Errors.NOT_FINITE);
        } else {
            store(shard, args, entry, ReplyBuffer.ascii(sum.toString()));
            value(sum, reply);
        }
    }

    private static void value(LongDouble sum, ReplyBuffer reply) {
        reply.bulk(sum.toString());
    }

    private static void store(Shard shard, Args args, @Nullable Entry entry, byte[] text) {
        if (entry == null) {
            StringCommands.add(shard, args, text.length).write(0, text, 0, text.length);
        } else {
            shard.keys().resize(entry, text.length);
            entry.write(0, text, 0, text.length);
        }
    }
}
