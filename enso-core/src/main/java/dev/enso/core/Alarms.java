package dev.enso.core;

/**
 * Wakes a waker at a time. Owned by one reactor and called on its thread only. The algebra needs no more of timers than
 * this; {@code dev.enso.timers} implements it.
 */
public interface Alarms {
    /**
     * Arms a one-shot alarm. It fires at the first poll of the timers at or after the deadline, never before.
     *
     * @param deadline in nanoseconds of the same clock as {@link Context#now()}; a deadline in the past fires at the next
     *     poll of the timers
     * @return a handle for {@link #cancel}; never 0, and never the handle of a later alarm
     */
    long arm(long deadline, Waker waker);

    /**
     * Cancels an alarm.
     *
     * @return true when the alarm was armed and will not fire now; false when it fired before, was cancelled before, or
     *     the handle is unknown (0 always is)
     */
    boolean cancel(long handle);
}
