package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The input of a connection, cut into frames. A frame is shown where it lies, by narrowing the buffer that the input shows.
 * What is behind the last whole frame is left to the input, and comes again with more.
 */
final class Frames implements Stream<ByteBuffer> {
    private enum State {
        OPEN,
        READY,
        /** The peer has finished, and its last frame, which has no end of its own, is shown. */
        LAST,
        ENDED,
        FAILED
    }

    private final Connection connection;
    private final Input input;
    private final Framing framing;
    private State state = State.OPEN;

    /** Bytes behind the latest frame in which no further one was found. */
    private int examined;

    /** While READY: where the frame ends with its marks, and the limit of what the input shows. */
    private int end;

    private int limit;

    Frames(Connection connection, Framing framing) {
        this.connection = connection;
        this.input = connection.received();
        this.framing = framing;
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        switch (state) {
            case READY:
            case LAST:
                return Polled.READY;
            case ENDED:
                return Polled.ENDED;
            case FAILED:
                throw new IllegalStateException("the frames of " + connection + " have failed: close them");
            default:
                try {
                    return next(cx);
                } catch (IOException e) {
                    state = State.FAILED;
                    throw e;
                }
        }
    }

    private Polled next(Context cx) throws IOException {
        while (true) {
            Polled polled = input.poll(cx);
            if (polled != Polled.READY) {
                return polled == Polled.PENDING ? polled : atEnd();
            }
            ByteBuffer bytes = input.head();
            int frame = framing.search(bytes, examined);
            if (frame > 0) {
                show(bytes, frame);
                return Polled.READY;
            }
            examined = bytes.remaining();
            input.tail();
        }
    }

    private void show(ByteBuffer bytes, int frame) {
        int first = bytes.position();
        int behind = framing.behind(bytes, frame);
        end = first + frame;
        limit = bytes.limit();
        examined = 0;
        bytes.limit(end - behind).position(first + framing.before());
        state = State.READY;
    }

    private Polled atEnd() throws IOException {
        ByteBuffer rest = input.rest();
        if (rest == null) {
            state = State.ENDED;
            return Polled.ENDED;
        }
        if (framing.endsWithTheStream()) {
            state = State.LAST;
            return Polled.READY;
        }
        throw new EOFException("the peer of " + connection + " has finished within a frame of " + framing + ": "
                + rest.remaining() + " bytes of it have come");
    }

    @Override
    public ByteBuffer head() {
        return frame();
    }

    @Override
    public Stream<ByteBuffer> tail() {
        ByteBuffer bytes = frame();
        if (state == State.LAST) {
            input.dropRest();
            state = State.ENDED;
        } else {
            bytes.limit(limit).position(end);
            state = State.OPEN;
            if (!bytes.hasRemaining()) {
                input.tail();
            }
        }
        return this;
    }

    private ByteBuffer frame() {
        // Asked anew each time: the connection may have been cut off meanwhile, and its buffer is another's then.
        ByteBuffer bytes = state == State.READY ? input.head() : state == State.LAST ? input.rest() : null;
        if (bytes == null) {
            throw new IllegalStateException(
                    "the frames of " + connection
                            + " have no head now: head() and tail() are legal after poll answered READY, until tail() or close()");
        }
        return bytes;
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public void close() {
        state = State.ENDED;
        input.close();
    }

    @Override
    public String toString() {
        return "Frames[" + connection + ", " + framing + "]";
    }
}
