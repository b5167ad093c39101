package dev.enso.timers;

import dev.enso.core.Alarms;
import dev.enso.core.Waker;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A timer armed through {@link SharedTimers}. Firing and cancelling race for one word, so exactly one of them wins.
 * Any thread.
 */
public final class SharedTimer {
    /** ARMED is written at its birth; whoever exchanges it, fires or cancels. */
    private enum State {
        ARMED,
        /** Its command runs, or has run: by the reactor. */
        FIRED,
        /** Its command never runs: by whoever cancelled. */
        CANCELLED
    }

    private final SharedTimers timers;
    private final long deadline;
    private final Runnable command;
    private final AtomicReference<State> state = new AtomicReference<>(State.ARMED);
    private final Waker fire = this::fire;
    /** On the reactor's thread only; 0 when it isn't in the reactor's timers. */
    private long handle;

    SharedTimer(SharedTimers timers, long deadline, Runnable command) {
        this.timers = timers;
        this.deadline = deadline;
        this.command = command;
    }

    /** On the reactor's thread. */
    void enter(Alarms alarms) {
        if (state.get() == State.ARMED) {
            handle = alarms.arm(deadline, fire);
        }
    }

    /** On the reactor's thread. */
    void leave(Alarms alarms) {
        alarms.cancel(handle);
        handle = 0;
    }

    private void fire() {
        if (state.compareAndSet(State.ARMED, State.FIRED)) {
            command.run();
        }
    }

    /**
     * Cancels it.
     *
     * @return true, once, when its command has not begun and will never run
     */
    public boolean cancel() {
        if (!state.compareAndSet(State.ARMED, State.CANCELLED)) {
            return false;
        }
        timers.leave(this);
        return true;
    }

    /** Has its command begun? */
    public boolean hasFired() {
        return state.get() == State.FIRED;
    }

    /** Was it cancelled before it fired? */
    public boolean isCancelled() {
        return state.get() == State.CANCELLED;
    }

    /** When it is due, in nanoseconds of the reactor's clock. */
    public long deadline() {
        return deadline;
    }

    @Override
    public String toString() {
        return "SharedTimer[" + state.get() + ", due at " + deadline + "]";
    }
}
