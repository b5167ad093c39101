package dev.enso.channel;

/**
 * Makes channels: the one argument by which queues differ. Implementations are stateless and safe for threads.
 */
public interface Backend {
    /** The name users know it by, such as {@code VEC}. */
    String name();

    /**
     * Makes a channel.
     *
     * @param driver who may send and receive
     * @param capacity the most messages that are resident at once, a head that the receiver looks at included; at least 1
     * @throws IllegalArgumentException when the capacity is out of range, or this backend can't serve the driver: the
     *     message says why and what to take instead
     */
    <T> Channel<T> create(Driver driver, int capacity);

    /**
     * Makes a publisher that nobody has subscribed to yet. A channel of {@link Driver#SPMC} is such a publisher with its first
     * subscriber: its halves are a {@link Publisher} and a {@link Subscriber}.
     *
     * @param capacity the most messages that are resident at once; at least 1
     * @throws IllegalArgumentException when the capacity is out of range, or this backend can't show a message to several
     *     subscribers: the message says why and what to take instead
     */
    default <T> Publisher<T> pub(int capacity) {
        throw new IllegalArgumentException(name()
                + " hands each message to one receiver, and PUB shows every message to every subscriber: take one"
                + " channel a receiver and send to each of them, or a backend that has cursors");
    }

    /**
     * Makes a channel that does something else than wait when it is full.
     *
     * @throws IllegalArgumentException when this backend can't serve the driver, or not with this overflow
     */
    default <T> Channel<T> create(Driver driver, int capacity, Overflow overflow) {
        if (overflow != Overflow.PARK) {
            throw new IllegalArgumentException(name() + " has no overflow but PARK: overflow=" + overflow);
        }
        return create(driver, capacity);
    }
}
