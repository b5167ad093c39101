package dev.enso.queues;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.QueueProgressIndicators;
import org.jctools.queues.varhandle.SpscGrowableVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * JCTools' growing and linked arrays for one sender and one receiver, bounded to the message. The sender counts what it
 * stores, and looks at the receiver's count only when it has stored as much as the last look allowed.
 */
final class GrowingArray<T> implements Store<T> {
    /** Looks at a place that the receiver is about to clear, before the processor is offered to it. */
    private static final int SPINS = 100;

    private final MessagePassingQueue<T> queue;
    private final QueueProgressIndicators indices;
    private final int capacity;
    private final Cursor written = new Cursor();

    private <Q extends MessagePassingQueue<T> & QueueProgressIndicators> GrowingArray(Q queue, int capacity) {
        this.queue = queue;
        this.indices = queue;
        this.capacity = capacity;
        written.setLimit(capacity);
    }

    /** One array that doubles. */
    static <T> GrowingArray<T> doubling(int first, int capacity) {
        // The smallest that JCTools makes holds twice the first array.
        return new GrowingArray<>(
                new SpscGrowableVarHandleArrayQueue<>(first, Math.max(2 * first, capacity)), capacity);
    }

    /** Linked chunks. */
    static <T> GrowingArray<T> linked(int chunk, int capacity) {
        return new GrowingArray<>(new SpscUnboundedVarHandleArrayQueue<>(chunk), capacity);
    }

    @Override
    public boolean offer(T message) {
        if (!hasRoom()) {
            return false;
        }
        for (int look = 0; !queue.offer(message); look++) {
            // The receiver counts a place as given back and then clears it; it stands between the two.
            if (look < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        written.setPosition(written.position() + 1);
        return true;
    }

    @Override
    public boolean hasRoom() {
        return written.position() < written.limit() || findsRoom();
    }

    private boolean findsRoom() {
        long limit = consumed() + capacity;
        written.setLimit(limit);
        return written.position() < limit;
    }

    @Override
    public @Nullable T peek() {
        return queue.relaxedPeek();
    }

    @Override
    public long release() {
        queue.relaxedPoll();
        return 1;
    }

    @Override
    public boolean isEmpty() {
        return queue.isEmpty();
    }

    @Override
    public long bound() {
        return capacity;
    }

    @Override
    public long published() {
        return indices.currentProducerIndex();
    }

    @Override
    public long consumed() {
        return indices.currentConsumerIndex();
    }
}
