package dev.enso.examples.kv;

import org.jspecify.annotations.Nullable;

/**
 * SCAN goes through the shards one after the other. A cursor is the place within a shard times the number of shards, plus
 * the shard's index; so 0 is the beginning, and no other place is 0.
 */
final class ScanCommand implements Command.AtShards {
    private static final int DEFAULT_COUNT = 10;

    @Override
    public boolean step(Call call, int step, ReplyBuffer reply) {
        Args args = call.args();
        Whole whole = call.session().home().whole();
        if (step == 0) {
            String error = whole.parse(args, 1) && whole.value() >= 0 ? null : Errors.CURSOR;
            long cursor = whole.value();
            if (error == null) {
                error = check(args, whole);
            }
            if (error != null) {
                reply.error(error);
                return false;
            }
            call.number = cursor;
            call.addLeg((int) (cursor % call.shards()));
            return true;
        }
        Leg leg = call.leg(0);
        int shard = leg.shard();
        long next = leg.cursor & 0xffffffffL;
        if (next != 0) {
            next = next * call.shards() + shard;
        } else if (shard + 1 < call.shards()) {
            next = shard + 1L;
        }
        reply.array(2);
        reply.bulk(next);
        reply.array((int) leg.number);
        reply.append(leg.reply());
        return false;
    }

    private static @Nullable String check(Args args, Whole whole) {
        for (int i = 2; i < args.count(); i += 2) {
            boolean hasValue = i + 1 < args.count();
            if (hasValue && args.is(i, "count")) {
                if (!whole.parse(args, i + 1)) {
                    return Errors.NOT_AN_INTEGER;
                }
                if (whole.value() < 1) {
                    return Errors.SYNTAX;
                }
            } else if (!hasValue || (!args.is(i, "match") && !args.is(i, "type"))) {
                return Errors.SYNTAX;
            }
        }
        return null;
    }

    @Override
    public void visit(Shard shard, Call call, Leg leg) {
        Args args = call.args();
        int count = DEFAULT_COUNT;
        Glob glob = null;
        boolean strings = true;
        for (int i = 2; i < args.count(); i += 2) {
            if (args.is(i, "count")) {
                shard.whole().parse(args, i + 1);
                count = (int) Math.min(Integer.MAX_VALUE, shard.whole().value());
            } else if (args.is(i, "match")) {
                glob = new Glob(args.toArray(i + 1));
            } else {
                strings = args.is(i + 1, "string");
            }
        }
        leg.cursor =
                shard.keys().scan((int) (call.number / call.shards()), count, visitor(leg.reply(), leg, glob, strings));
    }

    private static Table.Visitor visitor(ReplyBuffer reply, Leg leg, @Nullable Glob glob, boolean strings) {
        return entry -> {
            if (strings && (glob == null || glob.matches(entry.data(), 0, entry.keyLength()))) {
                reply.bulk(entry.data(), 0, entry.keyLength());
                leg.number++;
            }
        };
    }
}
