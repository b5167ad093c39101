package dev.enso.queues;

import org.jspecify.annotations.Nullable;

/**
 * What keeps the messages of a channel: the non-schedulable array store. It holds, and does nothing by itself: nobody waits
 * in it, it wakes nobody, and it knows of no end. All that is {@link Shared}'s and the two halves'.
 *
 * <p>Who may call: {@code offer} and {@code hasRoom} the senders, one or many as the driver says; {@code peek},
 * {@code release} and {@code tidy} the receiver, and after it left whoever empties; the rest anybody.
 *
 * @param <T> the messages
 */
interface Store<T> {
    int LARGEST_STRIDE = 64;

    /** Stores a message, or answers false when there is no room. */
    boolean offer(T message);

    /**
     * The oldest message, in place; null when none is there, or its place is claimed and not filled yet. The same one until
     * {@code release}.
     */
    @Nullable T peek();

    /**
     * Gives back the oldest message, which the latest {@code peek} has shown.
     *
     * @return how much room that makes, in the unit of {@link #stride}
     */
    long release();

    /** Gives the oldest message back without showing it; false when {@code peek} would show none. */
    default boolean discard() {
        if (peek() == null) {
            return false;
        }
        release();
        return true;
    }

    /** Nothing is there and no place is claimed. Exact for the receiver after a full fence. */
    boolean isEmpty();

    /** Would an offer find room now? An estimate with many senders. */
    boolean hasRoom();

    /** The most that is resident at once. */
    long bound();

    /** How much is given back before a receiver announces it. */
    default long stride() {
        return Math.min(LARGEST_STRIDE, Math.max(1, bound() / 16));
    }

    long published();

    long consumed();

    /** Given up to make room. */
    default long dropped() {
        return 0;
    }

    /**
     * Has a thread passed a full fence, once its offer was accepted, behind the word that {@link #isEmpty} reads? Then
     * waking costs it only a look at who waits.
     */
    default boolean offerIsAFence() {
        return false;
    }

    /**
     * A message by its number, the first being 0; null when it isn't there. Exact for the receiver, a glance for others.
     *
     * @throws UnsupportedOperationException when the store can't tell
     */
    default @Nullable T at(long message) {
        throw new UnsupportedOperationException("this store shows its oldest message only");
    }

    /** Is what {@code peek} shows valid only until {@code release}? */
    default boolean inPlace() {
        return false;
    }

    /** Receiver: it is about to wait, or to leave; nothing it has released may be kept alive any longer. */
    default void tidy() {}
}
