package dev.enso.timers;

/**
 * What an interval does about ticks that were due while nobody took them. Each tick says how many were missed. The names and
 * meanings are Tokio's.
 */
public enum MissedTicks {
    /** One tick stands for all that were missed; the next comes in phase. */
    SKIP,
    /** All that were missed come at once, one after the other, until the interval has caught up. */
    BURST,
    /** One tick comes, and the next a full period after it was taken: the phase starts anew. */
    DELAY
}
