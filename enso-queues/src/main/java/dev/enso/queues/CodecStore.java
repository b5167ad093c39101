package dev.enso.queues;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Messages kept as records of bytes. */
final class CodecStore<T> implements Store<T> {
    private final PipeRing ring;
    private final Codec<T> codec;

    /** Receiver's: the head, decoded once. */
    private @Nullable T decoded;

    CodecStore(PipeRing ring, Codec<T> codec) {
        this.ring = ring;
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    @Override
    public boolean offer(T message) {
        int length = codec.length(message);
        long at = ring.claim(length);
        if (at < 0) {
            return false;
        }
        boolean encoded = false;
        try {
            codec.encode(message, ring.bytes, ring.offset(at));
            encoded = true;
        } finally {
            if (encoded) {
                ring.commit(at, length);
            } else {
                ring.abort(at, length);
            }
        }
        return true;
    }

    @Override
    public @Nullable T peek() {
        if (decoded == null) {
            ByteBuffer record = ring.peek();
            if (record != null) {
                decoded = Objects.requireNonNull(
                        codec.decode(ring.bytes, record.position(), record.remaining()), "a codec decodes to null");
            }
        }
        return decoded;
    }

    @Override
    public long release() {
        decoded = null;
        return ring.release();
    }

    @Override
    public boolean discard() {
        decoded = null;
        return ring.discard();
    }

    @Override
    public boolean isEmpty() {
        return ring.isEmpty();
    }

    @Override
    public boolean hasRoom() {
        return ring.hasRoom();
    }

    @Override
    public long bound() {
        return ring.bound();
    }

    @Override
    public long stride() {
        return ring.stride();
    }

    @Override
    public long published() {
        return ring.published();
    }

    @Override
    public long consumed() {
        return ring.consumed();
    }

    @Override
    public boolean offerIsAFence() {
        return ring.offerIsAFence();
    }
}
