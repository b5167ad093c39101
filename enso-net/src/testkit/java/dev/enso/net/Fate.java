package dev.enso.net;

/** Draws what is free in a simulated network, under its conditions. Answer 0 of the oracle is always the calm one. */
final class Fate {
    /** Latencies and lengths are chosen among so many steps. */
    private static final int STEPS = 16;

    private static final int OF = 1000;

    private final Choices choices;
    private NetworkConditions conditions;

    Fate(Choices choices, NetworkConditions conditions) {
        this.choices = choices;
        this.conditions = conditions;
    }

    /** What is free in a run. */
    interface Choices {
        /**
         * @param bound how many answers there are; at least 1
         * @param what is decided, for the trace
         * @return from 0, the calm answer, to less than the bound
         */
        int choose(int bound, String what);
    }

    NetworkConditions conditions() {
        return conditions;
    }

    void conditions(NetworkConditions changed) {
        conditions = changed;
    }

    int choose(int bound, String what) {
        return bound <= 1 ? 0 : choices.choose(bound, what);
    }

    boolean happens(NetworkFault fault) {
        int thousandths = conditions.of(fault);
        return thousandths > 0 && choices.choose(OF, NAMES[fault.ordinal()]) >= OF - thousandths;
    }

    private static final String[] NAMES = names();

    private static String[] names() {
        NetworkFault[] faults = NetworkFault.values();
        String[] names = new String[faults.length];
        for (NetworkFault fault : faults) {
            names[fault.ordinal()] =
                    "net: " + fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
        return names;
    }

    /** From one end to the other. */
    long latency() {
        long least = conditions.leastLatency();
        long span = conditions.mostLatency() - least;
        return span == 0 ? least : least + span / STEPS * choices.choose(STEPS, "net: latency");
    }

    /** What a datagram takes that others overtake. */
    long detour() {
        return Math.max(1, conditions.mostLatency()) * (1 + choices.choose(STEPS, "net: detour"));
    }

    /** Of what stalls, of a partition. */
    long stall() {
        return Math.max(1, conditions.longestStall() / STEPS * (1 + choices.choose(STEPS, "net: stall")));
    }

    /** How many of so many bytes move; perhaps none. */
    int shorten(int bytes) {
        return happens(NetworkFault.SHORT_TRANSFER)
                ? bytes - (int) ((long) bytes * choices.choose(STEPS + 1, "net: bytes that don't move") / STEPS)
                : bytes;
    }
}
