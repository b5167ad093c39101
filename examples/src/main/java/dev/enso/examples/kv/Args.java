package dev.enso.examples.kv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The arguments of one command, name first: ranges of a byte array that somebody else owns (the connection's input) or
 * that belongs to this object after {@link #copy}. Reused from command to command.
 */
final class Args {
    private static final int KEEP_ARGUMENTS = 256;
    private static final int KEEP_BYTES = 16 << 10;
    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private byte[] own = NOTHING;
    private int base;
    private int[] ranges = new int[16];
    private int count;
    private long keyHash;

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where argument {@code index} begins in {@link #bytes()}. */
    int offset(int index) {
        return base + ranges[2 * index];
    }

    int length(int index) {
        return ranges[2 * index + 1];
    }

    /** The hash of the command's key, set by whoever routed it. */
    long keyHash() {
        return keyHash;
    }

    void keyHash(long hash) {
        keyHash = hash;
    }

    /** Compares with an option's name, in lower case; letters of the argument may be of either case. */
    boolean is(int index, String lowerCase) {
        int length = length(index);
        if (length != lowerCase.length()) {
            return false;
        }
        int offset = offset(index);
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(bytes[offset + i]) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The argument as text, a character a byte. */
    String text(int index) {
        return new String(bytes, offset(index), length(index), StandardCharsets.ISO_8859_1);
    }

    byte[] toArray(int index) {
        return Arrays.copyOfRange(bytes, offset(index), offset(index) + length(index));
    }

    void clear() {
        count = 0;
        if (ranges.length > 2 * KEEP_ARGUMENTS) {
            ranges = new int[16];
        }
    }

    /** Appends a range, its offset relative to the base that {@link #attach} sets. */
    void add(int offset, int length) {
        if (2 * count == ranges.length) {
            ranges = Arrays.copyOf(ranges, ranges.length * 2);
        }
        ranges[2 * count] = offset;
        ranges[2 * count + 1] = length;
        count++;
    }

    void attach(byte[] bytes, int base) {
        this.bytes = bytes;
        this.base = base;
    }

    /** Makes this a copy of {@code other} that stays valid when the other's bytes are reused. */
    void copy(Args other) {
        clear();
        int size = 0;
        for (int i = 0; i < other.count; i++) {
            size = Math.addExact(size, other.length(i));
        }
        if (own.length < size) {
            own = new byte[Math.max(64, size)];
        }
        int at = 0;
        for (int i = 0; i < other.count; i++) {
            int length = other.length(i);
            System.arraycopy(other.bytes, other.offset(i), own, at, length);
            add(at, length);
            at += length;
        }
        keyHash = other.keyHash;
        attach(own, 0);
    }

    /** Lets go of memory that only an unusually large command needed. */
    void trim() {
        clear();
        if (own.length > KEEP_BYTES) {
            own = NOTHING;
        }
        bytes = own;
        base = 0;
    }
}
