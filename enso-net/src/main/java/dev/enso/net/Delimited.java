package dev.enso.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Frames by the bytes behind them. */
final class Delimited extends Framing {
    private final byte[] delimiter;

    Delimited(byte[] delimiter, int limit) {
        super(limit);
        if (delimiter.length == 0) {
            throw new IllegalArgumentException("a delimiter has at least one byte");
        }
        this.delimiter = delimiter;
    }

    @Override
    int mark() {
        return delimiter.length;
    }

    @Override
    void put(ByteBuffer frame, ByteBuffer message) {
        frame.put(message).put(delimiter);
    }

    @Override
    int search(ByteBuffer bytes, int examined) throws FrameTooLongException {
        int first = bytes.position();
        // The begin of a delimiter may have been the end of what was examined.
        int from = first + Math.max(0, examined - (delimiter.length - 1));
        int last = bytes.limit() - delimiter.length;
        for (int i = from; i <= last; i++) {
            if (isAt(bytes, i)) {
                ensureWithinLimit(i - first);
                return i - first + delimiter.length;
            }
        }
        ensureWithinLimit(last + 1L - first);
        return 0;
    }

    private boolean isAt(ByteBuffer bytes, int index) {
        for (int i = 0; i < delimiter.length; i++) {
            if (bytes.get(index + i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    int before() {
        return 0;
    }

    @Override
    int behind(ByteBuffer bytes, int frame) {
        return delimiter.length;
    }

    @Override
    boolean endsWithTheStream() {
        return false;
    }

    @Override
    public String toString() {
        return "Framing[delimited by " + Arrays.toString(delimiter) + ", limit " + limit() + "]";
    }
}
