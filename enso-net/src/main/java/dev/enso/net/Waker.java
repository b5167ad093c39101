package dev.enso.net;

/**
 * Wakes a {@link Poll} from any thread: {@link Poll#poll(Events)} returns with an event that carries the token and is
 * readable. Wakes that come before that event is reported are one event. Everything written before a wake is visible to
 * who sees the event it made.
 *
 * <p>A poll may have several wakers. After the poll was closed a wake does nothing.
 */
public final class Waker implements dev.enso.core.Waker {
    private final Doorbell bell;

    /**
     * @param registry of the poll to wake
     * @param token of the events that waking makes
     */
    public Waker(Registry registry, Token token) {
        Node node = registry.nodeFor(token);
        bell = new Doorbell(registry.poll(), () -> node.fired(Bits.READABLE));
    }

    /** Makes an event for the poll, and ends its sleep. Any thread may call it. */
    @Override
    public void wake() {
        bell.ring();
    }
}
