package dev.enso.reactor;

import org.jspecify.annotations.Nullable;

/**
 * The way into a reactor for all other threads: an unbounded intrusive queue with many producers and one consumer. Producers
 * push onto a stack (R. K. Treiber's); the owner takes all of it at once, and turns the order around. A push is one
 * compare-and-set, which is also the full fence between publishing and reading the sleep word.
 *
 * <pre>
 *   taken (owner): oldest → …          top (everybody, compare-and-set): youngest → … → null
 * </pre>
 *
 * A queue whose producers exchange its tail would never repeat a push, but its last element comes out only after the owner has
 * pushed a stub: an answer from another core, which comes alone, costs both sides twice as many lines of the other's cache.
 *
 * <p>Not final, for the same reason as {@link SleepWord}.
 */
@SuppressWarnings("NullAway") // it does not read that the type argument of the reference is nullable
class Inbox {
    private final PaddedReference<@Nullable Inbound> top = new PaddedReference<>(null);

    /** Owner only: taken from the stack and not popped, the oldest first. */
    private @Nullable Inbound taken;

    /** Any thread. Supposes an empty stack: to look first would fetch the line twice, to read it and to own it. */
    void push(Inbound element) {
        Inbound supposed;
        Inbound before = null;
        do {
            supposed = before;
            element.next = supposed;
            before = top.compareAndExchange(supposed, element);
        } while (before != supposed);
    }

    /** Takes the oldest element; owner only. */
    @Nullable Inbound pop() {
        Inbound oldest = taken;
        if (oldest == null) {
            if (top.getVolatile() == null) {
                return null;
            }
            oldest = reversed(top.getAndSet(null));
        }
        taken = oldest.next;
        oldest.next = null;
        return oldest;
    }

    /** Nobody else takes any out, so there is one at least. */
    private static Inbound reversed(@Nullable Inbound youngest) {
        Inbound older = youngest;
        Inbound younger = null;
        while (older != null) {
            Inbound next = older.next;
            older.next = younger;
            younger = older;
            older = next;
        }
        return younger;
    }

    /** False as soon as a push is over; owner only. */
    boolean isEmpty() {
        return taken == null && top.getVolatile() == null;
    }
}
