package dev.enso.channel;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;

/**
 * The sending half of a channel (tx). How many threads may hold one at a time is the driver's property: one for
 * {@link Driver#SPSC}, any number for {@link Driver#MPSC}.
 *
 * @param <T> the messages
 */
public interface Sender<T> extends AutoCloseable {
    /**
     * Offers one message and wakes a receiver that waits. Never blocks.
     *
     * @throws NullPointerException when the message is null
     */
    Sent offer(T message);

    /**
     * Offers one message without looking whether the receiver sleeps: the cheap form for batches. The message may lie
     * there until {@link #flush()}, which the caller owes.
     */
    Sent append(T message);

    /** Wakes a receiver that waits for what was appended. One fence a flush, instead of one a message. */
    void flush();

    /**
     * Is there room? For tasks that wait for it.
     *
     * @return READY when an offer would be accepted now (with several senders: may be); PENDING when the channel is full,
     *     and the context's waker is woken once the receiver has made room; ENDED when the channel is closed
     */
    Polled poll(Context cx);

    /**
     * Sends one message as a future: waits while the channel is full.
     *
     * @return ready with {@link Sent#ACCEPTED} or {@link Sent#CLOSED}
     */
    Future<Sent> send(T message);

    /**
     * Ends the stream in order: the receiver sees all that was accepted, then ENDED. Idempotent. With several senders the
     * channel is closed for all of them.
     */
    @Override
    void close();
}
