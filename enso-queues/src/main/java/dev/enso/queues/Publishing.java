package dev.enso.queues;

/** What a ring is to be best at. */
public enum Publishing {
    /**
     * For messages that come one at a time: a reader that spins fetches one cache line, on which nobody else writes. Each slot
     * stands alone on its lines, and takes about 150 bytes beside the message. Publishing costs a full fence, in whose
     * shadow waking is free. Whether it is the faster way depends on how near the cores are: measure it beside the other.
     */
    LOWEST_LATENCY,
    /** As many messages in a second as the machine can bring over, in batches above all. Slots stand side by side. */
    HIGHEST_THROUGHPUT
}
