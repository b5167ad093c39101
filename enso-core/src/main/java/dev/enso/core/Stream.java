package dev.enso.core;

/**
 * A sequence of messages that is observed: the pull side of the algebra, and the one shape that tasks, queues, timers and
 * sockets share.
 *
 * <p><b>The state contract.</b>
 *
 * <table>
 *   <caption>Which call is legal when</caption>
 *   <tr><th>state</th><th>entered by</th><th>{@code poll}</th><th>{@code head}, {@code tail}</th><th>{@code close}</th></tr>
 *   <tr><td>open</td><td>creation, {@code tail}</td><td>READY, PENDING or ENDED, or it fails</td><td>illegal</td><td>closed</td></tr>
 *   <tr><td>ready</td><td>{@code poll} answered READY</td><td>READY, and runs no user code</td><td>legal</td><td>closed; the head is released</td></tr>
 *   <tr><td>ended</td><td>{@code poll} answered ENDED</td><td>ENDED</td><td>illegal</td><td>closed</td></tr>
 *   <tr><td>failed</td><td>{@code poll} threw</td><td>illegal</td><td>illegal</td><td>closed</td></tr>
 *   <tr><td>closed</td><td>{@code close}</td><td>ENDED</td><td>illegal</td><td>nothing happens</td></tr>
 * </table>
 *
 * An illegal {@code head} or {@code tail} throws {@link IllegalStateException}. {@code poll} alone runs user code and may
 * fail. {@code head} shows the message <em>in place</em>: it is pure, may be repeated, and what it shows is valid until
 * {@code tail} or {@code close} releases it. {@code tail} releases the head and answers the rest of the stream, most often
 * {@code this}; the old reference is dead when it is not. After PENDING the context's waker is woken when a poll is worth
 * repeating; only the waker of the latest poll counts.
 *
 * <p>A stream belongs to one task at a time and is not safe for threads. Whoever polls a stream closes it in the end,
 * however the end came; operators close their sources.
 *
 * @param <T> the messages
 */
public interface Stream<T> extends AutoCloseable {
    /**
     * Is the head there yet?
     *
     * @throws Exception when the source or user code fails; the stream is then over, and the caller closes it
     */
    Polled poll(Context cx) throws Exception;

    /**
     * The message that {@code poll} found, in place.
     *
     * @throws IllegalStateException unless the latest poll answered READY and nothing has released the head since
     */
    T head();

    /**
     * Releases the head.
     *
     * @return the rest of the stream; use it instead of this reference
     * @throws IllegalStateException unless the latest poll answered READY and nothing has released the head since
     */
    Stream<T> tail();

    /** Ends the stream from the reader's side, in every state: releases the head, forgets wakers, closes the sources. */
    @Override
    void close();
}
