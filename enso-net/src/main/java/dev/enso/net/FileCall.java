package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One thing asked of a file, when it is first polled. */
final class FileCall<T> implements Future<T>, DiskOp.Owner {
    private enum State {
        NEW,
        ASKED,
        READY,
        OVER
    }

    private final DiskOp op;
    private final DiskOp.Kind kind;
    private final @Nullable ByteBuffer buffer;
    private final long position;
    private final LongFunction<? extends T> answer;
    private State state = State.NEW;
    private @Nullable Waker task;
    private @Nullable T value;

    FileCall(
            DiskFile file,
            DiskOp.Kind kind,
            @Nullable ByteBuffer buffer,
            long position,
            LongFunction<? extends T> answer) {
        this.op = new DiskOp(file, this);
        this.kind = kind;
        this.buffer = buffer;
        this.position = position;
        this.answer = answer;
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        op.file.ensureOwner();
        if (state == State.READY) {
            return Polled.READY;
        }
        if (state == State.OVER) {
            return Polled.ENDED;
        }
        if (state == State.NEW) {
            state = State.ASKED;
            op.whole = true;
            op.ask(kind, buffer, position);
        }
        if (op.busy) {
            task = cx.waker();
            return Polled.PENDING;
        }
        if (op.failure != null) {
            state = State.OVER;
            op.rethrow();
        }
        value = answer.apply(op.result);
        state = State.READY;
        return Polled.READY;
    }

    @Override
    public void finished(DiskOp done) {
        Waker waiting = task;
        if (waiting != null) {
            task = null;
            waiting.wake();
        }
    }

    @Override
    public T head() {
        T present = value;
        if (state != State.READY || present == null) {
            throw new IllegalStateException(this + " has no value now: poll until READY first");
        }
        return present;
    }

    @Override
    public Stream<T> tail() {
        head();
        state = State.OVER;
        value = null;
        return this;
    }

    @Override
    public void close() {
        State before = state;
        state = State.OVER;
        task = null;
        value = null;
        if (before == State.ASKED && op.busy) {
            op.file.withdraw(op);
        }
    }

    @Override
    public String toString() {
        return "FileCall[" + kind + " of " + op.file + "]";
    }
}
