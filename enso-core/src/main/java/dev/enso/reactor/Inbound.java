package dev.enso.reactor;

import org.jspecify.annotations.Nullable;

/**
 * Something that reaches a reactor from another thread. It carries its own link, so that nothing is allocated on the way
 * and no bound can refuse a wake-up; an object is in one inbox at most once at a time.
 */
abstract class Inbound {
    /** Its neighbour in the inbox: the one before it, written by its sender; the one behind it, once the owner has taken them. */
    @Nullable Inbound next;

    /** Takes effect on the reactor's thread; the object is out of the inbox by now and may be sent again. */
    abstract void arrive();

    /** Instead of {@link #arrive}, when the reactor had stopped before; on whichever thread finds it. */
    void strand() {}

    /** Who brought it found the reactor stopped. */
    void refuse() {}

    /** How many places of the admission count it gives back: wakes hold none. */
    int admissions() {
        return 0;
    }
}
