package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.List;

/** Commands about keys as such, and about all of them. */
final class KeyspaceCommands {
    private KeyspaceCommands() {}

    static List<Command> all() {
        return List.of(
                Command.atKey("TYPE", 2, KeyspaceCommands::type).with(Flag.READONLY, Flag.FAST),
                Command.atShards("RENAME", 3, new RenameCommand()).keys(1, 2, 1).with(Flag.WRITE),
                Command.atShards("SCAN", -2, new ScanCommand()).with(Flag.READONLY),
                Command.atShards("KEYS", 2, new Keys()).with(Flag.READONLY),
                Command.atShards("RANDOMKEY", 1, new RandomKey()).with(Flag.READONLY),
                Command.atShards("DBSIZE", 1, new Size()).with(Flag.READONLY, Flag.FAST),
                Command.atShards("FLUSHALL", -1, new Flush()).with(Flag.WRITE),
                Command.atShards("FLUSHDB", -1, new Flush()).with(Flag.WRITE));
    }

    private static void type(Shard shard, Args args, ReplyBuffer reply) {
        reply.simple(StringCommands.find(shard, args) == null ? "none" : "string");
    }

    private static final class Keys implements Command.AtShards {
        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            if (step == 0) {
                call.addLegs();
                return true;
            }
            reply.array(Math.toIntExact(call.sum()));
            for (int i = 0; i < call.legCount(); i++) {
                reply.append(call.leg(i).reply());
            }
            return false;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            Glob glob = new Glob(call.args().toArray(1));
            int cursor = 0;
            do {
                cursor = shard.keys().scan(cursor, Integer.MAX_VALUE, entry -> {
                    if (glob.matches(entry.data(), 0, entry.keyLength())) {
                        leg.reply().bulk(entry.data(), 0, entry.keyLength());
                        leg.number++;
                    }
                });
            } while (cursor != 0);
        }
    }

    /** Each shard draws a key; which of them is the answer is drawn by the sizes of the shards. */
    private static final class RandomKey implements Command.AtShards {
        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            if (step == 0) {
                call.addLegs();
                return true;
            }
            long sum = call.sum();
            if (sum == 0) {
                reply.nil();
                return false;
            }
            long lot = call.session().home().random().nextLong(sum);
            int chosen = 0;
            while (lot >= call.leg(chosen).number) {
                lot -= call.leg(chosen++).number;
            }
            reply.append(call.leg(chosen).reply());
            return false;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            Entry entry = shard.keys().random();
            if (entry != null) {
                leg.reply().bulk(entry.data(), 0, entry.keyLength());
                leg.number = shard.keys().size();
            }
        }
    }

    private static final class Size implements Command.AtShards {
        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            if (step == 0) {
                call.addLegs();
                return true;
            }
            reply.integer(call.sum());
            return false;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            leg.number = shard.keys().size();
        }
    }

    private static final class Flush implements Command.AtShards {
        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            Args args = call.args();
            if (step > 0) {
                reply.ok();
                return false;
            }
            if (args.count() > 2 || (args.count() == 2 && !args.is(1, "async") && !args.is(1, "sync"))) {
                reply.error(Errors.SYNTAX);
                return false;
            }
            call.addLegs();
            return true;
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            shard.keys().clear();
        }
    }
}
