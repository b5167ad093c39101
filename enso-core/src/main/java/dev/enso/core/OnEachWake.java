package dev.enso.core;

import java.util.Objects;

/** {@link Future#onEachWake}. */
final class OnEachWake implements Future<Void> {
    private final Runnable command;
    private boolean wakeable;
    private boolean closed;

    OnEachWake(Runnable command) {
        this.command = Objects.requireNonNull(command, "command");
    }

    @Override
    public Polled poll(Context cx) {
        if (closed) {
            return Polled.ENDED;
        }
        if (!wakeable) {
            // Its waker is its handle, and that is told once to those who look for tasks that nobody can wake.
            cx.waker();
            wakeable = true;
        }
        command.run();
        return Polled.PENDING;
    }

    @Override
    public Void head() {
        throw NoHead.in(this);
    }

    @Override
    public Stream<Void> tail() {
        throw NoHead.in(this);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "onEachWake[" + command + "]";
    }
}
