package dev.enso.bench.compare;

import dev.enso.bench.EchoKind;
import java.util.List;

/** The cases of the slides: what goes through a link, and what is balanced over the cores. */
final class CaseComparisons {
    private static final int CONNECTIONS = 50;

    private CaseComparisons() {}

    static void addTo(List<Comparison> all) {
        Topic cases = new Topic("cases", all);
        for (int depth : new int[] {1, 16}) {
            String what = "a message of 64 bytes goes from the network through a link and back, changed on the way, "
                    + CONNECTIONS + " connections, " + depth + " under way on each";
            Contender ours = new Contender("Ensō, through a link", echo(EchoKind.ENSO_LINK, depth));
            cases.add(
                    "fast-delivery-netty-" + depth,
                    what,
                    ours,
                    new Contender("a Netty pipeline", echo(EchoKind.NETTY, depth)),
                    Figure.CPU,
                    "≤ 1");
            cases.add(
                    "fast-delivery-link-" + depth,
                    what,
                    ours,
                    new Contender("Ensō, without a link", echo(EchoKind.ENSO, depth)),
                    Figure.CPU,
                    "≤ 1.15");
        }
        String high = "the high lane beside a flood of the low lane: ";
        Contender flooded = new Contender("Ensō, flooded", balancing("enso", "FLOODED"));
        Contender alone = new Contender("Ensō, no flood", balancing("enso", "EMPTY"));
        cases.add("load-balancing-p999", high + "p99.9", flooded, alone, Figure.P999, "≤ 3");
        cases.add("load-balancing-throughput", high + "throughput", flooded, alone, Figure.RATE, "≥ 0.95");
        cases.add(
                "load-balancing-netty",
                high + "p99.9",
                flooded,
                new Contender("Netty's loops, flooded", balancing("netty", "FLOODED")),
                Figure.P999,
                "≤ 1");
        cases.add(
                "load-balancing-disruptor",
                high + "p99.9",
                flooded,
                new Contender("Disruptor, flooded", balancing("disruptor", "FLOODED")),
                Figure.P999,
                "≤ 1");
    }

    private static EchoTrial echo(EchoKind kind, int depth) {
        return new EchoTrial(kind, CONNECTIONS, depth);
    }

    private static Trial balancing(String on, String lowLane) {
        return JmhTrial.sideBySide("LoadBalancingBenchmark." + on, "lowLane=" + lowLane);
    }
}
