package dev.enso.channel;

import java.util.function.ToLongFunction;

/**
 * One cursor over what a {@link Publisher} sends. As a stream it shows the messages in place, one by one; {@link #claim},
 * {@link #at} and {@link #commit} do the same for several at once.
 *
 * <p><b>Alive while messages flow.</b> A cursor splits, merges and moves to another thread without a pause of the publisher;
 * nothing is lost and nothing doubled, except where two cursors are to see the same. All of these belong to the thread that
 * has the subscriber, as poll does; {@link #close}, {@link #position}, {@link #lag} and {@link #account} may be called from
 * any thread.
 *
 * @param <T> the messages
 */
public interface Subscriber<T> extends Receiver<T> {
    /** The sequence of the head, or of the message that comes next. */
    long position();

    /** How many messages are published and not yet released by this cursor. */
    long lag();

    /**
     * What this cursor was to see since it joined: published = consumed + dropped + resident. What it skipped, was evicted
     * from, or left unread is dropped. After a split by share the account is that of the cursors together.
     */
    Account account();

    // Several messages at once

    /**
     * Claims up to so many messages that are there, without waiting and without a waker. Claimed messages are shown in place
     * until they are committed. A claim while something is claimed extends it.
     *
     * @return how many are claimed now, and may be shown by {@link #at}; 0 when none is there
     * @throws EvictedException under {@link Lag#EVICT}, when the cursor has lost its place
     */
    int claim(int most);

    /**
     * A claimed message, in place.
     *
     * @param index 0 for the oldest, which is also {@link #head}
     * @throws IndexOutOfBoundsException unless so many are claimed
     */
    T at(int index);

    /**
     * Releases the oldest claimed messages; {@link #tail} is a commit of one.
     *
     * @throws IndexOutOfBoundsException when fewer are claimed
     */
    void commit(int count);

    // The life of a cursor

    /**
     * Splits by share: from here on each message is seen by one of the two, whoever comes first. More may join by splitting
     * again. What is claimed stays with this one.
     */
    Subscriber<T> splitByShare();

    /**
     * Splits by key: this one sees the messages whose key is less than {@code from} from here on, the new one the others. Can
     * be repeated: each half keeps to its range. What is claimed stays with this one.
     *
     * @param key runs in polls, on the thread of each half; must answer the same for the same message
     * @throws IllegalStateException when it was split by another key, or {@code from} lies outside of its range
     */
    Subscriber<T> splitByKey(ToLongFunction<? super T> key, long from);

    /** Splits with overlap: from here on both see every message. What is claimed stays with this one. */
    Subscriber<T> splitOverlapped();

    /**
     * Takes the other half in again, and closes it. Both must be in the hands of the caller and claim nothing. After a split
     * by share nothing changes but that one is left; by key, this one goes back to where the later of the two stands and sees
     * what either has not seen; with overlap, it goes on where the farther one stands, because what one of them has seen is
     * seen.
     *
     * @throws IllegalArgumentException when the other is not of the same split
     * @throws IllegalStateException when either claims messages, or shares them with a third; or when overlapping halves have
     *     messages between them that neither sees
     */
    void merge(Subscriber<T> other);

    /**
     * Hands the cursor on to another thread or reactor: the answer is a new subscriber at the same position, to be polled
     * over there, and this one has ended. What is claimed goes along.
     */
    Subscriber<T> migrate();

    /** Leaves, while messages flow. What it has not released is dropped from its account and no longer waited for. */
    @Override
    void close();
}
