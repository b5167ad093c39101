package dev.enso.reactor;

import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/** One who waits for a task: a link of the stack that the task's outcome replaces. */
final class Joiner {
    final @Nullable Joiner next;
    /** Written by who waits, read by who completes the task; null when nobody waits any more. */
    volatile @Nullable Waker waker;

    Joiner(@Nullable Joiner next, Waker waker) {
        this.next = next;
        this.waker = waker;
    }
}
