package dev.enso.examples.queues;

import dev.enso.queues.Codec;
import java.nio.ByteBuffer;

/** Numbers as eight bytes. */
final class LongCodec implements Codec<Long> {
    @Override
    public int length(Long message) {
        return Long.BYTES;
    }

    @Override
    public void encode(Long message, ByteBuffer into, int offset) {
        into.putLong(offset, message);
    }

    @Override
    public Long decode(ByteBuffer from, int offset, int length) {
        return from.getLong(offset);
    }
}
