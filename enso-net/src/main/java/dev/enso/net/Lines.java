package dev.enso.net;

import java.nio.ByteBuffer;

/** Lines by LF or CR LF. */
final class Lines extends Framing {
    Lines(int limit) {
        super(limit);
    }

    @Override
    int mark() {
        return 2;
    }

    @Override
    void put(ByteBuffer frame, ByteBuffer message) {
        frame.put(message).put((byte) '\n');
    }

    @Override
    int search(ByteBuffer bytes, int examined) throws FrameTooLongException {
        int first = bytes.position();
        int end = bytes.limit();
        for (int i = first + examined; i < end; i++) {
            if (bytes.get(i) == '\n') {
                int frame = i + 1 - first;
                ensureWithinLimit(frame - behind(bytes, frame));
                return frame;
            }
        }
        // A CR at the end may belong to the mark.
        ensureWithinLimit(end > first && bytes.get(end - 1) == '\r' ? end - first - 1 : end - first);
        return 0;
    }

    @Override
    int before() {
        return 0;
    }

    @Override
    int behind(ByteBuffer bytes, int frame) {
        int lineFeed = bytes.position() + frame - 1;
        return frame > 1 && bytes.get(lineFeed - 1) == '\r' ? 2 : 1;
    }

    @Override
    boolean endsWithTheStream() {
        return true;
    }

    @Override
    public String toString() {
        return "Framing[lines, limit " + limit() + "]";
    }
}
