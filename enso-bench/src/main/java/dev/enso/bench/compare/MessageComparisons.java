package dev.enso.bench.compare;

import java.util.List;

/** Messages between reactors, channels of the user's choice, and questions to actors. */
final class MessageComparisons {
    private final Topic topic;

    private MessageComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        MessageComparisons messages = new MessageComparisons(new Topic("messages", all));
        messages.messages();
        messages.bus();
        new MessageComparisons(new Topic("channels", all)).channels();
        new MessageComparisons(new Topic("actors", all)).actors();
    }

    private void messages() {
        Contender roundTrip = Contender.enso(JmhTrial.sideBySide("RoundTripBenchmark.enso"));
        topic.add(
                "round-trip-netty",
                "a message to the other core and back",
                roundTrip,
                new Contender("two spinning loops of Netty", JmhTrial.sideBySide("RoundTripBenchmark.netty")),
                Figure.TIME,
                "≤ 0.8");
        topic.add(
                "round-trip-jctools",
                "a message to the other core and back",
                roundTrip,
                new Contender("JCTools' bare SPSC queue", JmhTrial.sideBySide("RoundTripBenchmark.jctoolsSpsc")),
                Figure.TIME,
                "≤ 1.5");
        topic.add(
                "one-way-batches",
                "messages to the other core, in batches of 64",
                Contender.enso(JmhTrial.sideBySide("OneWayBenchmark.enso")),
                new Contender("Disruptor, in batches", JmhTrial.sideBySide("OneWayBenchmark.disruptorBatches")),
                Figure.RATE,
                "≥ 1");
    }

    /** What the bus adds to the ring, and what it costs to speak to a reactor that sleeps. */
    private void bus() {
        topic.add(
                "send-ring",
                "messages to the other core, by the bus of reactors and by the bare ring in batches of 64",
                Contender.enso(JmhTrial.sideBySide("OneWayBenchmark.enso")),
                new Contender("the bare ring, in batches", JmhTrial.sideBySide("RingBenchmark.batches")),
                Figure.RATE,
                "≥ 0.9");
        topic.add(
                "round-trip-ring",
                "a message to the other core and back, by the bus of reactors and by bare rings",
                Contender.enso(JmhTrial.sideBySide("RoundTripBenchmark.enso")),
                new Contender("two bare rings", JmhTrial.sideBySide("RingBenchmark.roundTripLatency")),
                Figure.TIME,
                "≤ 1.5");
        topic.add(
                "wake-sleeping",
                "a loop that sleeps in its selector is woken, until what it was woken for runs",
                Contender.enso(JmhTrial.sideBySide("SleepingTargetBenchmark.enso")),
                new Contender("Netty's execute", JmhTrial.sideBySide("SleepingTargetBenchmark.netty")),
                Figure.P50,
                "≤ 1.2");
    }

    private void channels() {
        Contender jctoolsSpsc = new Contender(
                "JCTools' bare SPSC queue", JmhTrial.sideBySide("ChannelBenchmark.spscJctools", "backend=VEC"));
        Contender jctoolsMpsc = new Contender(
                "JCTools' bare MPSC queue", JmhTrial.sideBySide("ChannelBenchmark.mpscJctools", "backend=VEC"));
        topic.add(
                "channel-spsc",
                "messages to the other core, one sender, both ends polling",
                Contender.enso(JmhTrial.sideBySide("ChannelBenchmark.spscEnso", "backend=VEC")),
                jctoolsSpsc,
                Figure.RATE,
                "≥ 0.87");
        topic.add(
                "channel-waking",
                "messages to the other core, flushed in batches of 64, to a receiver that leaves its waker and, after"
                        + " a moment, parks",
                Contender.enso(JmhTrial.sideBySide("ChannelBenchmark.wakingBatches", "backend=VEC")),
                jctoolsSpsc,
                Figure.TIME,
                "≤ 2");
        topic.add(
                "channel-waking-singles",
                "the same, flushed for each message",
                Contender.enso(JmhTrial.sideBySide("ChannelBenchmark.wakingSingles", "backend=VEC")),
                new Contender(
                        "Ensō, in batches of 64", JmhTrial.sideBySide("ChannelBenchmark.wakingBatches", "backend=VEC")),
                Figure.TIME,
                "≥ 1");
        topic.add(
                "channel-mpsc",
                "messages to the other core from one of many senders, both ends polling",
                Contender.enso(JmhTrial.sideBySide("ChannelBenchmark.mpscEnso", "backend=VEC")),
                jctoolsMpsc,
                Figure.RATE,
                "≥ 2");
        topic.add(
                "channel-lanes",
                "two senders offer at the same time, nobody receives",
                new Contender("Ensō, lanes", JmhTrial.sideBySide("ChannelBenchmark.contendedLanes", "backend=VEC")),
                new Contender(
                        "JCTools' bare MPSC queue",
                        JmhTrial.sideBySide("ChannelBenchmark.contendedJctools", "backend=VEC")),
                Figure.RATE,
                "≥ 4");
        topic.add(
                "channel-lanes-reader",
                "two senders offer at the same time, and one of them receives as well",
                new Contender("Ensō, lanes", JmhTrial.sideBySide("ChannelBenchmark.twoSendersLanes", "backend=VEC")),
                new Contender(
                        "JCTools' bare MPSC queue",
                        JmhTrial.sideBySide("ChannelBenchmark.twoSendersJctools", "backend=VEC")),
                Figure.RATE,
                "≥ 1");
        topic.add(
                "channel-alone",
                "a message in and out on one core",
                Contender.enso(JmhTrial.alone("ChannelBenchmark.inAndOutEnso", "backend=VEC")),
                null,
                Figure.TIME,
                "≤ 2.5 ns/op");
        topic.add(
                "channel-wake-parked",
                "a message for a receiver that is parked, until it is taken",
                Contender.enso(JmhTrial.sideBySide("ParkedReceiverBenchmark.enso")),
                new Contender("a bare LockSupport.unpark", JmhTrial.sideBySide("ParkedReceiverBenchmark.bareUnpark")),
                Figure.TIME,
                "≤ 1.2");
        for (String length : List.of("32", "1024")) {
            topic.add(
                    "pipe-" + length,
                    "records of " + length + " bytes to the other core",
                    Contender.enso(JmhTrial.sideBySide("PipeBenchmark.enso", "length=" + length)),
                    new Contender(
                            "Agrona's one-to-one ring buffer",
                            JmhTrial.sideBySide("PipeBenchmark.agrona", "length=" + length)),
                    Figure.RATE,
                    "≥ 1");
        }
    }

    private void actors() {
        topic.add(
                "ask-queue",
                "a question to the other core and its answer, with a limit",
                Contender.enso(JmhTrial.sideBySide("AskBenchmark.enso", "underWay=1")),
                new Contender("JCTools' bare SPSC queue", JmhTrial.sideBySide("RoundTripBenchmark.jctoolsSpsc")),
                Figure.TIME,
                "≤ 3");
        for (String underWay : List.of("1", "32")) {
            String parameter = "underWay=" + underWay;
            String what = "a question to the other core and its answer, " + underWay + " under way";
            Contender ours = Contender.enso(JmhTrial.sideBySide("AskBenchmark.enso", parameter));
            topic.add(
                    "ask-pekko-" + underWay,
                    what,
                    ours,
                    new Contender("Pekko's ask", JmhTrial.sideBySide("AskBenchmark.pekko", parameter)),
                    Figure.TIME,
                    "≤ 0.5");
            topic.add(
                    "ask-vertx-" + underWay,
                    what,
                    ours,
                    new Contender("Vert.x's request", JmhTrial.sideBySide("AskBenchmark.vertx", parameter)),
                    Figure.TIME,
                    "≤ 0.5");
        }
    }
}
