package dev.enso.reactor;

/**
 * A source of events that a reactor looks at once a turn: timers, sockets, a queue from elsewhere. Called on the reactor's
 * thread only.
 */
public interface Poller {
    /** No deadline. */
    long NEVER = Long.MAX_VALUE;

    /** Due now: {@link #deadline()} of a poller that has something to do already. */
    long NOW = 0;

    /**
     * Handles what is there, without blocking.
     *
     * @param now the turn's reading of the clock, in nanoseconds
     * @param limit the most events to handle; what is left stays for the next turn
     * @return how many events were handled
     */
    int poll(long now, int limit);

    /**
     * When this poller wants to be polled next, in nanoseconds of the reactor's clock: {@link #NOW} when something waits
     * already, {@link #NEVER} when only an event from outside can make it busy. Asked right before the reactor sleeps, and
     * again while it falls asleep: cheap and live.
     */
    long deadline();

    /**
     * False while something is under way here that no task waits for any more, such as what a connection has still to send: a
     * reactor that is being stopped turns on until it is over, or its time is.
     */
    default boolean isAtRest() {
        return true;
    }
}
