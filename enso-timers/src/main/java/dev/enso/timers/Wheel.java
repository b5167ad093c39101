package dev.enso.timers;

import dev.enso.core.Alarms;
import dev.enso.core.Waker;
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
 * its timers fire at the first poll at or after their deadline.
 *
 * <p><b>Cost.</b> {@code arm}, {@code cancel} and {@code reset} take constant time and allocate nothing, unless the slab
 * has to grow (it doubles; choose {@link Builder#capacity} to avoid that). A poll takes time for what it fires and for
 * timers that come near and move to a finer level: at most once per level and timer, most often two or three times in
 * all. Empty time costs nothing, however long. A timer takes 24 bytes (with compressed references), at most 48 after
 * growth, and 17 KB go to the wheel itself.
 *
 * <p><b>Threads.</b> A wheel has one owner, the thread that turns its reactor. Nothing here is safe for others.
 *
 * <p><b>Failures.</b> A waker that throws disturbs no other timer. An {@link Exception} goes to the failure handler and
 * the poll continues; an {@link Error} goes there too and is then rethrown out of {@code poll}, which leaves the wheel
 * intact: what was due stays due.
 */
public final class Wheel implements Poller, Alarms {
    /*
     * The structure. Level l divides time into slots 64^l ns wide; 11 levels of 64 slots reach over all 63 bits. `base`
     * is the wheel's hand. A timer is at the level of the highest base-64 digit in which its deadline differs from
     * `base`, in the slot that this digit of the deadline names:
     *
     *     level = (63 - numberOfLeadingZeros(deadline ^ base)) / 6        slot = (deadline >>> 6 * level) & 63
     *
     * So nothing wraps round: all timers of one level lie within one slot of the level above it, those on a lower level
     * come before those on a higher one, and a lower slot before a higher one. The next slot is found with two counts of
     * trailing zeros, over the bitmap of levels that hold something and over that level's bitmap of slots.
     *
     * Moving `base` forward leaves every timer in its right place as long as the new base lies before the start of the
     * next slot. When that slot begins at or before now, `base` enters it and its timers are placed anew, on finer levels.
     * That is all a poll does; there are no ticks, so time in which nothing is armed is passed in one step.
     *
     * Order of ties. The place of a deadline is a function of `base`, so timers with one deadline always share one list;
     * lists are kept first in, first out, and moved in that order. Hence no sequence numbers.
     *
     * Order of deadlines. The lowest level is one nanosecond wide, so moving timers down sorts them: a radix sort that
     * runs while time passes. It needn't be run to its end: a slot that holds FEW timers and has passed is sorted at once.
     *
     * Two more lists complete it. DUE holds timers whose deadline is at or before `base`, sorted: what a poll found and
     * `limit` did not let it fire. LATE holds, in order of arming, those that were armed when their deadline had passed;
     * the next poll sorts it into the rest. A waker that arms a timer for now therefore can't keep a poll going for ever.
     *
     * Invariants:  base <= time.  DUE: deadline <= base.  Slots: deadline > base.  LATE: deadline <= time.
     */
    private static final int DIGIT = 6;
    private static final int SLOTS = 1 << DIGIT;
    private static final int LEVELS = 11;
    private static final int LEVELS_MASK = (1 << LEVELS) - 1;
    /** Lists of their own behind those of the levels; numbered so that they too have their bits in the bitmaps. */
    private static final int DUE = LEVELS * SLOTS;

    private static final int LATE = DUE + 1;
    private static final int LISTS = LATE + 1;
    private static final int WAITING = 1 << LEVELS;

    /** A slot with no more timers than this is sorted directly. */
    private static final int FEW = 32;

    private static final int FEW_BITS = 5;
    /** Slots up to this level are so narrow that offset and position fit into one long. */
    private static final int SORTABLE_LEVELS = (Long.SIZE - 1 - FEW_BITS) / DIGIT;

    /** How many timers of the next slot {@link #nextDeadline()} looks at before it settles for a bound. */
    private static final int LOOK = 64;

    private static final long UNKNOWN = -1;

    private final TimerSlab slab;
    private final long resolution;
    private final Consumer<? super Throwable> onFailure;

    private final long[] occupied = new long[LEVELS + 1];
    /** Bit l is set when level l holds a timer; bit {@link #LEVELS} when DUE or LATE does. */
    private int levels;

    private final long[] keys = new long[FEW];
    private final int[] rows = new int[FEW];
    private final MergeSort mergeSort = new MergeSort();

    private long base;
    private long time;
    /** The least deadline in the slots, or {@link #UNKNOWN}. */
    private long least = UNKNOWN;

    private boolean polling;
    private long armed;
    private long fired;
    private long cancelled;

    private Wheel(Builder builder) {
        resolution = builder.resolution;
        onFailure = builder.onFailure;
        slab = new TimerSlab(LISTS, Math.min(builder.capacity, builder.maximum), builder.maximum);
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
        int row = slab.take(deadline, waker);
        armed++;
        enlist(row, deadline);
        return slab.handle(row);
    }

    @Override
    public boolean cancel(long handle) {
        int row = slab.row(handle);
        if (row == 0) {
            return false;
        }
        delist(row);
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
        delist(row);
        slab.deadline[row] = deadline;
        enlist(row, deadline);
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
        if (polling) {
            throw new IllegalStateException(
                    "poll was called by a waker that this wheel was waking: return from it instead");
        }
        if (limit < 0) {
            throw new IllegalArgumentException("limit counts timers and can't be negative: " + limit);
        }
        if (now > time) {
            time = now;
        }
        if ((levels & WAITING) == 0 && nextSlotStart() > time) {
            base = time;
            return 0;
        }
        return fire(limit);
    }

    /**
     * When the wheel wants to be polled next: {@link #NOW} when something is due already, otherwise
     * {@link #nextDeadline()} rounded up to a multiple of the resolution, {@link #NEVER} when no timer is armed.
     */
    @Override
    public long deadline() {
        if (levels == 0) {
            return NEVER;
        }
        long next = nextDeadline();
        if (next <= time) {
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
        if ((levels & WAITING) != 0) {
            return NOW;
        }
        if (least == UNKNOWN) {
            least = findLeast();
        }
        return least;
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

    private void enlist(int row, long deadline) {
        if (deadline <= time) {
            link(LATE, row);
        } else {
            if (deadline < least) {
                least = deadline;
            }
            link(slot(deadline), row);
        }
    }

    private void delist(int row) {
        if (slab.deadline[row] == least) {
            least = UNKNOWN;
        }
        int next = slab.next[row];
        int previous = slab.previous[row];
        slab.next[previous] = next;
        slab.previous[next] = previous;
        if (next == previous) {
            // Only the sentinel is left.
            vacate(next);
        }
    }

    private int slot(long deadline) {
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(deadline ^ base)) / DIGIT;
        return level * SLOTS + ((int) (deadline >>> (level * DIGIT)) & (SLOTS - 1));
    }

    /** Appends to a list. */
    private void link(int list, int row) {
        int last = slab.previous[list];
        slab.next[last] = row;
        slab.previous[row] = last;
        slab.next[row] = list;
        slab.previous[list] = row;
        int level = list / SLOTS;
        occupied[level] |= 1L << list;
        levels |= 1 << level;
    }

    private void vacate(int list) {
        int level = list / SLOTS;
        if ((occupied[level] &= ~(1L << list)) == 0) {
            levels &= ~(1 << level);
        }
    }

    /** Where the next slot begins, or {@link #NEVER} when all are empty. (A slot can begin at no greater time than NEVER.) */
    private long nextSlotStart() {
        int mask = levels & LEVELS_MASK;
        if (mask == 0) {
            return NEVER;
        }
        int level = Integer.numberOfTrailingZeros(mask);
        return slotStart(level, Long.numberOfTrailingZeros(occupied[level]));
    }

    private long slotStart(int level, int slot) {
        int shift = level * DIGIT;
        // Two shifts, because on the top level their sum exceeds a long's width.
        return base >>> shift >>> DIGIT << DIGIT << shift | (long) slot << shift;
    }

    private long findLeast() {
        int mask = levels & LEVELS_MASK;
        if (mask == 0) {
            return NEVER;
        }
        int level = Integer.numberOfTrailingZeros(mask);
        int slot = Long.numberOfTrailingZeros(occupied[level]);
        int list = level * SLOTS + slot;
        long found = NEVER;
        int looked = 0;
        for (int row = slab.next[list]; row != list; row = slab.next[row]) {
            if (++looked > LOOK) {
                return slotStart(level, slot);
            }
            found = Math.min(found, slab.deadline[row]);
        }
        return found;
    }

    private int fire(int limit) {
        int count = 0;
        polling = true;
        try {
            if ((occupied[LEVELS] & 1L << LATE) != 0) {
                settle();
            }
            while (count < limit && (slab.next[DUE] != DUE || advance())) {
                count++;
                int row = slab.next[DUE];
                delist(row);
                fired++;
                wake(slab.give(row));
            }
        } finally {
            polling = false;
        }
        return count;
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
     * Moves the hand towards {@code time} until something is due.
     *
     * @return false when the hand arrived and nothing is due
     */
    private boolean advance() {
        do {
            int mask = levels & LEVELS_MASK;
            if (mask == 0) {
                base = time;
                return false;
            }
            int level = Integer.numberOfTrailingZeros(mask);
            int slot = Long.numberOfTrailingZeros(occupied[level]);
            long start = slotStart(level, slot);
            if (start > time) {
                base = time;
                return false;
            }
            enter(level, level * SLOTS + slot, start);
        } while (slab.next[DUE] == DUE);
        return true;
    }

    /** Empties a slot that has begun. */
    private void enter(int level, int list, long start) {
        least = UNKNOWN;
        if (level == 0) {
            base = start;
            splice(list);
        } else if (level <= SORTABLE_LEVELS && isFew(list)) {
            long last = start + (1L << (level * DIGIT)) - 1;
            base = Math.min(last, time);
            sort(list, start);
        } else {
            base = start;
            cascade(list);
        }
    }

    /** Moves a list of timers with one deadline to DUE, whole. */
    private void splice(int list) {
        int first = slab.next[list];
        int last = slab.previous[list];
        int due = slab.previous[DUE];
        slab.clear(list);
        vacate(list);
        slab.next[due] = first;
        slab.previous[first] = due;
        slab.next[last] = DUE;
        slab.previous[DUE] = last;
        occupied[LEVELS] |= 1L << DUE;
        levels |= WAITING;
    }

    private boolean isFew(int list) {
        int count = 0;
        for (int row = slab.next[list]; row != list; row = slab.next[row]) {
            if (++count > FEW) {
                return false;
            }
        }
        return true;
    }

    /**
     * Places a few timers by deadline: those that are due go to DUE, sorted. The keys are the offset in the slot above the
     * position in the list, so that plain comparison keeps ties in order.
     */
    private void sort(int list, long start) {
        int count = 0;
        int row = slab.next[list];
        while (row != list) {
            rows[count] = row;
            long key = (slab.deadline[row] - start) << FEW_BITS | count;
            int at = count++;
            for (; at > 0 && keys[at - 1] > key; at--) {
                keys[at] = keys[at - 1];
            }
            keys[at] = key;
            row = slab.next[row];
        }
        slab.clear(list);
        vacate(list);
        for (int i = 0; i < count; i++) {
            place(rows[(int) keys[i] & FEW - 1]);
        }
    }

    /** Places the timers of a slot anew. */
    private void cascade(int list) {
        int row = slab.next[list];
        slab.clear(list);
        vacate(list);
        while (row != list) {
            int next = slab.next[row];
            place(row);
            row = next;
        }
    }

    private void place(int row) {
        long deadline = slab.deadline[row];
        link(deadline <= base ? DUE : slot(deadline), row);
    }

    /** Brings the timers of LATE to their places. */
    private void settle() {
        int row = slab.next[LATE];
        slab.next[slab.previous[LATE]] = MergeSort.END;
        slab.clear(LATE);
        vacate(LATE);
        row = mergeSort.sort(row, slab.next, slab.deadline);
        int before = slab.next[DUE];
        while (row != MergeSort.END) {
            int next = slab.next[row];
            long deadline = slab.deadline[row];
            if (deadline > base) {
                least = UNKNOWN;
                link(slot(deadline), row);
            } else {
                if (slab.deadline[slab.previous[DUE]] <= deadline) {
                    before = DUE;
                }
                while (before != DUE && slab.deadline[before] <= deadline) {
                    before = slab.next[before];
                }
                insert(before, row);
            }
            row = next;
        }
    }

    /** Puts a timer in front of another on DUE. */
    private void insert(int before, int row) {
        int previous = slab.previous[before];
        slab.next[previous] = row;
        slab.previous[row] = previous;
        slab.next[row] = before;
        slab.previous[before] = row;
        occupied[LEVELS] |= 1L << DUE;
        levels |= WAITING;
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
         * How many timers find room before the slab has to grow; 1,024 by default.
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
