package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** A command as a future: it runs in the first poll. */
final class Once implements Future<Void> {
    private enum State {
        WAITING,
        DONE,
        OVER
    }

    private final Runnable command;
    private State state = State.WAITING;

    Once(Runnable command) {
        this.command = command;
    }

    @Override
    public Polled poll(Context cx) {
        if (state == State.WAITING) {
            state = State.OVER;
            command.run();
            state = State.DONE;
        }
        return state == State.DONE ? Polled.READY : Polled.ENDED;
    }

    @Override
    @SuppressWarnings("NullAway")
    public Void head() {
        requireDone();
        return null;
    }

    @Override
    public Stream<Void> tail() {
        requireDone();
        state = State.OVER;
        return this;
    }

    private void requireDone() {
        if (state != State.DONE) {
            throw new IllegalStateException("the command has not run: poll until READY first");
        }
    }

    @Override
    public void close() {
        state = State.OVER;
    }

    @Override
    public String toString() {
        return command.toString();
    }
}
