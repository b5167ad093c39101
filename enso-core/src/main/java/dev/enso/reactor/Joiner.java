package dev.enso.reactor;

import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/**
 * One who waits for a task: a link of the stack that the task's outcome replaces.
 *
 * <p>Who gives up waiting leaves a dead link behind. So that a task which lives long, and is waited for again and again with
 * a timeout, does not collect them, the stack is thinned whenever it has doubled: at most half of it is dead, beyond a small
 * constant. Any thread may thin at any time, because links only ever skip what is dead, and the dead stay dead.
 */
final class Joiner {
    private static final int FEW = 32;

    /** The next older joiner; volatile, because threads that push thin it for each other. */
    private volatile @Nullable Joiner next;
    /** Joiners from here on, an upper bound. */
    private final int depth;
    /** Written by who waits, read by who completes the task; null when nobody waits any more. */
    volatile @Nullable Waker waker;

    Joiner(@Nullable Joiner next, Waker waker) {
        this.waker = waker;
        this.next = next;
        int below = next == null ? 0 : next.depth;
        this.depth = 1 + (below >= FEW && (below & (below - 1)) == 0 ? thin() : below);
    }

    @Nullable Joiner older() {
        return next;
    }

    /** Unlinks the dead below this one; answers how many are left. */
    private int thin() {
        int living = 0;
        Joiner last = this;
        for (Joiner joiner = next; joiner != null; joiner = joiner.next) {
            if (joiner.waker != null) {
                if (last.next != joiner) {
                    last.next = joiner;
                }
                last = joiner;
                living++;
            }
        }
        last.next = null;
        return living;
    }

    /** Wakes all who wait from here on; what a waker throws goes to the handler of the task's reactor. */
    static void wakeAll(@Nullable Joiner first, Task<?> task) {
        for (Joiner joiner = first; joiner != null; joiner = joiner.next) {
            Waker waiting = joiner.waker;
            if (waiting != null) {
                try {
                    waiting.wake();
                } catch (Throwable failure) {
                    task.reactor().failures.tell("waking a joiner of " + task.name(), failure);
                }
            }
        }
    }
}
