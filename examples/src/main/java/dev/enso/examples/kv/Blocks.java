package dev.enso.examples.kv;

import java.util.ArrayDeque;

/**
 * Blocks of memory that the connections of one reactor take turns with: a connection holds one only while something waits
 * in it, so ten thousand idle connections hold none, and the busy ones find the same few in the cache.
 */
final class Blocks {
    /** Bytes of a block. */
    static final int SIZE = 16 << 10;

    private static final int KEEP = 256;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();

    byte[] take() {
        byte[] block = free.poll();
        return block == null ? new byte[SIZE] : block;
    }

    /** Takes back what {@link #take} gave; other arrays are left to the collector. */
    void give(byte[] bytes) {
        if (bytes.length == SIZE && free.size() < KEEP) {
            free.push(bytes);
        }
    }
}
