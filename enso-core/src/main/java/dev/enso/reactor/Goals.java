package dev.enso.reactor;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waits that levels have as their goals: measures each wait, and names what made one too long. Owner only.
 *
 * <p>Only a reactor with goals has this. There every poll is timed, because a sample would miss the one poll that matters;
 * the reading at the end of one is the reading at the beginning of the next.
 *
 * <p>Long polls are kept in a queue of falling length: whoever is shorter than a later one can't be the longest of any wait
 * that still goes on. So the longest poll since any moment is the first in the queue that ended after it.
 */
final class Goals {
    /** Long polls that are kept; those beyond are shorter than all of these. */
    private static final int KEPT = 16;
    /** A poll is long from this part of the least goal on. */
    private static final int LONG_PART = 8;
    /** For so many times the greatest goal a long poll is remembered. */
    private static final int REMEMBERED = 16;
    /** From one report about a level to the next. */
    private static final long QUIET = 1_000_000_000;

    private static final Priority[] LEVELS = Priority.values();

    private final String reactor;
    private final Scheduler scheduler;
    private final long[] goals;
    private final Consumer<? super Stall> handler;
    private final long longFrom;
    private final long remembered;

    /** When the task of a slot became ready. */
    private long[] since = new long[64];

    private final long[] ended = new long[KEPT];
    private final long[] took = new long[KEPT];
    /** Null for what was no task: a message, a timer, I/O. */
    private final @Nullable Task<?>[] culprits = new Task<?>[KEPT];

    private int first;
    private int count;

    /** Until when the time is accounted for. */
    private long measured;
    /** Nobody was ready then, so the time that follows belongs to nobody. */
    private boolean resting = true;

    private final long[] quietUntil = new long[LEVELS.length];
    private final int[] unreported = new int[LEVELS.length];
    private long missed;

    private Goals(String reactor, Scheduler scheduler, long[] goals, Consumer<? super Stall> handler) {
        this.reactor = reactor;
        this.scheduler = scheduler;
        this.goals = goals;
        this.handler = handler;
        this.longFrom = Math.max(1, Arrays.stream(goals).min().orElse(Poller.NEVER) / LONG_PART);
        long greatest =
                Arrays.stream(goals).filter(goal -> goal != Poller.NEVER).max().orElse(0);
        this.remembered = Math.min(greatest, Poller.NEVER / REMEMBERED) * REMEMBERED;
        Arrays.fill(quietUntil, Long.MIN_VALUE);
    }

    /** Null when no level has a goal. */
    static @Nullable Goals of(String reactor, Scheduler scheduler, Blueprint blueprint) {
        long[] goals = blueprint.goals.clone();
        return Arrays.stream(goals).allMatch(goal -> goal == Poller.NEVER)
                ? null
                : new Goals(reactor, scheduler, goals, blueprint.stalls);
    }

    /** A task has become ready. */
    void ready(int slot, long now) {
        if (resting) {
            resting = false;
            measured = now;
        }
        if (slot >= since.length) {
            since = Arrays.copyOf(since, Math.max(slot + 1, since.length << 1));
        }
        since[slot] = now;
    }

    /**
     * A task is about to be polled.
     *
     * @return how long it has waited
     */
    long begins(Task<?> task, long now) {
        long waited = now - since[task.slot];
        if (waited > goals[task.level]) {
            missed++;
            miss(task, waited, now);
        }
        return waited;
    }

    /** After a row of polls. */
    void rests(boolean nobodyReady) {
        resting = nobodyReady;
    }

    /**
     * The time until now went to this task, or to none: to messages, timers and I/O.
     *
     * @return how long it was
     */
    long took(@Nullable Task<?> task, long now) {
        long nanos = resting ? 0 : now - measured;
        resting = false;
        measured = now;
        if (nanos >= longFrom) {
            keep(task, nanos, now);
        }
        return nanos;
    }

    private void keep(@Nullable Task<?> task, long nanos, long now) {
        while (count > 0 && ended[first] < now - remembered) {
            culprits[first] = null;
            first = (first + 1) & (KEPT - 1);
            count--;
        }
        while (count > 0 && took[last()] <= nanos) {
            culprits[last()] = null;
            count--;
        }
        if (count == KEPT) {
            culprits[last()] = null;
            count--;
        }
        count++;
        ended[last()] = now;
        took[last()] = nanos;
        culprits[last()] = task;
    }

    private int last() {
        return (first + count - 1) & (KEPT - 1);
    }

    private void miss(Task<?> task, long waited, long now) {
        int level = task.level;
        if (now < quietUntil[level]) {
            unreported[level]++;
            return;
        }
        quietUntil[level] = Nanos.sum(now, QUIET);
        int longest = longestSince(now - waited);
        boolean alone = longest >= 0 && took[longest] >= goals[level] / 2;
        Task<?> culprit = alone ? culprits[longest] : null;
        handler.accept(new Stall(
                reactor,
                Stall.Kind.GOAL,
                culprit == null ? null : culprit.name(),
                waited,
                "kept the task " + task.name() + " of level " + LEVELS[level] + " waiting for " + micros(waited)
                        + " µs, beyond the goal of " + micros(goals[level]) + " µs: " + why(longest, alone)
                        + (unreported[level] == 0
                                ? ""
                                : " " + unreported[level] + " more waits beyond it since the last report."),
                java.util.List.of()));
        unreported[level] = 0;
    }

    private String why(int longest, boolean alone) {
        if (!alone) {
            return "no single poll did it, " + scheduler.size()
                    + " tasks are ready. Spawn fewer, spread them over more reactors, or let spawns be refused.";
        }
        Task<?> culprit = culprits[longest];
        String length = " took " + micros(took[longest]) + " µs of it";
        return culprit == null
                ? "a message, a timer or I/O" + length + ". Let it do less at a time."
                : "one poll of " + culprit + length + ". Let it return PENDING sooner.";
    }

    /** Where the longest is that ended after this moment, or -1. */
    private int longestSince(long moment) {
        for (int i = 0; i < count; i++) {
            int at = (first + i) & (KEPT - 1);
            if (ended[at] > moment) {
                return at;
            }
        }
        return -1;
    }

    private static String micros(long nanos) {
        return nanos < 10_000 ? String.valueOf(nanos / 1_000.0) : String.valueOf(nanos / 1_000);
    }

    /** Whether all goals are kept when everybody waits as long as this load expects. Levels are groups, or all in one. */
    boolean keptBy(Load load) {
        int groups = scheduler.groups();
        for (int level = 0; level < goals.length; level++) {
            if (goals[level] != Poller.NEVER && load.expectedWait(Math.min(level, groups - 1)) > goals[level]) {
                return false;
            }
        }
        return true;
    }

    long missed() {
        return missed;
    }
}
