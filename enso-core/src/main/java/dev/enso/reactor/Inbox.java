package dev.enso.reactor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The way into a reactor for all other threads: an unbounded intrusive queue with many producers and one consumer
 * (D. Vyukov's node-based queue). A push is one atomic exchange, which is also the full fence between publishing and
 * reading the sleep word.
 *
 * <pre>
 *   head (owner) → oldest … → youngest ← tail (everybody, exchanged)
 *   the stub stands in the queue when nothing else does: empty ⇔ head = stub and tail = stub
 * </pre>
 *
 * Between a producer's exchange and its link the queue looks shorter than it is: {@code pop} answers null although {@code
 * isEmpty} answers false. Who wants to sleep therefore asks {@code isEmpty}, which looks at the tail.
 *
 * <p>Not final, for the same reason as {@link SleepWord}.
 */
class Inbox {
    private static final VarHandle NEXT = Fields.handle(MethodHandles.lookup(), Inbound.class, "next", Inbound.class);

    private static final class Stub extends Inbound {
        @Override
        void arrive() {
            throw new AssertionError("the stub never leaves the inbox");
        }
    }

    private final Inbound stub = new Stub();
    private final PaddedReference<Inbound> tail = new PaddedReference<>(stub);
    private Inbound head = stub;

    /** Any thread. */
    void push(Inbound element) {
        link(exchange(element), element);
    }

    /** The first half of a push: from now on the inbox is not empty. Answers the element before it. */
    Inbound exchange(Inbound element) {
        element.next = null;
        return tail.getAndSet(element);
    }

    /** The second half: from now on it can be reached. */
    void link(Inbound previous, Inbound element) {
        NEXT.setRelease(previous, element);
    }

    /** Takes the oldest element; owner only. */
    @Nullable Inbound pop() {
        Inbound first = head;
        Inbound second = (Inbound) NEXT.getAcquire(first);
        if (first == stub) {
            if (second == null) {
                return null;
            }
            head = first = second;
            second = (Inbound) NEXT.getAcquire(first);
        }
        if (second != null) {
            head = second;
            return first;
        }
        if (first != tail.getVolatile()) {
            return null;
        }
        push(stub);
        second = (Inbound) NEXT.getAcquire(first);
        if (second != null) {
            head = second;
            return first;
        }
        return null;
    }

    /** False as soon as a producer has begun to push; owner only. */
    boolean isEmpty() {
        return head == stub && tail.getVolatile() == stub;
    }
}
