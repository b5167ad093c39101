package dev.enso.examples.echo;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.examples.Latencies;
import dev.enso.net.Connection;
import dev.enso.reactor.Clock;
import dev.enso.reactor.CoreContext;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Sends a message, waits for all of it to come back, and again, until the time is up: one connection's latencies. */
final class RoundTrips implements Future<Histogram> {
    private final Connection connection;
    private final long length;
    private final ByteBuffer message;
    private final Histogram latencies = Latencies.histogram();
    private final Stream<ByteBuffer> input;
    private @Nullable Clock clock;
    private long end;
    private long sentAt;
    private int missing;
    private boolean ready;
    private boolean over;

    RoundTrips(Connection connection, int size, Duration length) {
        this.connection = connection;
        this.length = length.toNanos();
        this.input = connection.input();
        this.message = ByteBuffer.allocateDirect(size);
        for (int i = 0; i < size; i++) {
            message.put(i, (byte) ('a' + i % 26));
        }
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready || over) {
            return over ? Polled.ENDED : Polled.READY;
        }
        Clock time = clock;
        if (time == null) {
            clock = time = cx.service(CoreContext.class).clock();
            end = time.nanoTime() + length;
        }
        while (cx.spend()) {
            if (missing == 0 && !message.hasRemaining()) {
                Latencies.record(latencies, time.nanoTime() - sentAt);
                message.rewind();
            }
            if (missing == 0 && message.position() == 0) {
                sentAt = time.nanoTime();
                if (sentAt >= end) {
                    ready = true;
                    return Polled.READY;
                }
                missing = message.capacity();
            }
            if (message.hasRemaining()) {
                connection.write(message);
                connection.flush(cx);
            }
            Polled polled = input.poll(cx);
            if (polled == Polled.ENDED) {
                throw new EOFException("the server closed the connection in the middle of a message");
            }
            if (polled == Polled.PENDING) {
                return message.hasRemaining() ? awaitRoom(cx) : Polled.PENDING;
            }
            take(input.head());
            input.tail();
        }
        return Polled.PENDING;
    }

    /** Room may have come already; then another poll is due at once. */
    private Polled awaitRoom(Context cx) throws IOException {
        if (connection.pollWritable(cx) == Polled.READY) {
            cx.waker().wake();
        }
        return Polled.PENDING;
    }

    private void take(ByteBuffer received) throws IOException {
        int count = received.remaining();
        if (count > missing) {
            throw new IOException("the server sent " + (count - missing) + " bytes more than it was sent");
        }
        received.position(received.limit());
        missing -= count;
    }

    @Override
    public Histogram head() {
        requireReady();
        return latencies;
    }

    @Override
    public Stream<Histogram> tail() {
        requireReady();
        over = true;
        return this;
    }

    private void requireReady() {
        if (!ready || over) {
            throw new IllegalStateException("the measurement is not over: poll until READY first");
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
