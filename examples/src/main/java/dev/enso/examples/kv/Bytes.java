package dev.enso.examples.kv;

import java.util.Arrays;

/**
 * Bytes as the key of a map. {@link #look} makes a reused one point at somebody else's bytes, for a lookup without
 * garbage; only one that {@link #copyOf} made may be put into a map.
 */
final class Bytes {
    private byte[] bytes = {};
    private int offset;
    private int length;
    private int hash;

    static Bytes copyOf(byte[] source, int offset, int length) {
        return new Bytes().look(Arrays.copyOfRange(source, offset, offset + length), 0, length);
    }

    Bytes look(byte[] source, int from, int count) {
        bytes = source;
        offset = from;
        length = count;
        int sum = 1;
        for (int i = from; i < from + count; i++) {
            sum = 31 * sum + source[i];
        }
        hash = sum;
        return this;
    }

    byte[] array() {
        return bytes;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && hash == that.hash
                && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }
}
