package dev.enso.core;

/**
 * Says that a poll is worth repeating. Any thread may call it at any time, also long after the task has ended; it never
 * blocks, never fails and is idempotent: several wakes before the next poll make one poll. A wake may be spurious, so
 * who is woken looks again and concludes nothing.
 */
@FunctionalInterface
public interface Waker {
    /** Asks for another poll. Everything written before this call is visible to that poll. */
    void wake();
}
