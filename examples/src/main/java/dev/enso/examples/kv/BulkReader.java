package dev.enso.examples.kv;

/** Walks over the bulk strings that a leg brought back, without copying them. */
final class BulkReader {
    private final byte[] bytes;
    private final int end;
    private int next;
    private int start;
    private int offset;
    private int length;

    BulkReader(ReplyBuffer source) {
        bytes = source.bytes();
        next = source.start();
        end = source.end();
    }

    /** Goes on to the next one; false when there is none. */
    boolean next() {
        if (next == end) {
            return false;
        }
        start = next;
        int at = start + 1;
        int size = 0;
        boolean present = bytes[at] != '-';
        while (bytes[at] != '\r') {
            size = size * 10 + bytes[at++] - '0';
        }
        offset = at + 2;
        length = present ? size : 0;
        next = present ? offset + size + 2 : offset;
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the present one's content begins. */
    int offset() {
        return offset;
    }

    /** How long the present one's content is. */
    int length() {
        return length;
    }

    /** Appends the present one, as it is encoded. */
    void copyTo(ReplyBuffer reply) {
        reply.raw(bytes, start, next - start);
    }
}
