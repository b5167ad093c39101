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
