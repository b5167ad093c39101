package dev.enso.examples.kv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One key and its value, back to back in one array, with room to grow behind them. A value that fits is written over the
 * former one.
 */
final class Entry {
    private static final int HEADER = 40;
    private static final int MOST_SLACK = 1 << 20;

    /** The next entry of the bucket. */
    @Nullable Entry next;

    /** When it ends, if it does. */
    @Nullable Expiry expiry;

    final int hash;
    private final int keyLength;
    private int valueLength;
    private byte[] data;

    /** Somebody reads {@link #data}, on whatever thread: it is never written to again. */
    private boolean lent;

    Entry(byte[] key, int offset, int keyLength, int hash, int valueLength) {
        this.hash = hash;
        this.keyLength = keyLength;
        this.valueLength = valueLength;
        this.data = new byte[Math.addExact(keyLength, valueLength)];
        System.arraycopy(key, offset, data, 0, keyLength);
    }

    boolean hasKey(byte[] key, int offset, int length, int keyHash) {
        return hash == keyHash && keyLength == length && Arrays.equals(data, 0, length, key, offset, offset + length);
    }

    /** Key and value; the key begins at 0. */
    byte[] data() {
        return data;
    }

    int keyLength() {
        return keyLength;
    }

    /** Where the value begins in {@link #data()}. */
    int valueOffset() {
        return keyLength;
    }

    int valueLength() {
        return valueLength;
    }

    /** {@link #data()} for somebody who will read the present value later, on any thread: the next change makes a copy. */
    byte[] lend() {
        lent = true;
        return data;
    }

    /** Bytes this entry holds, as the JVM lays it out with compressed references; an estimate. */
    long footprint(HeapRegions heap) {
        return HEADER + heap.array(data.length);
    }

    void setValue(byte[] source, int offset, int length) {
        if (lent || length > data.length - keyLength || wasteful(length)) {
            byte[] target = new byte[keyLength + length];
            System.arraycopy(data, 0, target, 0, keyLength);
            data = target;
            lent = false;
        }
        System.arraycopy(source, offset, data, keyLength, length);
        valueLength = length;
    }

    private boolean wasteful(int length) {
        return data.length - keyLength > 64 + 2L * length;
    }

    /** Makes the value {@code length} bytes long: cut, or filled up with zeros. */
    void resize(int length) {
        ensureWritable(keyLength + length);
        if (length > valueLength) {
            Arrays.fill(data, keyLength + valueLength, keyLength + length, (byte) 0);
        }
        valueLength = length;
    }

    /** As {@link #resize} to a greater length, and leaves room for more of the kind: appending stays linear. */
    void extend(int length) {
        if (length > data.length - keyLength) {
            int slack = Math.min(length, MOST_SLACK);
            ensureWritable(keyLength + length + slack);
        }
        resize(length);
    }

    /** Writes into the value, which must be long enough. */
    void write(int at, byte[] source, int offset, int length) {
        ensureWritable(data.length);
        System.arraycopy(source, offset, data, keyLength + at, length);
    }

    private void ensureWritable(int capacity) {
        if (lent || capacity > data.length) {
            data = Arrays.copyOf(data, Math.max(capacity, data.length));
            lent = false;
        }
    }
}
