package dev.enso.reactor;

import java.util.concurrent.atomic.AtomicLongArray;

/** The counters of one scope: the owner writes them, any thread reads them. */
final class Tally {
    static final int SPAWNED = 0;
    static final int COMPLETED = 1;
    static final int FAILED = 2;
    static final int CANCELLED = 3;
    static final int POLLS = 4;

    private final AtomicLongArray counts = new AtomicLongArray(POLLS + 1);

    /** Owner. */
    void add(int what) {
        counts.setRelease(what, counts.getPlain(what) + 1);
    }

    Scope.Account account() {
        // The ends first, so that no child is counted as ended that was not counted as spawned.
        long completed = counts.getAcquire(COMPLETED);
        long failed = counts.getAcquire(FAILED);
        long cancelled = counts.getAcquire(CANCELLED);
        return new Scope.Account(counts.getOpaque(SPAWNED), completed, failed, cancelled, counts.getOpaque(POLLS));
    }
}
