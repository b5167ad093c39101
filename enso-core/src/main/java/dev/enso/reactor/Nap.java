package dev.enso.reactor;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/** A wait for a time, as part of another future: one alarm at most, armed for the waker of the latest poll. Owner only. */
final class Nap {
    private long deadline;
    private boolean waiting;
    /** The waker that the armed alarm wakes; null when none is armed, and then there are no {@code alarms} either. */
    private @Nullable Waker armedFor;

    private @Nullable Alarms alarms;
    private long alarm;

    /** Begins to wait; the task that polls is woken at the deadline, at once when it has come. */
    void until(long deadline, Context cx) {
        begin(deadline);
        if (isOver(cx)) {
            cx.waker().wake();
        }
    }

    /** Begins to wait; nobody is woken before {@link #isOver} was asked. */
    void begin(long deadline) {
        this.deadline = deadline;
        waiting = true;
    }

    /** True when nothing is waited for, or not any more; otherwise the task that polls is woken at the deadline. */
    boolean isOver(Context cx) {
        if (!waiting) {
            return true;
        }
        if (cx.now() >= deadline) {
            close();
            return true;
        }
        Waker waker = cx.waker();
        if (waker != armedFor) {
            disarm();
            alarms = cx.alarms();
            alarm = alarms.arm(deadline, waker);
            armedFor = waker;
        }
        return false;
    }

    private void disarm() {
        Alarms armed = alarms;
        if (armed != null) {
            alarms = null;
            armedFor = null;
            armed.cancel(alarm);
        }
    }

    /** Waits no longer. */
    void close() {
        waiting = false;
        disarm();
    }
}
