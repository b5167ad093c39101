package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One buffer as a stream. */
final class Single implements Stream<ByteBuffer> {
    private @Nullable ByteBuffer buffer;

    Single(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public Polled poll(Context cx) {
        return buffer == null ? Polled.ENDED : Polled.READY;
    }

    @Override
    public ByteBuffer head() {
        ByteBuffer head = buffer;
        if (head == null) {
            throw new IllegalStateException("the buffer was released before");
        }
        return head;
    }

    @Override
    public Stream<ByteBuffer> tail() {
        head();
        buffer = null;
        return this;
    }

    @Override
    public void close() {
        buffer = null;
    }
}
