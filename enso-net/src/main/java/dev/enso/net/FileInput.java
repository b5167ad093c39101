package dev.enso.net;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, block by block, up to its end or for as long as it grows. A block is lent by the reactor from the
 * read on until the head is released, and longer when the reader leaves something in it.
 */
final class FileInput implements Stream<ByteBuffer>, DiskOp.Owner, Waker {
    private static final int BLOCK = 128 << 10;

    private enum State {
        OPEN,
        /** The operation is in the line of the file. */
        ASKED,
        /** At the end of a file that may grow; the alarm is armed. */
        RESTING,
        READY,
        ENDED,
        FAILED,
        CLOSED
    }

    private final DiskFile file;
    private final DiskOp op;

    /** How often to look whether the file has grown; null to end where it ends. */
    private final @Nullable Duration interval;

    private State state = State.OPEN;

    /** Where the next read begins. */
    private long at;

    /** While READY what is shown; otherwise null, or what the reader has left, from 0 to the position. */
    private @Nullable ByteBuffer block;

    private @Nullable Waker task;

    /** The budget was used up by the latest read: the next one is another poll's. */
    private boolean spent;

    private @Nullable Alarms alarms;
    private long alarm;

    FileInput(DiskFile file, long from, @Nullable Duration interval) {
        this.file = file;
        this.at = from;
        this.interval = interval;
        this.op = new DiskOp(file, this);
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        file.ensureOwner();
        try {
            while (true) {
                switch (state) {
                    case READY:
                        return Polled.READY;
                    case ENDED:
                    case CLOSED:
                        return Polled.ENDED;
                    case FAILED:
                        throw new IllegalStateException(this + " has failed: close it");
                    case RESTING:
                        task = cx.waker();
                        return Polled.PENDING;
                    case ASKED:
                        if (op.busy) {
                            task = cx.waker();
                            return Polled.PENDING;
                        }
                        op.rethrow();
                        state = State.OPEN;
                        if (op.kind == DiskOp.Kind.SIZE) {
                            measured(cx, op.result);
                        } else if (op.result > 0) {
                            show(cx, op.result);
                        } else {
                            atEnd(cx);
                        }
                        break;
                    default:
                        if (spent && !resume(cx)) {
                            return Polled.PENDING;
                        }
                        read();
                }
            }
        } catch (IOException e) {
            state = State.FAILED;
            throw e;
        }
    }

    private boolean resume(Context cx) {
        spent = false;
        return cx.spend();
    }

    private void read() throws IOException {
        ByteBuffer into = block;
        if (into == null) {
            into = file.home().pool().take(BLOCK);
            block = into;
        }
        into.limit(into.capacity());
        if (!into.hasRemaining()) {
            throw new IOException("a frame in " + file.path() + " is larger than a block of " + BLOCK
                    + " bytes, which the reader has left unread: consume the bytes as they come");
        }
        state = State.ASKED;
        op.ask(DiskOp.Kind.READ, into, at);
    }

    private void show(Context cx, long bytes) {
        ByteBuffer shown = block;
        if (shown != null) {
            at += bytes;
            shown.flip();
            state = State.READY;
            spent = !Input.charge(cx, (int) bytes);
        }
    }

    private void atEnd(Context cx) {
        if (interval == null) {
            state = State.ENDED;
            giveBlock();
        } else {
            rest(cx, interval);
        }
    }

    private void rest(Context cx, Duration span) {
        ByteBuffer held = block;
        if (held != null && held.position() == 0) {
            giveBlock();
        }
        state = State.RESTING;
        Alarms timers = cx.alarms();
        alarms = timers;
        long now = cx.now();
        boolean beyond = span.compareTo(Duration.ofNanos(Long.MAX_VALUE - now)) >= 0;
        alarm = timers.arm(beyond ? Long.MAX_VALUE : now + span.toNanos(), this);
    }

    /** It is time to look at the file again. */
    @Override
    public void wake() {
        if (state == State.RESTING) {
            state = State.ASKED;
            try {
                op.ask(DiskOp.Kind.SIZE);
            } catch (IOException closed) {
                op.failure = closed;
                finished(op);
            }
        }
    }

    private void measured(Context cx, long size) throws IOException {
        if (size < at) {
            // Cut off, and perhaps written anew.
            at = 0;
            giveBlock();
        }
        if (size == at && interval != null) {
            rest(cx, interval);
        } else {
            read();
        }
    }

    @Override
    public void finished(DiskOp done) {
        if (state == State.CLOSED) {
            giveBlock();
        }
        Waker waiting = task;
        if (waiting != null) {
            task = null;
            waiting.wake();
        }
    }

    @Override
    public ByteBuffer head() {
        return shown();
    }

    @Override
    public Stream<ByteBuffer> tail() {
        ByteBuffer shown = shown();
        state = State.OPEN;
        if (shown.hasRemaining()) {
            shown.compact();
        } else {
            giveBlock();
        }
        return this;
    }

    private ByteBuffer shown() {
        ByteBuffer shown = block;
        if (state != State.READY || shown == null) {
            throw new IllegalStateException(
                    this
                            + " has no head now: head() and tail() are legal after poll answered READY, until tail() or close()");
        }
        return shown;
    }

    private void giveBlock() {
        ByteBuffer held = block;
        if (held != null) {
            block = null;
            file.home().pool().give(held);
        }
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        file.ensureOwner();
        state = State.CLOSED;
        task = null;
        Alarms timers = alarms;
        if (timers != null) {
            timers.cancel(alarm);
        }
        // What is being read into stays lent until the read is over.
        if (!op.busy || file.withdraw(op)) {
            giveBlock();
        }
    }

    @Override
    public String toString() {
        return "FileInput[" + file.path() + ", at " + at + ", " + state + "]";
    }
}
