package dev.enso.net;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a {@link Poll} from any thread: {@link Poll#poll(Events)} returns with an event that carries the token and is
 * readable. Wakes that come before that event is reported are one event. Everything written before a wake is visible to
 * who sees the event it made.
 *
 * <p>A poll may have several wakers. After the poll was closed a wake does nothing.
 */
public final class Waker implements dev.enso.core.Waker {
    private final Poll poll;
    private final Node node;

    /**
     * True from the first wake until the poll takes it; who changes it to true puts the waker into the poll's inbox. Both
     * sides exchange: a wake that finds true has then still handed over what was written before it.
     */
    private final AtomicBoolean pending = new AtomicBoolean();

    /** The waker put into the inbox before this one; written by who set {@link #pending}, read by the poll. */
    @Nullable Waker below;

    /**
     * @param registry of the poll to wake
     * @param token of the events that waking makes
     */
    public Waker(Registry registry, Token token) {
        poll = registry.poll();
        node = registry.nodeFor(token);
    }

    /** Makes an event for the poll, and ends its sleep. Any thread may call it. */
    @Override
    public void wake() {
        if (!pending.getAndSet(true)) {
            poll.post(this);
        }
    }

    /** Turns the wake into readiness; on the polling thread. */
    void taken() {
        pending.getAndSet(false);
        node.fired(Bits.READABLE);
    }
}
