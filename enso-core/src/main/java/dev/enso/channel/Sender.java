package dev.enso.channel;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import org.jspecify.annotations.Nullable;

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
     * there until {@link #flush()}, which the caller owes; an append that is answered FULL or CLOSED has flushed.
     */
    Sent append(T message);

    /**
     * Wakes a receiver that waits for what was appended. One fence a flush, instead of one a message. Does nothing when
     * nothing was appended.
     */
    void flush();

    /**
     * Is there room? For tasks that wait for it; flushes when there is none.
     *
     * <p>A receiver may announce room in batches, and a backend says in which. At the latest it does when it has read all
     * there is, or closes. So a receiver that stops reading halfway, to wait for the very sender that waits for it, may
     * wait for ever.
     *
     * <p>With several senders there may wait as many tasks; they are told apart by their wakers, and woken the oldest first,
     * as many as there is room for. Room is not reserved: a task that was woken may find it taken, and waits again.
     *
     * @return READY when an offer would not be answered FULL now (with several senders: may be); PENDING when the channel is full,
     *     and the context's waker is woken once the receiver has announced room; ENDED when the channel is closed
     */
    Polled poll(Context cx);

    /**
     * Sends one message as a future: waits while the channel is full, unless its {@link Overflow} has something else for
     * such a message. Nothing is sent before the future is polled, nor when it is closed before it was ready.
     *
     * @return ready with {@link Sent#ACCEPTED} or {@link Sent#CLOSED}; with {@link Sent#FULL} or {@link Sent#DROPPED} when
     *     the channel is full and does not let senders wait
     * @throws NullPointerException when the message is null
     */
    Future<Sent> send(T message);

    /**
     * Waits until the channel is empty: ready, with null, when a poll finds that every message was released or dropped.
     * Flushes first. A receiver says that it has read everything when it looks for more and finds nothing, or closes.
     */
    Future<@Nullable Void> awaitEmpty();

    /**
     * Ends the stream in order: the receiver sees all that was accepted before, then ENDED. Idempotent. With several
     * senders the channel is closed for all of them; an offer that runs at the same time is either refused, or accepted and
     * then seen or dropped.
     */
    @Override
    void close();
}
