package dev.enso.queues;

import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * An array for many senders that holds exactly as many messages as it was asked for; the array itself is a power of two.
 * A successful offer has compared and set the index that {@code isEmpty} reads.
 */
final class BoundedArray<E> extends MpscVarHandleArrayQueue<E> {
    private final int bound;

    BoundedArray(int bound) {
        super(bound);
        this.bound = bound;
    }

    @Override
    public boolean offer(E message) {
        return offerIfBelowThreshold(message, bound);
    }
}
