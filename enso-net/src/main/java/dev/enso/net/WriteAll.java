package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Moves a stream of buffers into a connection's output, never faster than the peer reads. */
final class WriteAll implements Future<Long> {
    private enum State {
        /** Wants the next buffer. */
        PULLING,
        /** Holds one that did not fit yet. */
        HOLDING,
        /** The source has ended; waits until all is sent. */
        FLUSHING,
        READY,
        OVER
    }

    private final Connection connection;
    private Stream<ByteBuffer> source;
    private State state = State.PULLING;
    private long written;

    /** The head, boxed once. */
    private @Nullable Long total;

    WriteAll(Connection connection, Stream<ByteBuffer> source) {
        this.connection = connection;
        this.source = source;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        while (true) {
            switch (state) {
                case PULLING:
                    if (!roomForAnother(cx)) {
                        return Polled.PENDING;
                    }
                    Polled polled = source.poll(cx);
                    if (polled == Polled.PENDING) {
                        connection.flush(cx);
                        return Polled.PENDING;
                    }
                    state = polled == Polled.READY ? State.HOLDING : State.FLUSHING;
                    break;
                case HOLDING:
                    if (!writeHead(cx)) {
                        return Polled.PENDING;
                    }
                    break;
                case FLUSHING:
                    if (connection.flush(cx) == Polled.PENDING) {
                        return Polled.PENDING;
                    }
                    total = written;
                    state = State.READY;
                    return Polled.READY;
                case READY:
                    return Polled.READY;
                default:
                    return Polled.ENDED;
            }
        }
    }

    /** Nothing is asked of the source until a whole read fits: while a peer is slow, no read buffer is held for it. */
    private boolean roomForAnother(Context cx) throws IOException {
        int wanted = Math.min(BufferPool.BLOCK, connection.options().outputLimit());
        return connection.pollWritable(cx, wanted) != Polled.PENDING;
    }

    private boolean writeHead(Context cx) throws IOException {
        // Asked first: a connection that timed out has no head any more, when it is its own source, and this says why.
        if (connection.pollWritable(cx) == Polled.PENDING) {
            return false;
        }
        ByteBuffer head = source.head();
        int accepted = connection.write(head);
        written += accepted;
        if (head.hasRemaining()) {
            return Input.charge(cx, accepted) && connection.pollWritable(cx) != Polled.PENDING;
        }
        Stream<ByteBuffer> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
        state = State.PULLING;
        return Input.charge(cx, accepted);
    }

    @Override
    public Long head() {
        return total();
    }

    @Override
    public Stream<Long> tail() {
        total();
        close();
        return this;
    }

    private Long total() {
        Long all = total;
        if (state != State.READY || all == null) {
            throw new IllegalStateException("not everything was written: poll until READY first");
        }
        return all;
    }

    @Override
    public void close() {
        if (state != State.OVER) {
            state = State.OVER;
            source.close();
        }
    }

    @Override
    public String toString() {
        return "WriteAll[" + connection + ", " + written + " bytes, " + state + "]";
    }
}
