package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file to be opened. It begins with the first poll, on the reactor of whoever polls. */
final class OpenFile implements Future<DiskFile>, DiskOp.Owner {
    private enum State {
        NEW,
        ASKED,
        READY,
        OVER
    }

    private final Path path;
    private final Set<? extends OpenOption> options;
    private State state = State.NEW;
    private @Nullable DiskOp op;
    private @Nullable Waker task;

    OpenFile(Path path, Set<? extends OpenOption> options) {
        this.path = path;
        this.options = options;
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        if (state == State.READY) {
            return Polled.READY;
        }
        if (state == State.OVER) {
            return Polled.ENDED;
        }
        DiskOp opening = op;
        if (opening == null) {
            opening = new DiskOp(cx.service(Disk.class).create(path, options), this);
            op = opening;
            state = State.ASKED;
            opening.ask(DiskOp.Kind.OPEN);
        }
        if (opening.busy) {
            task = cx.waker();
            return Polled.PENDING;
        }
        if (opening.failure != null) {
            state = State.OVER;
            opening.rethrow();
        }
        state = State.READY;
        return Polled.READY;
    }

    @Override
    public void finished(DiskOp opening) {
        if (opening.failure != null) {
            opening.file.gone();
        }
        Waker waiting = task;
        if (waiting != null) {
            task = null;
            waiting.wake();
        }
    }

    @Override
    public DiskFile head() {
        DiskOp opened = op;
        if (state != State.READY || opened == null) {
            throw new IllegalStateException(path + " is not open: poll until READY first");
        }
        return opened.file;
    }

    /** From now on whoever took the file closes it. */
    @Override
    public Stream<DiskFile> tail() {
        head();
        state = State.OVER;
        return this;
    }

    @Override
    public void close() {
        State before = state;
        state = State.OVER;
        task = null;
        DiskOp opening = op;
        if (opening != null && (before == State.ASKED || before == State.READY)) {
            opening.file.close();
        }
    }

    @Override
    public String toString() {
        return "OpenFile[" + path + "]";
    }
}
