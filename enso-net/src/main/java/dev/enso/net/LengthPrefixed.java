package dev.enso.net;

import java.nio.ByteBuffer;

/** Frames behind their length. */
final class LengthPrefixed extends Framing {
    private final int prefixBytes;

    LengthPrefixed(int prefixBytes, int limit) {
        super(limit);
        if (prefixBytes < 1 || prefixBytes > 4) {
            throw new IllegalArgumentException("the length of a frame has 1 to 4 bytes: " + prefixBytes);
        }
        this.prefixBytes = prefixBytes;
        long most = (1L << (8 * prefixBytes)) - 1;
        if (limit > most) {
            throw new IllegalArgumentException(
                    "a length of " + prefixBytes + " bytes goes up to " + most + ", below the limit of " + limit);
        }
    }

    @Override
    int mark() {
        return prefixBytes;
    }

    @Override
    void put(ByteBuffer frame, ByteBuffer message) {
        int length = message.remaining();
        for (int shift = 8 * (prefixBytes - 1); shift >= 0; shift -= 8) {
            frame.put((byte) (length >>> shift));
        }
        frame.put(message);
    }

    @Override
    int search(ByteBuffer bytes, int examined) throws FrameTooLongException {
        if (bytes.remaining() < prefixBytes) {
            return 0;
        }
        long length = 0;
        for (int i = 0; i < prefixBytes; i++) {
            length = (length << 8) | (bytes.get(bytes.position() + i) & 0xff);
        }
        ensureWithinLimit(length);
        long frame = prefixBytes + length;
        return bytes.remaining() < frame ? 0 : (int) frame;
    }

    @Override
    int before() {
        return prefixBytes;
    }

    @Override
    int behind(ByteBuffer bytes, int frame) {
        return 0;
    }

    @Override
    boolean endsWithTheStream() {
        return false;
    }

    @Override
    public String toString() {
        return "Framing[behind " + prefixBytes + " bytes of length, limit " + limit() + "]";
    }
}
