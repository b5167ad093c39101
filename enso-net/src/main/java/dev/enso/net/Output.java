package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has accepted for writing and the system has not taken yet: one window of one buffer, so that a flush
 * is one system call. The buffer is lent by the reactor's pool while something waits.
 *
 * <p>Who does the writing: a task that calls flush; otherwise {@link Connections} once a turn, and again whenever the socket
 * takes more. An output is the waker of its own connection for that.
 */
final class Output implements Waker {
    /** A direct buffer with at least so many bytes is not copied when nothing waits before it. */
    private static final int UNCOPIED = 4 << 10;

    private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

    private final Connection connection;
    private final int limit;

    /** From {@link #start} to its position: what waits. From there to its limit: room. */
    private @Nullable ByteBuffer buffer;

    private int start;
    private @Nullable Waker waiter;

    /** The room that the waiter wants. */
    private int wanted;

    private @Nullable IOException failure;
    private boolean finished;
    private long sent;

    /** The next in the list of those that {@link Connections} attends to. */
    @Nullable Output next;

    /** In that list. */
    boolean listed;

    Output(Connection connection) {
        this.connection = connection;
        this.limit = connection.options().outputLimit();
    }

    /** Something may be done for the connection: by readiness or an alarm, on the reactor's thread. */
    @Override
    public void wake() {
        connection.home().attendTo(this);
    }

    Connection connection() {
        return connection;
    }

    /** Accepts what there is room for, and never more than the limit at a time, however fast the peer reads. */
    int write(ByteBuffer source) throws IOException {
        ensureOpen();
        int first = source.position();
        int end = source.limit();
        source.limit(first + Math.min(source.remaining(), limit));
        try {
            if (source.remaining() >= UNCOPIED && source.isDirect() && pending() == 0) {
                writeThrough(source);
            }
            while (source.hasRemaining() && copy(source)) {}
        } finally {
            source.limit(end);
        }
        return source.position() - first;
    }

    private boolean copy(ByteBuffer source) throws IOException {
        ByteBuffer room = room(1);
        int n = Math.min(room.remaining(), source.remaining());
        int end = source.limit();
        room.put(source.limit(source.position() + n));
        source.limit(end);
        return n > 0;
    }

    private void writeThrough(ByteBuffer source) throws IOException {
        Readiness readiness = connection.readiness();
        long before = sent;
        while (source.hasRemaining() && readiness.pollWritable(this)) {
            try {
                sent += connection.stream().write(source);
            } catch (IOException e) {
                throw fail(e);
            }
            if (source.hasRemaining()) {
                readiness.clearWritable();
            }
        }
        progress(before, true);
    }

    private void progress(long before, boolean all) {
        Timeouts timeouts = connection.timeouts();
        if (timeouts != null) {
            timeouts.wrote(sent != before, all);
        }
    }

    /** The buffer, with at least so much room, or one with none: nothing may be written now. */
    ByteBuffer room(int least) throws IOException {
        ensureOpen();
        ensureWithinLimit(least);
        if (!hasRoom(least)) {
            return NO_ROOM;
        }
        wake();
        ByteBuffer present = buffer;
        if (present == null) {
            return fresh(Math.max(least, Math.min(limit, BufferPool.BLOCK)));
        }
        return present.remaining() >= least ? present : widen(present, least);
    }

    private void ensureWithinLimit(int least) {
        if (least < 1 || least > limit) {
            throw new IllegalArgumentException("room must be asked for from 1 to the outputLimit of " + limit
                    + " bytes, not for " + least + "; raise ConnectionOptions.outputLimit for more");
        }
    }

    /** Writes what waits before it takes a larger buffer. */
    private boolean hasRoom(int least) throws IOException {
        ByteBuffer present = buffer;
        return present == null || present.remaining() >= least || flushNow() || fits(least);
    }

    private ByteBuffer fresh(int size) {
        ByteBuffer taken = connection.home().pool().take(size);
        taken.limit(Math.min(limit, taken.capacity()));
        buffer = taken;
        start = 0;
        return taken;
    }

    /**
     * Room is offered again when half of the limit is free, or what is asked for if that is more: moving the rest to the
     * front then costs no more than was sent, and a writer is not woken for every few bytes.
     */
    private boolean fits(int least) {
        return pending() <= limit - Math.max(least, limit / 2);
    }

    private ByteBuffer widen(ByteBuffer present, int least) {
        int pending = pending();
        present.flip().position(start);
        if (present.capacity() - pending >= Math.max(least, pending)) {
            present.compact();
        } else {
            ByteBuffer larger = connection.home().pool().take((int) Math.min(limit, 2L * (pending + least)));
            larger.put(present);
            connection.home().pool().give(present);
            present = larger;
            buffer = larger;
        }
        present.limit(Math.min(limit, present.capacity()));
        start = 0;
        return present;
    }

    Polled pollRoom(Context cx, int least) throws IOException {
        if (failure == null && finished) {
            return Polled.ENDED;
        }
        ensureOpen();
        ensureWithinLimit(least);
        // What can be gathered is not written yet: the fewer system calls.
        if (fits(least) || hasRoom(least)) {
            return Polled.READY;
        }
        wanted = Math.max(least, limit / 2);
        waiter = cx.waker();
        return Polled.PENDING;
    }

    Polled pollFlushed(Context cx) throws IOException {
        if (flushNow()) {
            return Polled.READY;
        }
        wanted = limit;
        waiter = cx.waker();
        return Polled.PENDING;
    }

    /**
     * Hands the system what it takes.
     *
     * @return true when nothing waits any more
     */
    boolean flushNow() throws IOException {
        IOException broken = failure;
        if (broken != null) {
            throw broken;
        }
        ByteBuffer present = buffer;
        if (present == null) {
            return true;
        }
        Readiness readiness = connection.readiness();
        int end = present.position();
        int room = present.limit();
        long before = sent;
        present.limit(end).position(start);
        try {
            while (present.hasRemaining() && readiness.pollWritable(this)) {
                sent += connection.stream().write(present);
                if (present.hasRemaining()) {
                    readiness.clearWritable();
                }
            }
        } catch (IOException e) {
            throw fail(e);
        }
        start = present.position();
        present.limit(room).position(end);
        boolean empty = start == end;
        progress(before, empty);
        if (empty) {
            release();
        } else if (end - start <= present.capacity() / 16) {
            shrink(present);
        }
        tell();
        return empty;
    }

    /** A peer that reads slowly holds no more memory than it has bytes to come. */
    private void shrink(ByteBuffer present) {
        present.flip().position(start);
        ByteBuffer smaller = connection.home().pool().take(2 * present.remaining());
        smaller.put(present);
        connection.home().pool().give(present);
        smaller.limit(Math.min(limit, smaller.capacity()));
        buffer = smaller;
        start = 0;
    }

    private void tell() {
        Waker waiting = waiter;
        if (waiting != null && limit - pending() >= wanted) {
            waiter = null;
            waiting.wake();
        }
    }

    private IOException fail(IOException e) {
        failure = e;
        drop();
        connection.lifecycle().outputFailed(e);
        return e;
    }

    private void ensureOpen() throws IOException {
        IOException broken = failure;
        if (broken != null) {
            throw broken;
        }
        if (finished) {
            throw new ClosedChannelException();
        }
    }

    /** Accepts nothing more; what waits is still sent. */
    void finish() {
        finished = true;
    }

    /** The connection is gone: what waits is lost. */
    void drop() {
        int lost = pending();
        finished = true;
        if (failure == null && connection.lifecycle().isBroken()) {
            failure = connection.lifecycle().failure();
        }
        if (failure == null && lost > 0) {
            failure = new IOException("the connection to " + connection.name() + " is gone with " + lost
                    + " bytes accepted for writing and not sent");
        }
        release();
        Waker waiting = waiter;
        if (waiting != null) {
            waiter = null;
            waiting.wake();
        }
    }

    /** Gives back a buffer that was asked for and not written to. */
    void releaseIfEmpty() {
        if (pending() == 0) {
            release();
        }
    }

    private void release() {
        ByteBuffer present = buffer;
        if (present != null) {
            buffer = null;
            connection.home().pool().give(present);
        }
        start = 0;
    }

    /** Bytes that wait. */
    int pending() {
        ByteBuffer present = buffer;
        return present == null ? 0 : present.position() - start;
    }

    long sent() {
        return sent;
    }
}
