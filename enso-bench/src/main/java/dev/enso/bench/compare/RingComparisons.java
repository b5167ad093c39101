package dev.enso.bench.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ring, with one reader and with several. */
final class RingComparisons {
    private final Topic topic;

    private RingComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        new RingComparisons(new Topic("rings", all)).rings();
    }

    private void rings() {
        Contender jctools = new Contender("JCTools' bare SPSC queue, singles", ring("jctoolsSingles"));
        Contender disruptor = new Contender("Disruptor, singles", ring("disruptorSingles"));
        rings(
                "round-trip-jctools",
                "a message to the other core and back, at the lowest latency",
                ring("roundTripLatency"),
                new Contender("JCTools' bare SPSC queue", ring("roundTripJctools")),
                Figure.TIME,
                "≤ 0.75");
        rings(
                "round-trip-disruptor",
                "a message to the other core and back, at the lowest latency",
                ring("roundTripLatency"),
                new Contender("Disruptor", ring("roundTripDisruptor")),
                Figure.TIME,
                "≤ 0.45");
        rings(
                "round-trip-modes",
                "a message to the other core and back, at the lowest latency",
                ring("roundTripLatency"),
                new Contender("Ensō, at the highest throughput", ring("roundTripThroughput")),
                Figure.TIME,
                "≤ 1");
        rings(
                "batches-jctools",
                "messages to the other core, in batches of 64",
                ring("batches"),
                jctools,
                Figure.RATE,
                "≥ 1.5");
        rings(
                "batches-disruptor",
                "messages to the other core, in batches of 64",
                ring("batches"),
                new Contender("Disruptor, in batches", ring("disruptorBatches")),
                Figure.RATE,
                "≥ 1.4");
        rings(
                "singles-disruptor",
                "messages to the other core, one by one",
                ring("singles"),
                disruptor,
                Figure.RATE,
                "≥ 3");
        rings(
                "shared-jctools",
                "messages to the other core from one of many senders",
                ring("sharedSingles"),
                new Contender("JCTools' bare MPSC queue", ring("jctoolsShared")),
                Figure.RATE,
                "≥ 2");
        rings(
                "broadcast-1",
                "messages to one reader of those a ring can have",
                ring("singles"),
                disruptor,
                Figure.RATE,
                "≥ 1.3");
        rings(
                "broadcast-2",
                "messages to two readers on the other core",
                ring("broadcastToTwo"),
                new Contender("Disruptor", ring("disruptorToTwo")),
                Figure.RATE,
                "≥ 1");
        rings(
                "broadcast-3",
                "messages to three readers on the other core",
                ring("broadcastToThree"),
                new Contender("Disruptor", ring("disruptorToThree")),
                Figure.RATE,
                "≥ 1");
        rings(
                "guests",
                "messages to a reader, while cursors beside it join, split and leave",
                ringCase("publisherWithGuests", "1024"),
                new Contender("Ensō, the reader alone", ringCase("publisher", "1024")),
                Figure.RATE,
                "≥ 0.8");
        rings(
                "segments",
                "messages to a reader that moves over the segments of a ring, four that fit into its cache, and is handed on",
                ringCase("subscriber", "32768"),
                new Contender("Ensō, segments that do not fit", ringCase("subscriber", "1048576")),
                Figure.RATE,
                "≥ 1");
        rings(
                "alone",
                "a message in and out on one core",
                JmhTrial.alone("RingBenchmark.alone"),
                null,
                Figure.TIME,
                "≤ 2.5 ns/op");
    }

    private void rings(String name, String what, Trial ours, @Nullable Contender peer, Figure figure, String goal) {
        topic.add("ring-" + name, what, Contender.enso(ours), peer, figure, goal);
    }

    private static Trial ringCase(String benchmark, String slots) {
        return JmhTrial.sideBySide("RingCasesBenchmark." + benchmark, "slots=" + slots);
    }

    static Trial ring(String benchmark) {
        return JmhTrial.sideBySide("RingBenchmark." + benchmark);
    }
}
