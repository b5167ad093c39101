package dev.enso.core;

/** Why a task is being polled: where its latest wake came from. Later wakes before the poll change nothing. */
public enum Cause {
    /** It was spawned just now, or its context doesn't know. */
    SPAWNED,
    /** It woke itself in its latest poll: it gave way and has more to do. */
    ITSELF,
    /** Another task of the same reactor woke it. */
    TASK,
    /** A message from another reactor, or an answer. */
    MESSAGE,
    /** Another thread, or a task of another reactor. */
    THREAD,
    /** A timer. */
    TIMER,
    /** The outside world: a socket or a file. */
    IO,
    /** Something else that is plugged into the reactor. */
    POLLER,
    /** The reactor itself, between two polls: a task that ended, or the closing. */
    REACTOR
}
