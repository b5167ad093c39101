package dev.enso.timers;

import dev.enso.core.Alarms;
import dev.enso.core.Discipline;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Inventory;
import dev.enso.reactor.Poller;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One-shot timers by the million: a hierarchical timing wheel (G. Varghese and A. Lauck, "Hashed and Hierarchical Timing
 * Wheels", SOSP 1987, scheme 7) that is exact.
 *
 * <p><b>What fires when.</b> A poll fires every timer whose deadline is at or before its {@code now}, in order of
 * deadline, and timers with the same deadline in the order they were armed: never early, and not one nanosecond of the
 * order is lost to the wheel's slots. However long the loop was stalled, one poll catches up; when {@code limit} cuts it
 * short, the next one goes on where it stopped. A timer armed with a deadline that has passed, from outside or from a waker
 * being woken, fires at the next poll, in its place by deadline.
 *
 * <p><b>Resolution</b> is how late a timer may be so that neighbours share one wake-up: {@link #deadline()} answers
 * multiples of it, so a sleeping reactor wakes at most once in each. A reactor that is busy anyway polls more often, and
 * its timers fire at the first poll at or after their deadline. A single timer may allow more: see {@link #arm(long, long,
 * Waker) slack}.
 *
 * <p><b>Cost.</b> {@code arm}, {@code cancel} and {@code reset} take constant time and allocate nothing, unless the arrays
 * have to grow (by an eighth; choose {@link Builder#capacity} to avoid that). A poll takes time for what it fires and for timers
 * that come near and move to a finer level: at most once per level and timer, most often two or three times in all. Empty
 * time costs nothing, however long. A timer takes 25 to 28 bytes, about 48 after many others were cancelled around it,
 * and some 50 KB go to the wheel itself.
 *
 * <p><b>Threads.</b> A wheel has one owner, the thread that turns its reactor. Nothing here is safe for others; they use
 * {@link SharedTimers}.
 *
 * <p><b>Failures.</b> A waker that throws disturbs no other timer. An {@link Exception} goes to the failure handler and
 * the poll continues; an {@link Error} goes there too and is then rethrown out of {@code poll}, which leaves the wheel
 * intact: what was due stays due.
 */
public final class Wheel implements Poller, Alarms, Discipline<Due>, Inventory {
    private final TimerSlab slab;
    private final Levels levels;
    private final Lateness lateness = new Lateness();
    private final long resolution;
    private final Consumer<? super Throwable> onFailure;
    private boolean polling;
    private long armed;
    private long fired;
    private long cancelled;

    private Wheel(Builder builder) {
        resolution = builder.resolution;
        onFailure = builder.onFailure;
        int capacity = Math.min(builder.capacity, builder.maximum);
        slab = new TimerSlab(capacity, builder.maximum);
        levels = new Levels(slab, capacity);
    }

    /** A wheel with the defaults of {@link Builder}. */
    public static Wheel create() {
        return new Builder().build();
    }

    /** Starts the description of a wheel. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Arms a one-shot timer.
     *
     * @param deadline in nanoseconds of the clock that {@link #poll} is given; 0 to {@link Long#MAX_VALUE}
     * @throws IllegalArgumentException when the deadline is negative, which a sum that overflowed looks like: see
     *     {@link #after}
     * @throws java.util.concurrent.RejectedExecutionException when the wheel holds its maximum of timers; nothing is
     *     changed
     */
    @Override
    public long arm(long deadline, Waker waker) {
        Objects.requireNonNull(waker, "waker");
        checkDeadline(deadline);
        levels.reserve();
        int row = slab.take(waker);
        armed++;
        levels.enlist(row, deadline);
        return slab.handle(row);
    }

    /**
     * Arms a one-shot timer that may be late, so that neighbours fire together and a sleeping reactor wakes once for all of
     * them: {@link #arm(long, Waker)} with the deadline that {@link #coalesced} answers.
     *
     * @param slack how many nanoseconds later than the deadline it may come due; not negative
     * @throws IllegalArgumentException when the deadline or the slack is negative
     */
    public long arm(long deadline, long slack, Waker waker) {
        return arm(coalesced(deadline, slack), waker);
    }

    /**
     * The moment in a window that most other windows have too: the multiple of the greatest power of two from {@code
     * deadline} to {@code deadline + slack}. Timers whose windows overlap are likely to come to the same moment, and it
     * needs no search. (The timers of Linux before 4.8 used their slack in this way.)
     *
     * @throws IllegalArgumentException when the deadline or the slack is negative
     */
    public static long coalesced(long deadline, long slack) {
        checkDeadline(deadline);
        if (slack < 0) {
            throw new IllegalArgumentException("slack can't be negative: " + slack);
        }
        long last = after(deadline, slack);
        // Below the highest bit in which the number before the window and its last one differ, the bits are free.
        long differing = (deadline - 1) ^ last;
        return deadline == 0 ? 0 : last & -Long.highestOneBit(differing);
    }

    @Override
    public boolean cancel(long handle) {
        int row = slab.row(handle);
        if (row == 0) {
            return false;
        }
        levels.delist(row, slab.place(row));
        slab.give(row);
        cancelled++;
        return true;
    }

    /**
     * Gives an armed timer a new deadline, as if it were cancelled and armed anew, except that its handle stays.
     *
     * @return false when the handle names no armed timer, and nothing happened
     * @throws IllegalArgumentException when the deadline is negative
     */
    public boolean reset(long handle, long deadline) {
        checkDeadline(deadline);
        int row = slab.row(handle);
        if (row == 0) {
            return false;
        }
        levels.reserve();
        levels.delist(row, slab.place(row));
        levels.enlist(row, deadline);
        return true;
    }

    /** Is the timer armed? False once it is being fired, was cancelled, or is unknown. */
    public boolean isArmed(long handle) {
        return slab.row(handle) != 0;
    }

    /**
     * Fires what is due.
     *
     * @param now the reading of the clock; one that is less than the greatest seen counts as that
     * @param limit the most timers to fire; not negative
     * @return how many were fired
     * @throws IllegalStateException when called by a waker that this wheel wakes
     */
    @Override
    public int poll(long now, int limit) {
        refuseWithinPoll("poll");
        if (limit < 0) {
            throw new IllegalArgumentException("limit counts timers and can't be negative: " + limit);
        }
        if (levels.passTo(now)) {
            return fire(limit);
        }
        slab.forget();
        return 0;
    }

    private void refuseWithinPoll(String what) {
        if (polling) {
            throw new IllegalStateException(
                    what + " was called by a waker that this wheel was waking: return from it instead");
        }
    }

    private int fire(int limit) {
        int count = 0;
        polling = true;
        try {
            levels.settle();
            while (count < limit) {
                int place = levels.firstDue();
                if (place == ChunkLists.NONE) {
                    break;
                }
                count++;
                int row = levels.row(place);
                Waker waker = slab.waker(row);
                take(row, place);
                wake(waker);
                slab.forgetTop(row);
            }
        } finally {
            polling = false;
            slab.forget();
        }
        return count;
    }

    private void take(int row, int place) {
        lateness.record(levels.time() - levels.deadline(place));
        levels.delist(row, place);
        slab.give(row);
        fired++;
    }

    private void wake(Waker waker) {
        try {
            waker.wake();
        } catch (Exception e) {
            onFailure.accept(e);
        } catch (Error e) {
            onFailure.accept(e);
            throw e;
        }
    }

    /**
     * What is due, as a stream, for those who want to pull timers rather than have wakers called: the poll shows the next
     * one, by deadline and then by order of arming, in place; {@code tail} takes it, which counts as firing it, and its
     * waker is left to the reader. The stream ends when nothing more is due; what is left in it, or armed late in the
     * meantime, is there in the next {@code select} or {@code poll}.
     *
     * @param now as in {@link #poll}
     * @throws IllegalStateException when called by a waker that this wheel wakes
     */
    @Override
    public Stream<Due> select(long now) {
        refuseWithinPoll("select");
        if (!levels.passTo(now)) {
            return Stream.empty();
        }
        levels.settle();
        return new DueTimers(this);
    }

    /** Shows the timer that is to fire next. */
    boolean showNext(Due due) {
        int place = levels.firstDue();
        if (place == ChunkLists.NONE) {
            return false;
        }
        int row = levels.row(place);
        due.show(slab.handle(row), levels.deadline(place), slab.waker(row));
        return true;
    }

    /** Takes a timer that was shown, unless it was cancelled or moved since. */
    void takeShown(Due due) {
        int row = slab.row(due.handle());
        if (row != 0 && levels.deadline(slab.place(row)) == due.deadline()) {
            take(row, slab.place(row));
        }
    }

    /**
     * When the wheel wants to be polled next: {@link #NOW} when something is due already, otherwise
     * {@link #nextDeadline()} rounded up to a multiple of the resolution, {@link #NEVER} when no timer is armed.
     */
    @Override
    public long deadline() {
        if (levels.isEmpty()) {
            return NEVER;
        }
        long next = nextDeadline();
        if (next <= levels.time()) {
            return NOW;
        }
        long over = next % resolution;
        return over == 0 || next > Long.MAX_VALUE - resolution ? next : next - over + resolution;
    }

    /**
     * The least deadline that is armed: {@link #NOW} when something is due already, {@link #NEVER} when no timer is armed.
     * Where more than 64 timers share the slot that comes next, it answers the start of this slot, which is never later
     * than the true value; the poll then divides the slot.
     */
    public long nextDeadline() {
        return levels.nextDeadline();
    }

    /** Timers armed so far. */
    public long armed() {
        return armed;
    }

    /** Timers fired so far, those included whose waker threw. */
    public long fired() {
        return fired;
    }

    /** Timers cancelled so far. */
    public long cancelled() {
        return cancelled;
    }

    /** Timers armed now: {@code armed() - fired() - cancelled()}. */
    public int live() {
        return slab.live();
    }

    /** How late timers were: from each deadline to the {@code now} of the poll that fired it. */
    public Lateness lateness() {
        return lateness;
    }

    /** About how many bytes its arrays take: 25 for each timer there is room for, and what is lost between timers. */
    public long bytes() {
        return slab.bytes() + levels.bytes();
    }

    /** Resolution in nanoseconds. */
    public long resolution() {
        return resolution;
    }

    /**
     * The deadline that lies a delay after a time. A sum beyond the range is the end of the range, a negative delay counts
     * as none.
     */
    public static long after(long now, long delay) {
        long deadline = now + Math.max(delay, 0);
        return deadline < 0 ? NEVER : deadline;
    }

    private static void checkDeadline(long deadline) {
        if (deadline < 0) {
            throw new IllegalArgumentException("a deadline can't be negative: " + deadline
                    + "; where now + delay may overflow, use Wheel.after(now, delay)");
        }
    }

    @Override
    public String kept() {
        return "timers";
    }

    @Override
    public long count() {
        return live();
    }

    @Override
    public String toString() {
        return "Wheel[" + live() + " live, " + armed + " armed, " + fired + " fired, " + cancelled + " cancelled, late "
                + lateness + "]";
    }

    /** How a wheel is to be. Each setting has a default. */
    public static final class Builder {
        private long resolution = 1_000;
        private int capacity = 1_024;
        private int maximum = Integer.MAX_VALUE;
        private Consumer<? super Throwable> onFailure = new LoggedFailures();

        private Builder() {}

        /**
         * How late a timer may be so that neighbours share a wake-up; 1 µs, the default, to 1 s.
         *
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder resolution(Duration value) {
            if (value.compareTo(Duration.ofNanos(1_000)) < 0 || value.compareTo(Duration.ofSeconds(1)) > 0) {
                throw new IllegalArgumentException("resolution must be 1 µs to 1 s: " + value);
            }
            resolution = value.toNanos();
            return this;
        }

        /**
         * How many timers find room before the wheel has to grow; 1,024 by default.
         *
         * @throws IllegalArgumentException when it is less than 1
         */
        public Builder capacity(int timers) {
            if (timers < 1) {
                throw new IllegalArgumentException("capacity counts timers and must be at least 1: " + timers);
            }
            capacity = timers;
            return this;
        }

        /**
         * How many timers may live at once; by default as many as an array holds.
         *
         * @throws IllegalArgumentException when it is less than 1
         */
        public Builder maximum(int timers) {
            if (timers < 1) {
                throw new IllegalArgumentException("maximum counts timers and must be at least 1: " + timers);
            }
            maximum = timers;
            return this;
        }

        /**
         * Who is told what wakers threw, on the wheel's thread. What this handler throws comes out of {@code poll}. By
         * default a warning is logged.
         */
        public Builder onFailure(Consumer<? super Throwable> handler) {
            onFailure = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /** Makes the wheel. */
        public Wheel build() {
            return new Wheel(this);
        }
    }
}
