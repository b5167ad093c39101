package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Publish and subscribe: subscriptions live with their connections, messages go to all reactors. */
final class PubSubCommands {
    private PubSubCommands() {}

    static List<Command> all() {
        return List.of(
                Command.atConnection(
                                "SUBSCRIBE",
                                -2,
                                (s, args, reply) -> s.subscriptions().subscribe(args, reply))
                        .with(Flag.PUBSUB),
                Command.atConnection(
                                "UNSUBSCRIBE",
                                -1,
                                (s, args, reply) -> s.subscriptions().unsubscribe(args, reply))
                        .with(Flag.PUBSUB),
                Command.atConnection(
                                "PSUBSCRIBE",
                                -2,
                                (s, args, reply) -> s.subscriptions().subscribePatterns(args, reply))
                        .with(Flag.PUBSUB),
                Command.atConnection(
                                "PUNSUBSCRIBE",
                                -1,
                                (s, args, reply) -> s.subscriptions().unsubscribePatterns(args, reply))
                        .with(Flag.PUBSUB),
                Command.atShards("PUBLISH", 3, new Publish()).with(Flag.PUBSUB, Flag.FAST),
                Command.atShards("PUBSUB", -2, new Introspect()));
    }

    private static final class Publish implements Command.AtShards {
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
            leg.number = shard.topics().publish(call.args());
            shard.counters().published += leg.number;
        }
    }

    private static final class Introspect implements Command.AtShards {
        private static final List<Subcommand> SUBCOMMANDS = List.of(
                new Subcommand("channels", -2, "CHANNELS [<pattern>]", "Channels that have subscribers."),
                new Subcommand("help", 2, "HELP", "This text."),
                new Subcommand("numpat", 2, "NUMPAT", "How many patterns have subscribers."),
                new Subcommand("numsub", -2, "NUMSUB [<channel> ...]", "How many subscribers these channels have."));

        @Override
        public boolean step(Call call, int step, ReplyBuffer reply) {
            Args args = call.args();
            if (step == 0) {
                String error = check(args);
                if (error != null) {
                    reply.error(error);
                    return false;
                }
                if (args.is(1, "help")) {
                    Subcommand.help("PUBSUB", SUBCOMMANDS, reply);
                    return false;
                }
                call.addLegs();
                return true;
            }
            if (args.is(1, "numsub")) {
                numbers(call, reply);
            } else {
                names(call, reply);
            }
            return false;
        }

        private static @Nullable String check(Args args) {
            if (args.is(1, "channels") && args.count() > 3) {
                return "ERR unknown subcommand or wrong number of arguments for '" + args.text(1)
                        + "'. Try PUBSUB HELP.";
            }
            return Subcommand.check("PUBSUB", SUBCOMMANDS, args);
        }

        @Override
        public void visit(Shard shard, Call call, Leg leg) {
            Args args = call.args();
            Topics topics = shard.topics();
            if (args.is(1, "numsub")) {
                for (int i = 2; i < args.count(); i++) {
                    leg.reply().bulk(topics.subscribers(args.bytes(), args.offset(i), args.length(i)));
                }
                return;
            }
            Glob glob = args.count() == 3 ? new Glob(args.toArray(2)) : null;
            for (Bytes name : args.is(1, "numpat") ? topics.patterns() : topics.channels()) {
                if (glob == null || glob.matches(name.array(), name.offset(), name.length())) {
                    leg.reply().bulk(name.array(), name.offset(), name.length());
                }
            }
        }

        /** Several reactors may have subscribers of the same name: CHANNELS lists it, NUMPAT counts it, once. */
        private static void names(Call call, ReplyBuffer reply) {
            Set<Bytes> names = new LinkedHashSet<>();
            for (int i = 0; i < call.legCount(); i++) {
                BulkReader reader = new BulkReader(call.leg(i).reply());
                while (reader.next()) {
                    names.add(Bytes.copyOf(reader.bytes(), reader.offset(), reader.length()));
                }
            }
            if (call.args().is(1, "numpat")) {
                reply.integer(names.size());
                return;
            }
            reply.array(names.size());
            for (Bytes name : names) {
                reply.bulk(name.array(), name.offset(), name.length());
            }
        }

        private static void numbers(Call call, ReplyBuffer reply) {
            Args args = call.args();
            Whole whole = call.session().home().whole();
            long[] sums = new long[args.count()];
            for (int i = 0; i < call.legCount(); i++) {
                BulkReader reader = new BulkReader(call.leg(i).reply());
                for (int channel = 2; reader.next(); channel++) {
                    whole.parse(reader.bytes(), reader.offset(), reader.length());
                    sums[channel] += whole.value();
                }
            }
            reply.array(2 * (args.count() - 2));
            for (int channel = 2; channel < args.count(); channel++) {
                reply.bulk(args.bytes(), args.offset(channel), args.length(channel));
                reply.integer(sums[channel]);
            }
        }
    }
}
