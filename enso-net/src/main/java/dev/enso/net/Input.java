package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection receives. A read goes into a block of the reactor's pool, which the connection holds only while its
 * head is shown. What the reader leaves moves to a buffer of its own size: small remainders move back in front of the next
 * read, large ones are read on behind, so that a frame is moved a few times whatever its size.
 */
final class Input implements Stream<ByteBuffer> {
    /** Budget is spent once for so many bytes as well as once for a head. */
    private static final int BYTES_A_UNIT = 8 << 10;

    private static final int READS_A_TURN = 8;

    /**
     * Spends budget for bytes that were moved.
     *
     * @return false when it is used up
     */
    static boolean charge(Context cx, int bytes) {
        for (int units = 1 + bytes / BYTES_A_UNIT; units > 0; units--) {
            if (!cx.spend()) {
                return false;
            }
        }
        return true;
    }

    private enum State {
        OPEN,
        READY,
        ENDED,
        /** The connection broke while nobody looked; the next poll tells. */
        BROKEN,
        FAILED,
        CLOSED
    }

    private final Connection connection;
    private State state = State.OPEN;

    /** While READY what is shown; otherwise what the reader has left, from 0 to the limit, or null. */
    private @Nullable ByteBuffer buffer;

    /** What the reader had left at the end of what the peer sent, when the connection is over: memory of its own. */
    private @Nullable ByteBuffer rest;

    /** Who waits for the next head. */
    private @Nullable Waker reader;

    /** The budget was used up by the latest read: the next one is another poll's. */
    private boolean spent;

    private boolean sawEnd;
    private long received;

    Input(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        connection.ensureOwner();
        switch (state) {
            case READY:
                return Polled.READY;
            case ENDED:
            case CLOSED:
                return Polled.ENDED;
            case BROKEN:
                state = State.FAILED;
                throw connection.lifecycle().failure();
            case FAILED:
                throw new IllegalStateException("the input of " + connection + " has failed: close it");
            default:
                return spent && !resume(cx) ? Polled.PENDING : receive(cx);
        }
    }

    private boolean resume(Context cx) {
        spent = false;
        return cx.spend();
    }

    private Polled receive(Context cx) throws IOException {
        ensureRoom();
        Readiness readiness = connection.readiness();
        while (readiness.pollReadable(cx.waker())) {
            ByteBuffer target = target();
            int n;
            try {
                n = connection.stream().read(target);
            } catch (IOException e) {
                leave(target.flip());
                state = State.FAILED;
                connection.lifecycle().broke(e);
                throw e;
            }
            if (n > 0) {
                received += n;
                Timeouts timeouts = connection.timeouts();
                if (timeouts != null) {
                    timeouts.received();
                }
                if (target.hasRemaining() && mayPause(readiness.ready())) {
                    readiness.clearReadable();
                }
                buffer = target.flip();
                state = State.READY;
                reader = null;
                spent = !charge(cx, n);
                return Polled.READY;
            }
            leave(target.flip());
            if (n < 0) {
                sawEnd = true;
                if (connection.lifecycle().isBroken()) {
                    throw endedByBreak();
                }
                state = State.ENDED;
                connection.lifecycle().inputEnded();
                return Polled.ENDED;
            }
            readiness.clearReadable();
        }
        reader = cx.waker();
        Timeouts timeouts = connection.timeouts();
        if (timeouts != null) {
            timeouts.readerWaits();
        }
        return Polled.PENDING;
    }

    /** The system tells of a reset once, and a write was told: what looks like the end now is none. */
    private IOException endedByBreak() {
        IOException why = connection.lifecycle().failure();
        state = State.FAILED;
        connection.lifecycle().broke(why);
        return why;
    }

    /** A read that did not fill its buffer has emptied the socket; but the end gives no second edge. */
    private static boolean mayPause(Ready ready) {
        return !ready.isReadClosed() && !ready.isError();
    }

    private void ensureRoom() throws IOException {
        ByteBuffer left = buffer;
        if (left != null && left.remaining() >= connection.options().inputLimit()) {
            state = State.FAILED;
            throw new IOException("a frame from " + connection.name() + " is larger than the limit: " + left.remaining()
                    + " bytes are left unread and inputLimit is "
                    + connection.options().inputLimit()
                    + "; raise ConnectionOptions.inputLimit, or consume the bytes as they come");
        }
    }

    /** A buffer with what the reader left in front and room behind. */
    private ByteBuffer target() {
        BufferPool pool = connection.home().pool();
        ByteBuffer left = buffer;
        buffer = null;
        if (left == null) {
            return pool.take(BufferPool.BLOCK);
        }
        int size = left.remaining();
        if (left.capacity() >= 2 * (long) size && left.capacity() >= BufferPool.BLOCK) {
            return left.clear().position(size);
        }
        long most = Math.max(2L * size, (long) connection.options().inputLimit() + BufferPool.BLOCK);
        ByteBuffer larger = pool.take((int) Math.min(Math.max(BufferPool.BLOCK, Math.min(4L * size, most)), 1 << 30));
        larger.put(left);
        pool.give(left);
        return larger;
    }

    /** Keeps the bytes between position and limit for the next read, in as much memory as they need. */
    private void leave(ByteBuffer shown) {
        BufferPool pool = connection.home().pool();
        int size = shown.remaining();
        if (size == 0) {
            pool.give(shown);
            buffer = null;
        } else if (size > shown.capacity() / 4) {
            buffer = shown.compact().flip();
        } else {
            buffer = pool.take(size).put(shown).flip();
            pool.give(shown);
        }
    }

    @Override
    public ByteBuffer head() {
        return shown();
    }

    @Override
    public Stream<ByteBuffer> tail() {
        ByteBuffer shown = shown();
        state = connection.state().givesInput() ? State.OPEN : State.ENDED;
        leave(shown);
        return this;
    }

    private ByteBuffer shown() {
        ByteBuffer shown = buffer;
        if (state != State.READY || shown == null) {
            throw new IllegalStateException(
                    "the input of " + connection
                            + " has no head now: head() and tail() are legal after poll answered READY, until tail() or close()");
        }
        return shown;
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    /** Ends the input and leaves the output open. */
    @Override
    public void close() {
        connection.ensureOwner();
        if (state != State.CLOSED) {
            release();
            connection.lifecycle().inputEnded();
        }
    }

    /** Reads no more; a head that is shown stays until its tail. */
    void stop() {
        if (state == State.OPEN) {
            state = State.ENDED;
        }
        wakeReader();
    }

    private void wakeReader() {
        Waker waiting = reader;
        if (waiting != null) {
            reader = null;
            waiting.wake();
        }
    }

    /** The connection is over: the head, and what was left, is given back. */
    void release() {
        if (state == State.ENDED && sawEnd) {
            rest = takeUnread(); // the end may be the connection's, and it has still to be told of a frame that was
            // cut short
        }
        ByteBuffer held = buffer;
        buffer = null;
        if (held != null) {
            connection.home().pool().give(held);
        }
        boolean untold = (state == State.OPEN || state == State.READY)
                && connection.lifecycle().isBroken();
        state = untold ? State.BROKEN : State.CLOSED;
        wakeReader();
    }

    /** True when the connection may move: something may come still, and nothing of it is lent. */
    boolean mayLeave() {
        return state == State.OPEN;
    }

    /** What the reader has left, in memory of its own: it outlives the connection here. */
    @Nullable ByteBuffer takeUnread() {
        ByteBuffer left = buffer;
        return left == null
                ? null
                : ByteBuffer.allocate(left.remaining()).put(left).flip();
    }

    /**
     * Between two requests: what the one has left is shown to the next, without more behind it. A head that is still shown
     * stays; one that was used up is given back.
     */
    void showRest() {
        ByteBuffer left = buffer;
        if (state == State.READY && left != null && !left.hasRemaining()) {
            tail();
        } else if (state == State.OPEN && left != null) {
            state = State.READY;
        }
    }

    /** Nobody uses the head that may be shown: what is left of it goes along when the connection moves. */
    void takeBack() {
        if (state == State.READY) {
            tail();
        }
    }

    /** The connection has moved here: what its reader had left comes first. */
    void begin(ByteBuffer unread) {
        buffer = connection
                .home()
                .pool()
                .take(unread.remaining())
                .clear()
                .put(unread.duplicate())
                .flip();
    }

    /** True while its head is lent. */
    boolean isShown() {
        return state == State.READY;
    }

    /** True once the peer's last byte was read. */
    boolean sawEnd() {
        return sawEnd;
    }

    /**
     * Reads and drops what has come, because to close a socket with unread bytes is to reset it, and a reset may overtake
     * what was written.
     *
     * @return true when there was something
     */
    boolean discard() throws IOException {
        Readiness readiness = connection.readiness();
        BufferPool pool = connection.home().pool();
        ByteBuffer into = pool.take(BufferPool.BLOCK);
        boolean found = false;
        try {
            for (int reads = 0; !sawEnd && readiness.pollReadable(connection.output()); reads++) {
                if (reads == READS_A_TURN) {
                    connection.output().wake();
                    break;
                }
                int n = connection.stream().read(into.clear());
                if (n > 0) {
                    received += n;
                    found = true;
                } else if (n == 0) {
                    readiness.clearReadable();
                } else {
                    sawEnd = true;
                }
            }
        } finally {
            pool.give(into);
        }
        return found;
    }

    /** What the reader has left at the end of what the peer sent, or null when that is nothing, or more may come. */
    @Nullable ByteBuffer rest() {
        return state == State.ENDED && sawEnd ? buffer : rest;
    }

    /** The reader has used what was left after all. */
    void dropRest() {
        rest = null;
        ByteBuffer left = buffer;
        if (left != null) {
            buffer = null;
            connection.home().pool().give(left);
        }
    }

    /** Bytes that the reader has left. */
    int unread() {
        ByteBuffer left = buffer == null ? rest : buffer;
        return left == null ? 0 : left.remaining();
    }

    long received() {
        return received;
    }

    @Override
    public String toString() {
        return "Input[" + connection + ", " + state + "]";
    }
}
