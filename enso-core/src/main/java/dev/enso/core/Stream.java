package dev.enso.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
 * <p><b>Operators.</b> An operator owns the stream it is called on: use only the result from then on. Functions handed to
 * operators run inside {@code poll}, on the polling thread; what they throw fails the stream. Operators that pass over
 * messages spend the poll's budget, one unit a message.
 *
 * <p><b>In place.</b> A stream that reuses its slots says so by {@link #inPlace()}. Functions then see a message that is
 * valid during the call only. Operators that keep messages ({@code buffer}, {@code toList}, {@code then}, a join of
 * many) and whatever hands them to another thread refuse such a stream; {@link #copy} before them makes it fit.
 *
 * @param <T> the messages
 */
public interface Stream<T extends @Nullable Object> extends AutoCloseable {
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

    /**
     * Are the heads shown in slots that will be reused? Then nobody may keep a head after {@code tail} or {@code close}.
     * Asked while ready, the answer is about the head that is shown; before, about what is known of the stream.
     */
    default boolean inPlace() {
        return false;
    }

    // Sources

    /** No messages. */
    static <T extends @Nullable Object> Stream<T> empty() {
        return EmptyStream.instance();
    }

    /** These messages in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // a copy
    static <T extends @Nullable Object> Stream<T> of(T... messages) {
        return new ArrayStream<>(messages.clone());
    }

    /** What the iterable yields; its iterator is made in the first poll, and used inside polls only. */
    static <T extends @Nullable Object> Stream<T> from(Iterable<? extends T> messages) {
        return new IteratorStream<>(messages::iterator);
    }

    /** What the iterator still yields; it is used inside polls only, and may be endless. */
    static <T extends @Nullable Object> Stream<T> from(Iterator<? extends T> messages) {
        return new IteratorStream<>(() -> messages);
    }

    // Operators, one message at a time

    /**
     * What the function makes of each message. It is applied once a message. The result may refer to the message, so it is
     * taken to be in place when the message is; see {@link #copy}.
     */
    default <R extends @Nullable Object> Stream<R> map(Function<? super T, ? extends R> function) {
        return new MapStream<>(this, function);
    }

    /**
     * A {@link #map} whose results may be kept: the function's result refers to nothing in the message's slot, such as a
     * copy of the message, or a number read from it.
     */
    default <R extends @Nullable Object> Stream<R> copy(Function<? super T, ? extends R> function) {
        return new CopyStream<>(map(function));
    }

    /** The messages for which the predicate is true. */
    default Stream<T> filter(Predicate<? super T> predicate) {
        return new FilterStream<>(this, predicate);
    }

    /**
     * At most the first {@code count} messages. No more are asked for, none at all for 0.
     *
     * @throws IllegalArgumentException when the count is negative
     */
    default Stream<T> take(long count) {
        return new TakeStream<>(this, count);
    }

    /** The messages before the first for which the predicate is false; that one is lost. */
    default Stream<T> takeWhile(Predicate<? super T> predicate) {
        return new TakeWhileStream<>(this, predicate);
    }

    /**
     * What follows after the first {@code count} messages.
     *
     * @throws IllegalArgumentException when the count is negative
     */
    default Stream<T> skip(long count) {
        return new SkipStream<>(this, count);
    }

    /**
     * Every state of a fold: one for each message, the initial one not among them. A state must not refer to a message
     * that is in place.
     */
    default <A extends @Nullable Object> Stream<A> scan(A initial, BiFunction<? super A, ? super T, ? extends A> step) {
        return new ScanStream<>(this, initial, step);
    }

    /**
     * The messages of the stream that the function makes of each message, one stream after another. A message is released
     * when its stream has ended; that stream is closed then.
     */
    default <R extends @Nullable Object> Stream<R> flatMap(
            Function<? super T, ? extends Stream<? extends R>> function) {
        return new FlatMapStream<>(this, function);
    }

    /**
     * Lists of {@code size} messages each; the last may be shorter.
     *
     * @throws IllegalArgumentException when the size is less than 1
     * @throws IllegalStateException when the messages are in place; found out later, it fails the poll
     */
    default Stream<List<T>> buffer(int size) {
        return new BufferStream<>(this, size);
    }

    /**
     * Fails with a {@link java.util.concurrent.TimeoutException} when a message doesn't come within the limit. Time counts
     * from the first poll that asks for the message, on the clock of {@link Context#now()}.
     *
     * @param limit 0 lets only pass what is there at once; more nanoseconds than a long holds are no limit
     * @throws IllegalArgumentException when the limit is negative
     */
    default Stream<T> timeout(Duration limit) {
        return new TimeoutStream<>(this, limit);
    }

    // Operators on two streams

    /** This stream's messages, then the other's. */
    default Stream<T> concat(Stream<? extends T> other) {
        return new ConcatStream<>(this, other);
    }

    /** The messages of both as they come, ends when both have. While both are ready they take turns. */
    default Stream<T> merge(Stream<? extends T> other) {
        return new MergeStream<>(this, other);
    }

    /**
     * What the combiner makes of the first messages of both, of the second messages, and so on. Ends when either ends, and
     * closes both then: a message that found no partner is lost.
     */
    default <U extends @Nullable Object, R extends @Nullable Object> Stream<R> zip(
            Stream<U> other, BiFunction<? super T, ? super U, ? extends R> combiner) {
        return new ZipStream<>(this, other, combiner);
    }

    // To futures

    /** The first message; ends without one when this stream does. Closing the future closes this stream. */
    default Future<T> first() {
        return new StreamFuture<>(take(1));
    }

    /**
     * What the step makes of the initial value and all messages, once this stream has ended. The value must not refer to a
     * message that is in place.
     */
    default <A extends @Nullable Object> Future<A> fold(A initial, BiFunction<? super A, ? super T, ? extends A> step) {
        return new FoldFuture<>(this, initial, step);
    }

    /** Shows each message to the action; ready, with null, once this stream has ended. */
    default Future<@Nullable Void> forEach(Consumer<? super T> action) {
        return new ForEachFuture<>(this, action);
    }

    /**
     * All messages, once this stream has ended.
     *
     * @throws IllegalStateException when the messages are in place; found out later, it fails the poll
     */
    default Future<List<T>> toList() {
        return new ToListFuture<>(this);
    }
}
