package dev.enso.bench.compare;

import java.util.List;
import java.util.Locale;

/** Timers, with many that are live. */
final class TimerComparisons {
    private final Topic topic;

    private TimerComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        new TimerComparisons(new Topic("timers", all)).timers();
    }

    private void timers() {
        for (int live : new int[] {1_000, 100_000, 1_000_000, 10_000_000}) {
            String size = live < 1_000_000 ? live / 1_000 + "k" : live / 1_000_000 + "m";
            if (live == 100_000 || live == 1_000_000) {
                topic.add(
                        "arm-cancel-" + size,
                        "a timer is armed and one cancelled, of " + live + " that are live",
                        Contender.enso(JmhTrial.alone("ArmCancelBenchmark.enso", "live=" + live)),
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
        topic.add(
                "fire-equal-deadlines",
                "a hundred thousand timers fire after a stall, all of one deadline; or spread over ten seconds",
                Contender.enso(JmhTrial.alone("FireBenchmark.fire", "live=100000", "deadlines=EQUAL", "peer=ENSO")),
                new Contender(
                        "Ensō, spread",
                        JmhTrial.alone("FireBenchmark.fire", "live=100000", "deadlines=SPREAD", "peer=ENSO")),
                Figure.TIME,
                "≤ 1");
        topic.add(
                "poll-nothing-due",
                "a hundred thousand timers are looked at and none is due",
                Contender.enso(JmhTrial.alone("PollBenchmark.poll")),
                null,
                Figure.TIME,
                "≤ 5 ns/op");
    }

    private void armAndCancel(String operation, String what, String size, int live) {
        String text = what + ", of " + live + " that are live";
        Contender ours = Contender.enso(peer(operation, live, "ENSO"));
        // A heap looks through all its timers to cancel one: where there are many, that is all that would be measured.
        for (String kind : live > 1_000 ? List.of("NETTY", "JDK") : List.of("NETTY", "JDK", "HEAP")) {
            String name = switch (kind) {
                case "NETTY" -> "Netty's HashedWheelTimer";
                case "JDK" -> "ScheduledThreadPoolExecutor";
                default -> "a binary heap";
            };
            topic.add(
                    operation + "-" + size + "-" + kind.toLowerCase(Locale.ROOT),
                    text,
                    ours,
                    new Contender(name, peer(operation, live, kind)),
                    Figure.TIME,
                    "≤ 0.5");
        }
        if (live == 100_000 || live == 1_000_000) {
            String goal = live == 100_000 ? "≤ 15 ns/op" : "≤ 60 ns/op";
            topic.add(operation + "-" + size, text, ours, null, Figure.TIME, goal);
        }
    }

    private static Trial peer(String operation, int live, String kind) {
        return JmhTrial.alone("TimersBenchmark." + operation, "live=" + live, "peer=" + kind);
    }

    private void fire(String name, int live, String deadlines, String goal) {
        topic.add(
                name,
                live + " timers fire after a stall",
                Contender.enso(
                        JmhTrial.alone("FireBenchmark.fire", "live=" + live, "deadlines=" + deadlines, "peer=ENSO")),
                null,
                Figure.TIME,
                goal);
    }
}
