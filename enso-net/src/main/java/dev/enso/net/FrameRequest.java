package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One frame of a connection, and the future that serves it. True when there was one, false at the end of the input. */
final class FrameRequest implements Future<Boolean> {
    private final Connection connection;
    private final Frames frames;
    private final BiFunction<? super Connection, ByteBuffer, ? extends @Nullable Future<?>> serve;
    private @Nullable Future<?> work;
    private @Nullable Boolean served;

    FrameRequest(
            Connection connection,
            Framing framing,
            BiFunction<? super Connection, ByteBuffer, ? extends @Nullable Future<?>> serve) {
        this.connection = connection;
        this.frames = (Frames) connection.frames(framing);
        this.serve = serve;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (served != null) {
            return Polled.READY;
        }
        Future<?> running = work;
        if (running == null) {
            Polled polled = frames.poll(cx);
            if (polled == Polled.PENDING) {
                return polled;
            }
            if (polled == Polled.ENDED) {
                served = false;
                return Polled.READY;
            }
            running = serve.apply(connection, frames.head());
            work = running;
        }
        if (running != null && running.poll(cx) == Polled.PENDING) {
            return Polled.PENDING;
        }
        frames.tail();
        served = true;
        return Polled.READY;
    }

    @Override
    public Boolean head() {
        Boolean result = served;
        if (result == null) {
            throw new IllegalStateException(this + " is not over: poll until READY first");
        }
        return result;
    }

    @Override
    public Stream<Boolean> tail() {
        head();
        return Stream.empty();
    }

    /** The frames are not closed: that would end the input, which the next request goes on with. */
    @Override
    public void close() {
        Future<?> running = work;
        work = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public String toString() {
        return "FrameRequest[" + connection + "]";
    }
}
