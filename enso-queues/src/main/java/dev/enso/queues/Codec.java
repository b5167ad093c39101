package dev.enso.queues;

import java.nio.ByteBuffer;

/**
 * How messages become records of bytes and messages again. Only the indexed methods of the buffers may be used: their
 * positions and limits belong to nobody, since many senders encode at the same time.
 *
 * @param <T> the messages
 */
public interface Codec<T> {
    /**
     * The bytes that this message takes. Called once a message, before {@link #encode}.
     *
     * @throws ClassCastException when it is a message of another kind
     */
    int length(T message);

    /** Writes the message, as many bytes as {@link #length} has said, from the offset on. */
    void encode(T message, ByteBuffer into, int offset);

    /**
     * Reads a message, in the receiver's poll; it must not refer to the buffer, which is used again, and is not null. What
     * this throws fails the poll, and the record stays where it is.
     */
    T decode(ByteBuffer from, int offset, int length);
}
