package dev.enso.examples.kv;

import org.jspecify.annotations.Nullable;

/**
 * RENAME. Within one shard it is atomic. Between two, the value is first taken from one, then put into the other; in
 * between, other clients see neither key.
 */
final class RenameCommand implements Command.AtShards {
    private static final long MISSING = -1;
    private static final long FOR_EVER = 0;

    @Override
    public boolean inStages() {
        return true;
    }

    @Override
    public boolean step(Call call, int step, ReplyBuffer reply) {
        int from = call.shardOf(1);
        int to = call.shardOf(2);
        if (step == 0) {
            call.addLeg(from);
            return true;
        }
        Leg leg = call.leg(0);
        if (step == 1 && leg.number == MISSING) {
            reply.error(Errors.NO_SUCH_KEY);
        } else if (step == 1 && from != to) {
            call.number = leg.number;
            call.carry().append(leg.reply());
            call.clearLegs();
            call.addLeg(to).addKey(2);
            return true;
        } else {
            reply.ok();
        }
        return false;
    }

    @Override
    public void visit(Shard shard, Call call, Leg leg) {
        Args args = call.args();
        if (leg.keyCount() > 0) {
            put(shard, args, call.carry(), call.number);
            return;
        }
        Entry entry = find(shard, args, 1);
        if (entry == null) {
            leg.number = MISSING;
            return;
        }
        leg.number = entry.expiry == null ? FOR_EVER : entry.expiry.at;
        if (call.shardOf(2) != shard.index()) {
            leg.reply().raw(entry.data(), entry.valueOffset(), entry.valueLength());
            shard.keys().remove(entry);
        } else if (find(shard, args, 2) != entry) {
            // The new entry takes a copy: an entry's key can't be changed.
            leg.reply().raw(entry.data(), entry.valueOffset(), entry.valueLength());
            shard.keys().remove(entry);
            put(shard, args, leg.reply(), leg.number);
            leg.reply().clear();
        }
    }

    private static @Nullable Entry find(Shard shard, Args args, int key) {
        return shard.keys().find(args.bytes(), args.offset(key), args.length(key), hash(shard, args, key));
    }

    private static int hash(Shard shard, Args args, int key) {
        return (int) shard.hash().of(args.bytes(), args.offset(key), args.length(key));
    }

    private static void put(Shard shard, Args args, ReplyBuffer value, long expiry) {
        Entry entry = shard.keys()
                .set(
                        args.bytes(),
                        args.offset(2),
                        args.length(2),
                        hash(shard, args, 2),
                        value.bytes(),
                        value.start(),
                        value.size());
        if (expiry == FOR_EVER) {
            shard.keys().persist(entry);
        } else {
            shard.keys().expire(entry, expiry);
        }
    }
}
