package dev.enso.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The direct buffers of one reactor, lent to the connections that have bytes on their way. The one given back last is lent
 * first, so that a reactor whose connections are quick works in the same few cache-warm pages. Owner only.
 */
final class BufferPool {
    /** The size of a read, and of a fresh output buffer. */
    static final int BLOCK = 64 << 10;

    private static final int LEAST_BITS = 9;
    private static final int CLASSES = 31 - LEAST_BITS;

    /** Idle memory that is kept for the next who asks; beyond it a buffer that comes back is left to the collector. */
    private static final int KEEP = 4 << 20;

    private final ArrayDeque<ByteBuffer>[] idle;
    private long idleBytes;
    private long lentBytes;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    BufferPool() {
        idle = new ArrayDeque[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            idle[i] = new ArrayDeque<>(4);
        }
    }

    /** An empty buffer of the next power of two at or above the size, which is at most 2³⁰. */
    ByteBuffer take(int size) {
        int at = classOf(size);
        ByteBuffer buffer = idle[at].pollLast();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(1 << (at + LEAST_BITS));
        } else {
            idleBytes -= buffer.capacity();
        }
        lentBytes += buffer.capacity();
        return buffer;
    }

    /** Takes a buffer back; whoever gives it keeps no reference. */
    void give(ByteBuffer buffer) {
        int size = buffer.capacity();
        lentBytes -= size;
        if (idleBytes + size <= KEEP) {
            idleBytes += size;
            idle[classOf(size)].addLast(buffer.clear());
        }
    }

    /** Bytes of the buffers that are lent now. */
    long lentBytes() {
        return lentBytes;
    }

    /** Bytes of the buffers that wait to be lent again. */
    long idleBytes() {
        return idleBytes;
    }

    private static int classOf(int size) {
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(size, 1) - 1);
        return Math.max(bits, LEAST_BITS) - LEAST_BITS;
    }
}
