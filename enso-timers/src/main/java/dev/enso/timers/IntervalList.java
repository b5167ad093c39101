package dev.enso.timers;

import dev.enso.reactor.Poller;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Interval timers in a fixed list that is polled from its first to its last: for the few dozen clocks of a program that tick
 * for ever. An interval timer is a period and the id of a task; what a tick does is said once, for all of them.
 *
 * <p>Ticks are locked in phase: tick k is due at the time of {@code create} plus k periods, however late those before it
 * came. A tick is never early. When ticks were missed because nobody polled, {@link MissedTicks} says what becomes of them;
 * a consumer that is too slow gets fewer ticks and their count, never a failure.
 *
 * <p>A poll in which nothing is due compares two numbers; another goes through the list. Nothing is allocated after the
 * list was made.
 *
 * <p>Plugged into a reactor it is one more poller: {@code Reactors.builder().poller(core -> new IntervalList(16, core::now,
 * ticks))}. It has one owner, the thread that turns the reactor; nothing here is safe for others.
 */
public final class IntervalList implements Poller {
    /** What a tick does. */
    @FunctionalInterface
    public interface Ticks {
        /**
         * Called on the thread that polls, which may create and cancel interval timers in it. What it throws goes to the
         * failure handler and disturbs no other timer.
         *
         * @param taskId what was given to {@code create}
         * @param missed how many ticks right before this one were left out, or, when ticks are sent in a burst, are still to
         *     come
         */
        void tick(long taskId, long missed) throws Exception;
    }

    private final LongSupplier clock;
    private final Ticks ticks;
    private final Consumer<? super Throwable> onFailure;
    private final Lateness lateness = new Lateness();
    private final long[] period;
    private final long[] due;
    private final long[] task;
    private final MissedTicks[] policy;
    /** Positive while a timer lives in the row; grows with each. */
    private final int[] generation;
    /** The rows from here on have never been used. */
    private int bound;

    private int live;
    /** No timer is due before this. */
    private long least = NEVER;
    /** The row a poll begins with: behind the one at which the last one reached its limit. */
    private int first;

    private boolean polling;
    private long time;
    private long ticked;

    /** A list whose failures are logged. */
    public IntervalList(int capacity, LongSupplier clock, Ticks ticks) {
        this(capacity, clock, ticks, new LoggedFailures());
    }

    /**
     * Makes an empty list.
     *
     * @param capacity how many timers it holds; at least 1
     * @param clock what time it is, in nanoseconds of the clock that {@link #poll} is given; a reactor's is {@code core::now}
     * @param onFailure who is told what {@code ticks} threw
     * @throws IllegalArgumentException when the capacity is less than 1
     */
    public IntervalList(int capacity, LongSupplier clock, Ticks ticks, Consumer<? super Throwable> onFailure) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity counts interval timers and must be at least 1: " + capacity);
        }
        this.clock = Objects.requireNonNull(clock, "clock");
        this.ticks = Objects.requireNonNull(ticks, "ticks");
        this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
        period = new long[capacity];
        due = new long[capacity];
        task = new long[capacity];
        policy = new MissedTicks[capacity];
        generation = new int[capacity];
    }

    /** {@link #create(long, long, MissedTicks)} that skips what it missed. */
    public long create(long interval, long taskId) {
        return create(interval, taskId, MissedTicks.SKIP);
    }

    /**
     * Creates an interval timer; its first tick is due an interval from now. A clock that went back counts as the greatest
     * time a poll has seen.
     *
     * @param interval in nanoseconds; at least 1
     * @param taskId any number
     * @return a handle for {@link #cancel}; never 0, and never that of a later timer
     * @throws IllegalArgumentException when the interval is zero or negative
     * @throws RejectedExecutionException when the list is full
     */
    public long create(long interval, long taskId, MissedTicks missed) {
        if (interval < 1) {
            throw new IllegalArgumentException("interval must be longer than zero: " + interval + " ns");
        }
        Objects.requireNonNull(missed, "missed");
        int row = freeRow();
        live++;
        generation[row] = 1 - generation[row];
        period[row] = interval;
        task[row] = taskId;
        policy[row] = missed;
        due[row] = Nanos.sum(Math.max(time, clock.getAsLong()), interval);
        least = Math.min(least, due[row]);
        return ((long) generation[row] << Integer.SIZE) | row;
    }

    private int freeRow() {
        if (bound < period.length) {
            return bound++;
        }
        for (int row = 0; row < bound; row++) {
            if (generation[row] <= 0 && generation[row] > -Integer.MAX_VALUE) {
                return row;
            }
        }
        throw new RejectedExecutionException("the list holds " + live
                + " interval timers, which is its capacity: cancel some, or make it with a greater one");
    }

    /** @return true when the timer was there and will not tick again */
    public boolean cancel(long handle) {
        int row = row(handle);
        if (row < 0) {
            return false;
        }
        live--;
        generation[row] = -generation[row];
        due[row] = NEVER;
        return true;
    }

    private int row(long handle) {
        int row = (int) handle;
        return row >= 0 && row < bound && handle > 0 && generation[row] == (int) (handle >>> Integer.SIZE) ? row : -1;
    }

    /**
     * Ticks what is due, each timer once, or, in a burst, as often as ticks are due.
     *
     * @param now the reading of the clock; one that is less than the greatest seen counts as that
     * @param limit the most ticks; the next poll goes on behind the timer that reached it
     * @return how many ticks there were
     * @throws IllegalStateException when called by a tick of this list
     */
    @Override
    public int poll(long now, int limit) {
        if (polling) {
            throw new IllegalStateException("poll was called by a tick of this list: return from it instead");
        }
        if (limit < 0) {
            throw new IllegalArgumentException("limit counts ticks and can't be negative: " + limit);
        }
        time = Math.max(time, now);
        if (time < least || least == NEVER) {
            return 0;
        }
        polling = true;
        try {
            return tickAll(limit);
        } finally {
            polling = false;
            findLeast();
        }
    }

    private int tickAll(int limit) {
        int done = 0;
        int rows = bound;
        for (int i = 0; i < rows && done < limit; i++) {
            int row = (first + i) % rows;
            while (due[row] <= time && due[row] != NEVER && done < limit) {
                done++;
                tick(row);
            }
            if (done == limit) {
                first = (row + 1) % rows;
            }
        }
        return done;
    }

    private void tick(int row) {
        long late = time - due[row];
        lateness.record(late);
        long behind = late / period[row];
        switch (policy[row]) {
            case SKIP -> due[row] = Nanos.sum(due[row] + behind * period[row], period[row]);
            case BURST -> due[row] = Nanos.sum(due[row], period[row]);
            case DELAY -> due[row] = Nanos.sum(behind > 0 ? time : due[row], period[row]);
        }
        ticked++;
        try {
            ticks.tick(task[row], behind);
        } catch (Exception e) {
            onFailure.accept(e);
        } catch (Error e) {
            onFailure.accept(e);
            throw e;
        }
    }

    private void findLeast() {
        least = NEVER;
        for (int row = 0; row < bound; row++) {
            least = Math.min(least, due[row]);
        }
    }

    /** When the next tick is due; {@link #NOW} when one is already. */
    @Override
    public long deadline() {
        return least <= time ? NOW : least;
    }

    /** Interval timers that are there now. */
    public int live() {
        return live;
    }

    /** Ticks so far. */
    public long ticked() {
        return ticked;
    }

    /** How late ticks were. */
    public Lateness lateness() {
        return lateness;
    }

    @Override
    public String toString() {
        return "IntervalList[" + live + " of " + period.length + " live, " + ticked + " ticks, late " + lateness + "]";
    }
}
