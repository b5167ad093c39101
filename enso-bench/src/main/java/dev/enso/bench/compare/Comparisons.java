package dev.enso.bench.compare;

import dev.enso.bench.EchoKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything that is compared, with its goal. A new comparison is a new entry here. */
final class Comparisons {
    private static final int CONNECTIONS = 50;

    private final List<Comparison> all = new ArrayList<>();

    private Comparisons() {}

    /** All of them, topic by topic. */
    static List<Comparison> all() {
        Comparisons comparisons = new Comparisons();
        comparisons.tasks();
        comparisons.idleTasks();
        comparisons.timers();
        comparisons.messages();
        comparisons.channels();
        comparisons.actors();
        comparisons.rings();
        comparisons.echo();
        comparisons.kv();
        comparisons.allocation();
        return List.copyOf(comparisons.all);
    }

    private void tasks() {
        for (String classes : List.of("1", "8")) {
            String what = "a task gives way and is run again, " + classes
                    + (classes.equals("1") ? " class" : " classes") + " of task";
            Contender netty = netty(JmhTrial.alone("RescheduleBenchmark.netty", "classes=" + classes));
            add(
                    "reschedule-round-robin-" + classes,
                    "tasks",
                    what,
                    new Contender(
                            "Ensō, round-robin",
                            JmhTrial.alone("RescheduleBenchmark.ensoRoundRobin", "classes=" + classes)),
                    netty,
                    Figure.TIME,
                    classes.equals("1") ? "≤ 0.4" : "≤ 0.65");
            add(
                    "reschedule-weighted-" + classes,
                    "tasks",
                    what,
                    new Contender(
                            "Ensō, weighted", JmhTrial.alone("RescheduleBenchmark.ensoWeighted", "classes=" + classes)),
                    netty,
                    Figure.TIME,
                    classes.equals("1") ? "≤ 0.7" : "≤ 0.9");
        }
        for (String discipline : List.of("FAIR", "EARLIEST_DEADLINE")) {
            add(
                    "reschedule-" + (discipline.equals("FAIR") ? "fair" : "deadline") + "-1000",
                    "tasks",
                    "a task gives way and is run again, 1000 are ready",
                    new Contender(
                            discipline.equals("FAIR") ? "Ensō, fair tree" : "Ensō, earliest deadline",
                            JmhTrial.alone("DisciplineBenchmark.enso", "ready=1000", "discipline=" + discipline)),
                    netty(JmhTrial.alone("DisciplineBenchmark.netty", "ready=1000")),
                    Figure.TIME,
                    "≤ 1.5");
        }
        add(
                "spawn-inside",
                "tasks",
                "a task on the same thread is spawned and run",
                enso(JmhTrial.alone("SpawnBenchmark.insideEnso")),
                netty(JmhTrial.alone("SpawnBenchmark.insideNetty")),
                Figure.TIME,
                "≤ 1");
        add(
                "spawn-outside",
                "tasks",
                "another thread spawns a task, and it is run",
                enso(JmhTrial.sideBySide("SpawnBenchmark.outsideEnso")),
                netty(JmhTrial.sideBySide("SpawnBenchmark.outsideNetty")),
                Figure.TIME,
                "≤ 1");
    }

    private void idleTasks() {
        add(
                "idle-tasks",
                "tasks",
                "a task gives way and is run again, beside a million that wait",
                new Contender("beside a million", JmhTrial.alone("IdleTasksBenchmark.enso", "idle=1000000")),
                new Contender("alone", JmhTrial.alone("IdleTasksBenchmark.enso", "idle=0")),
                Figure.TIME,
                "≤ 1.15");
    }

    private void timers() {
        for (int live : new int[] {1_000, 100_000, 1_000_000, 10_000_000}) {
            String size = live < 1_000_000 ? live / 1_000 + "k" : live / 1_000_000 + "m";
            if (live == 100_000 || live == 1_000_000) {
                add(
                        "arm-cancel-" + size,
                        "timers",
                        "a timer is armed and one cancelled, of " + live + " that are live",
                        enso(JmhTrial.alone("ArmCancelBenchmark.enso", "live=" + live)),
                        new Contender(
                                "Netty's HashedWheelTimer", JmhTrial.alone("ArmCancelBenchmark.netty", "live=" + live)),
                        Figure.TIME,
                        "≤ 0.6");
            }
            armAndCancel("arm", "a timer is armed", size, live);
            armAndCancel("cancel", "a timer is cancelled", size, live);
        }
        fire("fire-100k", 100_000, "SPREAD", "≤ 35 ns/op");
        fire("fire-1m", 1_000_000, "SPREAD", "≤ 150 ns/op");
        add(
                "fire-equal-deadlines",
                "timers",
                "a hundred thousand timers fire after a stall, all of one deadline; or spread over ten seconds",
                enso(JmhTrial.alone("FireBenchmark.fire", "live=100000", "deadlines=EQUAL", "peer=ENSO")),
                new Contender(
                        "Ensō, spread",
                        JmhTrial.alone("FireBenchmark.fire", "live=100000", "deadlines=SPREAD", "peer=ENSO")),
                Figure.TIME,
                "≤ 1");
        add(
                "poll-nothing-due",
                "timers",
                "a hundred thousand timers are looked at and none is due",
                enso(JmhTrial.alone("PollBenchmark.poll")),
                null,
                Figure.TIME,
                "≤ 5 ns/op");
    }

    private void armAndCancel(String operation, String what, String size, int live) {
        String text = what + ", of " + live + " that are live";
        Contender ours = enso(peer(operation, live, "ENSO"));
        // A heap looks through all its timers to cancel one: where there are many, that is all that would be measured.
        for (String kind : live > 1_000 ? List.of("NETTY", "JDK") : List.of("NETTY", "JDK", "HEAP")) {
            String name = switch (kind) {
                case "NETTY" -> "Netty's HashedWheelTimer";
                case "JDK" -> "ScheduledThreadPoolExecutor";
                default -> "a binary heap";
            };
            add(
                    operation + "-" + size + "-" + kind.toLowerCase(Locale.ROOT),
                    "timers",
                    text,
                    ours,
                    new Contender(name, peer(operation, live, kind)),
                    Figure.TIME,
                    "≤ 0.5");
        }
        if (live == 100_000 || live == 1_000_000) {
            String goal = live == 100_000 ? "≤ 15 ns/op" : "≤ 60 ns/op";
            add(operation + "-" + size, "timers", text, ours, null, Figure.TIME, goal);
        }
    }

    private static Trial peer(String operation, int live, String kind) {
        return JmhTrial.alone("TimersBenchmark." + operation, "live=" + live, "peer=" + kind);
    }

    private void fire(String name, int live, String deadlines, String goal) {
        add(
                name,
                "timers",
                live + " timers fire after a stall",
                enso(JmhTrial.alone("FireBenchmark.fire", "live=" + live, "deadlines=" + deadlines, "peer=ENSO")),
                null,
                Figure.TIME,
                goal);
    }

    private void messages() {
        Contender roundTrip = enso(JmhTrial.sideBySide("RoundTripBenchmark.enso"));
        add(
                "round-trip-netty",
                "messages",
                "a message to the other core and back",
                roundTrip,
                new Contender("two spinning loops of Netty", JmhTrial.sideBySide("RoundTripBenchmark.netty")),
                Figure.TIME,
                "≤ 0.8");
        add(
                "round-trip-jctools",
                "messages",
                "a message to the other core and back",
                roundTrip,
                new Contender("JCTools' bare SPSC queue", JmhTrial.sideBySide("RoundTripBenchmark.jctoolsSpsc")),
                Figure.TIME,
                "≤ 1.5");
        add(
                "one-way-batches",
                "messages",
                "messages to the other core, in batches of 64",
                enso(JmhTrial.sideBySide("OneWayBenchmark.enso")),
                new Contender("Disruptor, in batches", JmhTrial.sideBySide("OneWayBenchmark.disruptorBatches")),
                Figure.RATE,
                "≥ 1");
    }

    private void channels() {
        Contender jctoolsSpsc = new Contender(
                "JCTools' bare SPSC queue", JmhTrial.sideBySide("ChannelBenchmark.spscJctools", "backend=VEC"));
        Contender jctoolsMpsc = new Contender(
                "JCTools' bare MPSC queue", JmhTrial.sideBySide("ChannelBenchmark.mpscJctools", "backend=VEC"));
        add(
                "channel-spsc",
                "channels",
                "messages to the other core, one sender, both ends polling",
                enso(JmhTrial.sideBySide("ChannelBenchmark.spscEnso", "backend=VEC")),
                jctoolsSpsc,
                Figure.RATE,
                "≥ 0.87");
        add(
                "channel-waking",
                "channels",
                "messages to the other core, flushed in batches of 64, the receiver parks when it finds nothing",
                enso(JmhTrial.sideBySide("ChannelBenchmark.wakingBatches", "backend=VEC")),
                jctoolsSpsc,
                Figure.TIME,
                "≤ 2");
        add(
                "channel-mpsc",
                "channels",
                "messages to the other core from one of many senders, both ends polling",
                enso(JmhTrial.sideBySide("ChannelBenchmark.mpscEnso", "backend=VEC")),
                jctoolsMpsc,
                Figure.RATE,
                "≥ 2");
        add(
                "channel-lanes",
                "channels",
                "two senders offer at the same time, nobody receives",
                new Contender("Ensō, lanes", JmhTrial.sideBySide("ChannelBenchmark.contendedLanes", "backend=VEC")),
                new Contender(
                        "JCTools' bare MPSC queue",
                        JmhTrial.sideBySide("ChannelBenchmark.contendedJctools", "backend=VEC")),
                Figure.RATE,
                "≥ 4");
        add(
                "channel-alone",
                "channels",
                "a message in and out on one core",
                enso(JmhTrial.alone("ChannelBenchmark.inAndOutEnso", "backend=VEC")),
                null,
                Figure.TIME,
                "≤ 2.5 ns/op");
        add(
                "channel-wake-parked",
                "channels",
                "a message for a receiver that is parked, until it is taken",
                enso(JmhTrial.sideBySide("ParkedReceiverBenchmark.enso")),
                new Contender("a bare LockSupport.unpark", JmhTrial.sideBySide("ParkedReceiverBenchmark.bareUnpark")),
                Figure.TIME,
                "≤ 1.2");
        for (String length : List.of("32", "1024")) {
            add(
                    "pipe-" + length,
                    "channels",
                    "records of " + length + " bytes to the other core",
                    enso(JmhTrial.sideBySide("PipeBenchmark.enso", "length=" + length)),
                    new Contender(
                            "Agrona's one-to-one ring buffer",
                            JmhTrial.sideBySide("PipeBenchmark.agrona", "length=" + length)),
                    Figure.RATE,
                    "≥ 1");
        }
    }

    private void actors() {
        add(
                "ask-queue",
                "actors",
                "a question to the other core and its answer, with a limit",
                enso(JmhTrial.sideBySide("AskBenchmark.enso", "underWay=1")),
                new Contender("JCTools' bare SPSC queue", JmhTrial.sideBySide("RoundTripBenchmark.jctoolsSpsc")),
                Figure.TIME,
                "≤ 3");
        for (String underWay : List.of("1", "32")) {
            String parameter = "underWay=" + underWay;
            String what = "a question to the other core and its answer, " + underWay + " under way";
            Contender ours = enso(JmhTrial.sideBySide("AskBenchmark.enso", parameter));
            add(
                    "ask-pekko-" + underWay,
                    "actors",
                    what,
                    ours,
                    new Contender("Pekko's ask", JmhTrial.sideBySide("AskBenchmark.pekko", parameter)),
                    Figure.TIME,
                    "≤ 0.5");
            add(
                    "ask-vertx-" + underWay,
                    "actors",
                    what,
                    ours,
                    new Contender("Vert.x's request", JmhTrial.sideBySide("AskBenchmark.vertx", parameter)),
                    Figure.TIME,
                    "≤ 0.5");
        }
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
                "messages to a reader that moves over four segments which fit into its cache",
                ringCase("subscriber", "1024"),
                new Contender("Ensō, segments that do not fit", ringCase("subscriber", "262144")),
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
        add("ring-" + name, "rings", what, enso(ours), peer, figure, goal);
    }

    private static Trial ringCase(String benchmark, String slots) {
        return JmhTrial.sideBySide("RingCasesBenchmark." + benchmark, "slots=" + slots);
    }

    private static Trial ring(String benchmark) {
        return JmhTrial.sideBySide("RingBenchmark." + benchmark);
    }

    private void echo() {
        for (int depth : new int[] {1, 16}) {
            String what =
                    "a message of 64 bytes is echoed, " + CONNECTIONS + " connections, " + depth + " under way on each";
            Contender ours = enso(echo(EchoKind.ENSO, depth));
            add(
                    "echo-io-handler-" + depth,
                    "echo",
                    what,
                    ours,
                    new Contender("Netty's bare IoHandler", echo(EchoKind.IO_HANDLER, depth)),
                    Figure.CPU,
                    "≤ 1");
            add(
                    "echo-netty-" + depth,
                    "echo",
                    what,
                    ours,
                    new Contender("a Netty pipeline", echo(EchoKind.NETTY, depth)),
                    Figure.CPU,
                    "< 1");
        }
    }

    private void kv() {
        for (int pipeline : new int[] {16, 1}) {
            Contender ours = new Contender("Ensō kv", new KvTrial(Program.ENSO_KV, pipeline));
            Contender redis = new Contender("redis-server", new KvTrial(Program.REDIS, pipeline));
            String load = ", 50 connections, pipeline " + pipeline;
            String rate = pipeline == 1 ? "≥ 0.95" : "≥ 1";
            String at = "-p" + pipeline;
            add("kv-get" + at, "kv", "GET" + load, ours, redis, Figure.GET_RATE, rate);
            add("kv-set" + at, "kv", "SET" + load, ours, redis, Figure.SET_RATE, rate);
            add("kv-get" + at + "-p99", "kv", "GET" + load + ", p99", ours, redis, Figure.GET_P99, "≤ 1.1");
            add("kv-set" + at + "-p99", "kv", "SET" + load + ", p99", ours, redis, Figure.SET_P99, "≤ 1.1");
        }
        add(
                "kv-memory",
                "kv",
                "resident memory with a million keys and values of 16 bytes",
                new Contender("Ensō kv", new KvMemoryTrial(Program.ENSO_KV)),
                new Contender("redis-server", new KvMemoryTrial(Program.REDIS)),
                Figure.RESIDENT,
                "≤ 2");
    }

    private void allocation() {
        allocated(
                "reschedule",
                "a task gives way and is run again",
                JmhTrial.alone("RescheduleBenchmark.ensoWeighted", "classes=8"));
        allocated("wake", "a task wakes another one", JmhTrial.alone("WakeBenchmark.insideEnso"));
        allocated("send", "a message to the other core", JmhTrial.sideBySide("OneWayBenchmark.enso"));
        allocated("ring", "a message through a ring", ring("singles"));
        allocated(
                "channel",
                "a message through a channel",
                JmhTrial.sideBySide("ChannelBenchmark.spscEnso", "backend=VEC"));
        allocated(
                "arm-cancel",
                "a timer is armed and one cancelled",
                JmhTrial.alone("ArmCancelBenchmark.enso", "live=100000"));
        allocated("echo", "a message is echoed, in the server", echo(EchoKind.ENSO, 1));
    }

    private void allocated(String operation, String what, Trial trial) {
        add("allocated-" + operation, "allocation", what, enso(trial), null, Figure.ALLOCATED, "< 0.1 B/op");
    }

    private static Contender enso(Trial trial) {
        return new Contender("Ensō", trial);
    }

    private static Contender netty(Trial trial) {
        return new Contender("Netty's loop", trial);
    }

    private static EchoTrial echo(EchoKind kind, int depth) {
        return new EchoTrial(kind, CONNECTIONS, depth);
    }

    private void add(
            String name,
            String topic,
            String what,
            Contender ours,
            @Nullable Contender peer,
            Figure figure,
            String goal) {
        all.add(new Comparison(name, topic, what, ours, peer, figure, Goal.parse(goal)));
    }
}
