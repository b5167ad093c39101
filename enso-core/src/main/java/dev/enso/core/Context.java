package dev.enso.core;

/**
 * What one poll may use. A context is lent for the duration of the poll: do not keep it, and use it only on the polling
 * thread. What may be kept is {@link #waker()}.
 */
public interface Context {
    /** The waker of the task that is being polled; may be kept and called from any thread. */
    Waker waker();

    /** The reading of the reactor's clock for this turn, in nanoseconds; never negative, never going back. */
    long now();

    /**
     * Takes one unit of the poll's budget. Loops inside operators spend one unit for each message they pass over, so
     * that no chain, however busy its source, keeps a reactor for itself.
     *
     * @return true to go on; false when the budget is used up: the task is already due for another poll, and the caller
     *     returns {@link Polled#PENDING} at once
     */
    boolean spend();

    /** Units of budget that {@link #spend()} has left for this poll. */
    default int budget() {
        return Integer.MAX_VALUE;
    }

    /**
     * Nanoseconds until the reactor wants to look at its timers and sockets again, by a reading of its clock: a poll that has
     * much to do gives way when none are left. Nothing stops one that goes on.
     */
    default long timeLeft() {
        return Long.MAX_VALUE;
    }

    /** When the task wanted to be polled at the latest, on the clock of {@link #now()}; the greatest long when it didn't say. */
    default long deadline() {
        return Long.MAX_VALUE;
    }

    /** Whether the task has been asked to end: it will not be polled again, and a long poll may end early. */
    default boolean isCancelled() {
        return false;
    }

    /** Why this poll takes place. */
    default Cause cause() {
        return Cause.SPAWNED;
    }

    /** The timers of the reactor that polls. */
    Alarms alarms();

    /**
     * A service of the reactor that polls, such as its timers, its selector or the reactor itself. Meant for set-up, not
     * for hot paths.
     *
     * @throws IllegalStateException when nothing of this type is plugged into the reactor
     */
    <S> S service(Class<S> type);
}
