package dev.enso.core;

/** What a poll found. A value, so that "not yet" and "no more" cost neither an allocation nor an exception. */
public enum Polled {
    /** The head is there: {@code head} and {@code tail} are legal until {@code tail} releases it. */
    READY,
    /** Nothing yet. Whoever answers PENDING has arranged for {@link Context#waker()} to be woken. */
    PENDING,
    /** There is no head and there will never be one again. */
    ENDED
}
