package dev.enso.queues;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Lets bytes carry any object: the record is the number under which it is kept until it is read. */
final class ReferenceCodec implements Codec<Object> {
    private final Map<Long, Object> kept = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    @Override
    public int length(Object message) {
        return Long.BYTES;
    }

    @Override
    public void encode(Object message, ByteBuffer into, int offset) {
        long number = numbers.getAndIncrement();
        kept.put(number, message);
        into.putLong(offset, number);
    }

    @Override
    public Object decode(ByteBuffer from, int offset, int length) {
        return Objects.requireNonNull(kept.remove(from.getLong(offset)));
    }
}
