package dev.enso.net;

import java.nio.ByteBuffer;

/**
 * How a stream of bytes is cut into frames. Immutable, and safe for threads: one serves all connections.
 *
 * <pre>{@code
 * Framing lines = Framing.lines(1024);
 * enso.serve(7, connection -> connection.frames(lines).forEach(line -> answer(line)));
 * }</pre>
 */
public abstract sealed class Framing permits Lines, Delimited, LengthPrefixed {
    private final int limit;

    Framing(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a frame is a number of bytes from 1 on: " + limit);
        }
        this.limit = limit;
    }

    /**
     * Lines, which end with LF or CR LF; what stands behind the last of these is a line too, unless it is empty. Frames are
     * shown without their ends.
     *
     * @param limit bytes of a line at most, its end not counted
     */
    public static Framing lines(int limit) {
        return new Lines(limit);
    }

    /**
     * Frames that end with the same bytes. They are shown without them.
     *
     * @param delimiter is copied
     * @param limit bytes of a frame at most, the delimiter not counted
     * @throws IllegalArgumentException when the delimiter is empty
     */
    public static Framing delimitedBy(byte[] delimiter, int limit) {
        return new Delimited(delimiter.clone(), limit);
    }

    /**
     * Frames behind their length: a number of 1 to 4 bytes, the highest first, without a sign, that does not count itself.
     * Frames are shown without it, and may be empty. A length beyond the limit is refused before a byte of it is waited for.
     *
     * @param prefixBytes of the number
     * @param limit bytes of a frame at most
     * @throws IllegalArgumentException when prefixBytes is not 1 to 4
     */
    public static Framing lengthPrefixed(int prefixBytes, int limit) {
        return new LengthPrefixed(prefixBytes, limit);
    }

    /** Bytes of a frame at most, without what marks its begin or end. */
    public final int limit() {
        return limit;
    }

    /**
     * The frame of a message, with what marks its begin and end, ready to be sent.
     *
     * @param message is read from its position to its limit, which stay
     * @return a new buffer
     * @throws FrameTooLongException when the message is larger than the limit
     * @throws IllegalArgumentException when a reader would find something else in it, as it holds the delimiter, or is a line
     *     that ends with CR
     */
    public final ByteBuffer encode(ByteBuffer message) throws FrameTooLongException {
        int length = message.remaining();
        ensureWithinLimit(length);
        ByteBuffer frame = ByteBuffer.allocate(mark() + length);
        put(frame, message.duplicate());
        frame.flip();
        int found = search(frame, 0);
        if (found != frame.limit() || found - before() - behind(frame, found) != length) {
            throw new IllegalArgumentException(
                    "a message of " + length + " bytes holds, or ends with, what ends a frame of " + this
                            + ": a reader would not find it again as it is");
        }
        return frame;
    }

    final void ensureWithinLimit(long length) throws FrameTooLongException {
        if (length > limit) {
            throw new FrameTooLongException(this, length);
        }
    }

    /** Bytes that mark begin and end of a frame, at most. */
    abstract int mark();

    /** Puts the frame of a message into a buffer that has the room. */
    abstract void put(ByteBuffer frame, ByteBuffer message);

    /**
     * Looks for the first frame between position and limit, which stay.
     *
     * @param examined bytes from the position on in which an earlier search found no end
     * @return bytes of the frame with its marks, or 0 when more have to come
     * @throws FrameTooLongException when it is larger than the limit, as far as that can be said by now
     */
    abstract int search(ByteBuffer bytes, int examined) throws FrameTooLongException;

    /** Bytes of a found frame that stand before the message. */
    abstract int before();

    /** Bytes of a frame that was found at the position which stand behind the message. */
    abstract int behind(ByteBuffer bytes, int frame);

    /** Whether what stands behind the last end is a frame. */
    abstract boolean endsWithTheStream();
}
