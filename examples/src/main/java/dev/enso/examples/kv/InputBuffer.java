package dev.enso.examples.kv;

import java.nio.ByteBuffer;

/**
 * What a connection has received and not yet used: a window {@code [start, end)} of a byte array. It grows with the bytes
 * that arrive, never with what they claim, and holds no memory while it is empty.
 *
 * <p>An array and not a direct buffer: parsing, hashing and comparing keys in an array needs no bounds and liveness
 * checks that the compiler can't remove, and one block copy a read costs less than they do.
 */
final class InputBuffer {
    private static final byte[] NOTHING = new byte[0];
    private static final int MOST = Integer.MAX_VALUE - 16;

    private final Blocks blocks;
    private final int limit;
    private byte[] bytes = NOTHING;
    private int start;
    private int end;

    /**
     * @param limit when so many bytes wait here, there is no room; what is read by then is taken all the same
     */
    InputBuffer(Blocks blocks, int limit) {
        this.blocks = blocks;
        this.limit = limit;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int size() {
        return end - start;
    }

    /** Should more be read? False when what waits here has reached the limit. */
    boolean hasRoom() {
        return end - start < limit;
    }

    /**
     * Takes over the bytes of {@code source}. Positions move: offsets relative to {@link #start()} stay valid, absolute
     * ones do not.
     */
    void append(ByteBuffer source) {
        int count = source.remaining();
        reserve(count);
        source.get(bytes, end, count);
        end += count;
    }

    private void reserve(int count) {
        if (bytes.length - end >= count) {
            return;
        }
        int size = end - start;
        byte[] old = bytes;
        byte[] target = old;
        if (size + count > old.length) {
            long wanted = Math.min(MOST, Math.max(size + (long) count, 2L * size));
            target = blocks.take((int) wanted);
        }
        System.arraycopy(old, start, target, 0, size);
        if (target != old) {
            blocks.give(old);
            bytes = target;
        }
        start = 0;
        end = size;
    }

    /** Releases the first {@code count} bytes. */
    void consume(int count) {
        start += count;
        if (start == end) {
            clear();
        }
    }

    /** Forgets everything. */
    void clear() {
        start = 0;
        end = 0;
        blocks.give(bytes);
        bytes = NOTHING;
    }
}
