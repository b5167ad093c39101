package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands on many keys: split by shard, atomic within each shard only. */
final class ManyKeyCommands {
    private ManyKeyCommands() {}

    static List<Command> all() {
        return List.of(
                count("DEL", ManyKeyCommands::remove).with(Flag.WRITE),
                count("UNLINK", ManyKeyCommands::remove).with(Flag.WRITE, Flag.FAST),
                count("EXISTS", (shard, entry) -> {}).with(Flag.READONLY, Flag.FAST),
                count("TOUCH", (shard, entry) -> {}).with(Flag.READONLY, Flag.FAST),
                Command.atShards("MGET", -2, new GetMany()).keys(1, -1, 1).with(Flag.READONLY, Flag.FAST),
                Command.atShards("MSET", -3, new SetMany()).keys(1, -1, 2).with(Flag.WRITE, Flag.DENYOOM),
                Command.atShards("MSETNX", -3, new SetManyIfAbsent())
                        .keys(1, -1, 2)
                        .with(Flag.WRITE, Flag.DENYOOM));
    }

    /** What is done to each entry that is there. */
    @FunctionalInterface
    private interface Each {
        void apply(Shard shard, Entry entry);
    }

    private static void remove(Shard shard, Entry entry) {
        shard.keys().remove(entry);
    }

    private static Command count(String name, Each each) {
        return Command.atShards(name, -2, new CountEach(each)).keys(1, -1, 1);
    }

    private static @Nullable Entry find(Shard shard, Args args, int key) {
        int offset = args.offset(key);
        int length = args.length(key);
        return shard.keys()
                .find(args.bytes(), offset, length, (int) shard.hash().of(args.bytes(), offset, length));
    }

    private static void set(Shard shard, Args args, int key) {
        int offset = args.offset(key);
        int length = args.length(key);
        int hash = (int) shard.hash().of(args.bytes(), offset, length);
        Entry entry = shard.keys()
                .set(args.bytes(), offset, length, hash, args.bytes(), args.offset(key + 1), args.length(key + 1));
        shard.keys().persist(entry);
    }

    private static void setAll(Shard shard, Call call, Leg leg) {
        for (int i = 0; i < leg.keyCount(); i++) {
            set(shard, call.args(), leg.key(i));
        }
    }

    private static long countPresent(Shard shard, Call call, Leg leg) {
        long present = 0;
        for (int i = 0; i < leg.keyCount(); i++) {
            if (find(shard, call.args(), leg.key(i)) != null) {
                present++;
            }
        }
        return present;
    }

    /** Each value has a key. */
    private static boolean hasPairs(Call call, ReplyBuffer reply) {
        if (call.args().count() % 2 == 0) {
            reply.error(Errors.arity(call.command().lowerName()));
            return false;
        }
        return true;
    }

    /** DEL, EXISTS and the like: does something to each key that is there, and counts them. */
    private static final class CountEach implements Command.AtShards {
        private final Each each;

        CountEach(Each each) {
            this.each = each;
        }

        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            if (step == 0) {
                call.splitByKey(1, 1);
                return true;
            }
            reply.integer(call.sum());
            return false;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            for (int i = 0; i < leg.keyCount(); i++) {
                Entry entry = find(shard, call.args(), leg.key(i));
                if (entry != null) {
                    each.apply(shard, entry);
                    leg.number++;
                }
            }
        }
    }

    /** MGET: each leg brings its values in the order of its keys. */
    private static final class GetMany implements Command.AtShards {
        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            Args args = call.args();
            if (step == 0) {
                call.splitByKey(1, 1);
                return true;
            }
            reply.array(args.count() - 1);
            if (call.legCount() == 1) {
                reply.append(call.leg(0).reply());
                return false;
            }
            BulkReader[] readers = new BulkReader[call.shards()];
            for (int i = 0; i < call.legCount(); i++) {
                readers[call.leg(i).shard()] = new BulkReader(call.leg(i).reply());
            }
            for (int key = 1; key < args.count(); key++) {
                BulkReader reader = readers[call.shardOf(key)];
                reader.next();
                reader.copyTo(reply);
            }
            return false;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            for (int i = 0; i < leg.keyCount(); i++) {
                Entry entry = find(shard, call.args(), leg.key(i));
                if (entry == null) {
                    shard.counters().misses++;
                } else {
                    shard.counters().hits++;
                }
                StringCommands.value(entry, leg.reply());
            }
        }
    }

    private static final class SetMany implements Command.AtShards {
        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            if (step == 0) {
                if (!hasPairs(call, reply)) {
                    return false;
                }
                call.splitByKey(1, 2);
                return true;
            }
            reply.ok();
            return false;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            setAll(shard, call, leg);
        }
    }

    /**
     * MSETNX. With all keys in one shard it looks and sets in one visit, atomically; otherwise it first looks in all
     * shards, then sets in all: a key that another client sets in between is overwritten.
     */
    private static final class SetManyIfAbsent implements Command.AtShards {
        private static final long LOOK_AND_SET = 0;
        private static final long LOOK = 1;
        private static final long SET = 2;

        @Override
        public boolean inStages() {
            return true;
        }

        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            if (step == 0) {
                if (!hasPairs(call, reply)) {
                    return false;
                }
                call.splitByKey(1, 2);
                call.number = call.legCount() == 1 ? LOOK_AND_SET : LOOK;
                return true;
            }
            boolean absent = call.sum() == 0;
            if (call.number == LOOK && absent) {
                call.clearLegs();
                call.splitByKey(1, 2);
                call.number = SET;
                return true;
            }
            reply.integer(absent ? 1 : 0);
            return false;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            leg.number = call.number == SET ? 0 : countPresent(shard, call, leg);
            if (call.number != LOOK && leg.number == 0) {
                setAll(shard, call, leg);
            }
        }
    }
}
