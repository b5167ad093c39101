package dev.enso.channel;

/**
 * What happens when a subscriber lags so far behind that the publisher needs its place. Whatever the policy, a head that is
 * held, and whatever else was claimed and not yet committed, keeps its slot: nobody overwrites what somebody looks at.
 */
public enum Lag {
    /** The publisher waits: its offers answer {@link Sent#FULL} until the subscriber has read on. Nothing is lost. */
    GATE,
    /** The subscriber loses its place, and its next poll fails with an {@link EvictedException} that says what it missed. */
    EVICT,
    /** The subscriber skips what was overwritten, and its account counts exactly how much that was. */
    SKIP
}
