package dev.enso.timers;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** Ready when its time has come. */
final class Sleep implements Future<@Nullable Void> {
    private enum State {
        /** Not polled yet: the deadline counts from the first poll. */
        NEW,
        WAITING,
        READY,
        OVER
    }

    private final Appointment appointment = new Appointment();
    /** A delay while NEW, then the deadline. */
    private long time;

    private State state;

    private Sleep(long time, State state) {
        this.time = time;
        this.state = state;
    }

    static Sleep of(long delay) {
        return new Sleep(delay, State.NEW);
    }

    static Sleep until(long deadline) {
        return new Sleep(deadline, State.WAITING);
    }

    @Override
    public Polled poll(Context cx) {
        if (state == State.READY) {
            return Polled.READY;
        }
        if (state == State.OVER) {
            return Polled.ENDED;
        }
        if (state == State.NEW) {
            time = Nanos.sum(cx.now(), time);
            state = State.WAITING;
        }
        if (cx.now() < time) {
            appointment.at(time, cx);
            return Polled.PENDING;
        }
        appointment.cancel();
        state = State.READY;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // Null is the value: it knows nothing of nullable type arguments.
    public @Nullable Void head() {
        requireReady();
        return null;
    }

    @Override
    public Stream<@Nullable Void> tail() {
        requireReady();
        state = State.OVER;
        return this;
    }

    private void requireReady() {
        if (state != State.READY) {
            throw new IllegalStateException(
                    "this sleep is not over: head() and tail() are legal after poll answered READY");
        }
    }

    @Override
    public void close() {
        state = State.OVER;
        appointment.cancel();
    }
}
