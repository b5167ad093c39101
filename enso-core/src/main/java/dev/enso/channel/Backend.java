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
}
