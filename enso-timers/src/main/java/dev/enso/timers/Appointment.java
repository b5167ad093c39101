package dev.enso.timers;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/** The one alarm that a future or stream keeps for its task: armed once for each deadline and waker. */
final class Appointment {
    private @Nullable Alarms alarms;
    private @Nullable Waker waker;
    private long deadline;
    private long alarm;

    /** Has the task woken at the deadline, and only then. */
    void at(long deadline, Context cx) {
        Waker waker = cx.waker();
        if (alarms != null && this.waker == waker && this.deadline == deadline) {
            return;
        }
        cancel();
        Alarms alarms = cx.alarms();
        this.alarm = alarms.arm(deadline, waker);
        this.alarms = alarms;
        this.waker = waker;
        this.deadline = deadline;
    }

    /** Forgets it, armed or fired. */
    void cancel() {
        Alarms armed = alarms;
        if (armed != null) {
            alarms = null;
            waker = null;
            armed.cancel(alarm);
        }
    }
}
