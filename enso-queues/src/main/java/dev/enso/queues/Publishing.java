package dev.enso.queues;

/** What a ring is to be best at. */
public enum Publishing {
    /**
     * A message is seen by a reader that spins as soon as the machine can bring it over. Each slot stands alone on its cache
     * lines, and takes about 150 bytes beside the message. Publishing costs a full fence, in whose shadow waking is
     * free.
     */
    LOWEST_LATENCY,
    /** As many messages in a second as the machine can bring over, in batches above all. Slots stand side by side. */
    HIGHEST_THROUGHPUT
}
