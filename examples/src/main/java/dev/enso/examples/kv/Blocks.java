package dev.enso.examples.kv;

import java.util.ArrayDeque;

/**
 * Blocks of memory that the connections of one reactor take turns with: a connection holds one only while something waits
 * in it, so ten thousand idle connections hold none, and the busy ones find the same few in the cache. What needs more than
 * a block gets an array of its own, which is counted.
 */
final class Blocks {
    /** Bytes of a block. */
    static final int SIZE = 16 << 10;

    private static final int KEEP = 256;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private final HeapRegions heap;
    private long large;

    Blocks(HeapRegions heap) {
        this.heap = heap;
    }

    /** Lends a block, or a larger array where that would be too small. */
    byte[] take(int least) {
        if (least > SIZE) {
            large += heap.array(least);
            return new byte[least];
        }
        byte[] block = free.poll();
        return block == null ? new byte[SIZE] : block;
    }

    /** Takes back what {@link #take} gave. Larger arrays are left to the collector, and so is an empty one. */
    void give(byte[] bytes) {
        if (bytes.length > SIZE) {
            large -= heap.array(bytes.length);
        } else if (bytes.length == SIZE && free.size() < KEEP) {
            free.push(bytes);
        }
    }

    /** Bytes of the heap in the arrays that are lent and larger than a block. */
    long large() {
        return large;
    }
}
