package dev.enso.reactor;

import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from one reactor to another: one thread offers, one thread polls, in order. It rings no bell; the bus
 * does. A seam: a simulation supplies lanes of its own.
 *
 * @param <M> the messages
 */
public interface Lane<M> {
    /** Appends a message; false when the lane is full. Sending thread only. */
    boolean offer(M message);

    /** Takes the oldest message, or null when none is visible. Receiving thread only. */
    @Nullable M poll();

    /** True when nothing is visible to the receiver. Receiving thread only. */
    boolean isEmpty();

    /** Makes the lanes of a group of reactors. Any thread may call it. */
    @FunctionalInterface
    interface Factory {
        /**
         * @param from index of the sending reactor
         * @param to index of the receiving reactor
         * @param capacity the least number of messages it must hold
         */
        <M> Lane<M> create(int from, int to, int capacity);
    }
}
