package dev.enso.queues;

import dev.enso.core.Waker;

/** Senders that found no room. */
interface Waiting {
    /**
     * Sender: remembers the waker. A full fence follows the registration, so the caller looks once more for room, and
     * either it sees the room or the receiver sees the waker.
     */
    void await(Waker waker);

    /** Receiver, after a full fence: does anybody wait? */
    boolean any();

    /** Wakes some of those who wait, the oldest first. Any thread. */
    void wake(long most);
}
