package dev.enso.net;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections a server may have, and has. Used by all reactors. */
final class Room {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicBoolean wasFull = new AtomicBoolean();

    Room(int most) {
        this.most = most;
    }

    /** For a connection that is about to be accepted; false when there is none. */
    boolean take() {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    /** A connection is closed, or did not come about. */
    void giveBack() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }

    /** Who has found none: true for the first, who says so. */
    boolean isFullForTheFirstTime() {
        return wasFull.compareAndSet(false, true);
    }
}
