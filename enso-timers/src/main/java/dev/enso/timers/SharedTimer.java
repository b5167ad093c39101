package dev.enso.timers;

import dev.enso.core.Waker;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.ObjectTable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A timer armed through {@link SharedTimers}. Firing and cancelling race for one word, so exactly one of them wins. One whose
 * reactor stops first does neither by itself, and can still be cancelled. Any thread.
 */
public final class SharedTimer {
    /** ARMED is written at its birth; whoever exchanges it decides what becomes of it. */
    private enum State {
        ARMED,
        /** Its command runs, or has run: by the reactor. */
        FIRED,
        /** Its command never runs: by whoever cancelled. */
        CANCELLED,
        /** Its command never runs, for the reactor's timers took no more: by the reactor. */
        REFUSED
    }

    private final SharedTimers timers;
    private final long deadline;
    private final Runnable command;
    private final AtomicReference<State> state = new AtomicReference<>(State.ARMED);
    private final Waker fire = this::fire;
    /** On the reactor's thread only; 0 when it isn't in the reactor's timers. */
    private long handle;
    /** The table it stands in, or null when it is not listed; on the reactor's thread only, as what follows. */
    private @Nullable ObjectTable table;

    private volatile long id;
    /** Among those that wait to be taken out: of whoever cancelled it until that is published, then of the reactor. */
    @Nullable SharedTimer nextCancelled;

    SharedTimer(SharedTimers timers, long deadline, Runnable command) {
        this.timers = timers;
        this.deadline = deadline;
        this.command = command;
    }

    /** On the reactor's thread. What its timers throw becomes known here, and is the caller's to report. */
    void enter(CoreContext core) {
        if (state.get() == State.ARMED) {
            try {
                handle = core.alarms().arm(deadline, fire);
            } catch (RuntimeException | Error refusal) {
                state.compareAndSet(State.ARMED, State.REFUSED);
                throw refusal;
            }
        }
    }

    /** On the reactor's thread: it stands in the reactor's object table. */
    void listed(CoreContext core, long entry) {
        table = core.objects();
        id = entry;
    }

    /** On the reactor's thread. */
    void leave(CoreContext core) {
        unlist();
        if (handle != 0) {
            core.alarms().cancel(handle);
            handle = 0;
        }
    }

    private void unlist() {
        ObjectTable listed = table;
        if (listed != null) {
            table = null;
            listed.remove(id);
        }
    }

    private void fire() {
        unlist();
        if (state.compareAndSet(State.ARMED, State.FIRED)) {
            command.run();
        }
    }

    /**
     * Cancels it. Its place in the reactor's timers is free once the reactor has been told; where the reactor's door is full at
     * that moment, with the next arming or cancelling through the same {@link SharedTimers}, or when its time comes.
     *
     * @return true, once, when its command has not begun and will now never run; false when it has begun, was cancelled
     *     before, or was refused
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

    /**
     * Was it turned away when it reached its reactor, because the timers there are full or there are none? Its command never
     * runs, and the reactor's failure handler has been told.
     */
    public boolean isRefused() {
        return state.get() == State.REFUSED;
    }

    /** Its id in the object table of its reactor, by which others may cancel it; 0 when it was not armed by the bus. */
    public long id() {
        return id;
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
