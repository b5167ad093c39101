package dev.enso.queues;

import java.lang.invoke.VarHandle;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Linked arrays for many senders that hold exactly as many messages as was asked for. JCTools rounds the bound of its
 * chunked queues up to a power of two; the three methods below are its own points of extension and set the bound to the
 * message. Its indices count in steps of two, the lowest bit being the lock of a sender that links the next array.
 *
 * <p>A successful offer has compared and set the index that {@code isEmpty} reads, or, when it linked an array, has passed
 * a full fence since.
 */
final class BoundedChunks<E> extends MpscUnboundedVarHandleArrayQueue<E> implements Store<E> {
    /** How long the next array is. */
    enum Growth {
        /** As long as the last one. */
        CHUNKS,
        /** Twice as long. */
        DOUBLING
    }

    private final long bound;
    private final Growth growth;

    private BoundedChunks(int firstLength, int bound, Growth growth) {
        super(firstLength);
        this.bound = 2L * bound;
        this.growth = growth;
    }

    /**
     * @param length of the first array; shortened where the bound asks for it
     */
    static <E> BoundedChunks<E> create(int length, int bound, Growth growth) {
        // An array takes one message less than its length before the first look at the bound.
        int longest = Integer.highestOneBit(bound + 1);
        return new BoundedChunks<>(Math.min(length, longest), bound, growth);
    }

    @Override
    public boolean offer(E message) {
        Object before = producerBuffer;
        boolean accepted = super.offer(message);
        if (before != producerBuffer) {
            // Linking ends in plain releases, which a later read of a flag may overtake.
            VarHandle.fullFence();
        }
        return accepted;
    }

    @Override
    public @Nullable E peek() {
        return relaxedPeek();
    }

    @Override
    public long release() {
        relaxedPoll();
        return 1;
    }

    @Override
    public boolean hasRoom() {
        return published() - consumed() < bound();
    }

    @Override
    public long bound() {
        return bound / 2;
    }

    @Override
    public long published() {
        return currentProducerIndex();
    }

    @Override
    public long consumed() {
        return currentConsumerIndex();
    }

    @Override
    public boolean offerIsAFence() {
        return true;
    }

    @Override
    protected long availableInQueue(long producerIndex, long consumerIndex) {
        return bound - (producerIndex - consumerIndex);
    }

    /** An array that holds all there may be needs no place for the link to a next one. */
    @Override
    protected long getCurrentBufferCapacity(long mask) {
        return Math.min(mask + 2 >= bound ? bound : mask, bound);
    }

    @Override
    protected int getNextBufferSize(E[] buffer) {
        return growth == Growth.CHUNKS ? buffer.length : 2 * (buffer.length - 1) + 1;
    }
}
