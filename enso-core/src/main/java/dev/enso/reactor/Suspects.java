package dev.enso.reactor;

import java.util.List;
import java.util.function.Consumer;

/**
 * Tasks whose wakes look as if something were wrong. One that wakes itself in poll after poll for a long time is found by
 * sampling; one that waits and never took a waker, so that nobody but the holder of its handle can wake it, by a walk
 * through the table, a few slots at a time. Whose handle has been used once is left in peace. Owner only.
 */
final class Suspects {
    private static final int SLOTS_A_LOOK = 256;
    /** Sampled polls of one task beyond those of all others, before it is suspected of spinning. */
    private static final int STREAK = 32;
    /** How long it must have gone on, in limits of the stall watch. */
    private static final int LIMITS = 20;

    private final String reactor;
    private final TaskTable table;
    private final long lasting;
    private final Consumer<? super Stall> handler;
    private int next;

    /** The candidate of a majority vote (R. S. Boyer and J S. Moore), and how many votes it is ahead. */
    private long candidate;

    private int ahead;
    private long since;
    private long named;
    /** The id of a task that seems to wait for nobody, or 0. One at a time is watched, which also bounds the reports. */
    private long suspected;

    private long suspectedSince;

    /**
     * @param limit of the stall watch; 0 suspects nobody
     */
    Suspects(String reactor, TaskTable table, long limit, Consumer<? super Stall> handler) {
        this.reactor = reactor;
        this.table = table;
        this.lasting = limit * LIMITS;
        this.handler = handler;
    }

    /** A sampled poll is over and the task lives on. */
    void sampled(Task<?> task, long now) {
        long id = task.id();
        boolean wokeItself = task.isQueued() && task.source == task.slot;
        if (id == candidate) {
            ahead = wokeItself ? ahead + 1 : 0;
            if (ahead >= STREAK && now - since >= lasting && lasting > 0 && named != id) {
                named = id;
                handler.accept(new Stall(
                        reactor,
                        Stall.Kind.SELF_WAKING,
                        task.name(),
                        now - since,
                        "is kept busy by the task " + task + ", which has woken itself in poll after poll for "
                                + (now - since) / 1_000_000
                                + " ms. Let it wait for an event or a timer instead of asking again and again; if it computes,"
                                + " give it a lower priority.",
                        List.of()));
            }
        } else if (wokeItself && --ahead < 0) {
            candidate = id;
            ahead = 1;
            since = now;
        }
    }

    /**
     * Looks at some of the tasks that wait. One that nobody can wake but the holder of its handle is suspected when it is
     * found, and named when it still waits a while later and its handle has not been used.
     */
    void look(long now) {
        if (lasting == 0) {
            return;
        }
        Task<?> suspect = suspected == 0 ? null : table.find(suspected);
        if (suspect != null && suspect.waitsForNobody()) {
            if (now - suspectedSince >= lasting) {
                suspected = 0;
                suspect.wakeable = true;
                name(suspect, now - suspectedSince);
            }
            return;
        }
        suspected = 0;
        int bound = table.bound();
        for (int looks = Math.min(bound, SLOTS_A_LOOK); looks > 0; looks--) {
            next = next + 1 < bound ? next + 1 : 0;
            Task<?> task = table.get(next);
            if (task != null && task.waitsForNobody()) {
                suspected = task.id();
                suspectedSince = now;
                return;
            }
        }
    }

    private void name(Task<?> task, long nanos) {
        handler.accept(new Stall(
                reactor,
                Stall.Kind.UNWAKEABLE,
                task.name(),
                nanos,
                "has the task " + task + ", which answered PENDING, never took a waker, and was not woken for "
                        + nanos / 1_000_000
                        + " ms: unless somebody wakes its handle, it will not be polled again. Let its"
                        + " poll give cx.waker() to what it waits for.",
                List.of()));
    }
}
