package dev.enso.timers;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** The timers of a wheel that are due, one after the other. */
final class DueTimers implements Stream<Due> {
    private final Wheel wheel;
    private final Due due = new Due();
    private boolean ready;
    private boolean closed;

    DueTimers(Wheel wheel) {
        this.wheel = wheel;
    }

    @Override
    public Polled poll(Context cx) {
        if (!ready && !closed) {
            ready = wheel.showNext(due);
            closed = !ready;
        }
        return ready ? Polled.READY : Polled.ENDED;
    }

    @Override
    public Due head() {
        requireReady();
        return due;
    }

    @Override
    public Stream<Due> tail() {
        requireReady();
        ready = false;
        wheel.takeShown(due);
        due.show(0, 0, null);
        return this;
    }

    private void requireReady() {
        if (!ready) {
            throw new IllegalStateException("no timer is shown: head() and tail() are legal after poll answered READY");
        }
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public void close() {
        ready = false;
        closed = true;
        due.show(0, 0, null);
    }
}
