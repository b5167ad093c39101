package dev.enso.timers;

import dev.enso.core.Waker;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The rows that timers live in, and the handles that name them.
 *
 * <p>One long a row: the row's generation above the place of its timer in the {@link ChunkLists}, or, while the row is free,
 * above the negated number of the next free row. So one cache line answers whether a handle is alive and where its timer
 * stands. A handle is the generation above the row's number. The generation grows when a timer leaves, so a handle fits no
 * later timer and, since the places of free rows are not positive, no free row either. A row whose generations are used up
 * (2³¹ − 1 timers) is never handed out again: a few bytes lost are cheaper than a stale handle that hits a stranger.
 *
 * <p>Free rows form a stack, so that the row handed out is the one most likely in cache. Who cancels a timer often arms
 * another at once, with the same waker; storing a reference costs the collector's barrier (a memory fence, where the array
 * is old), so a row keeps its waker until the next {@link #forget}, and a store of what stands there already is left out.
 */
final class TimerSlab {
    private static final int ROWS_AT_MOST = Integer.MAX_VALUE - 8;
    private static final long PLACE = 0xFFFF_FFFFL;

    private final int maximum;
    private int live;
    /** Top of the stack of free rows; 0 when it is empty: no timer lives in row 0. */
    private int free;
    /** The topmost row from which on downwards all free rows have forgotten their wakers. */
    private int clean;
    /** The least row that was never used. */
    private int unused = 1;

    private long[] states;
    private @Nullable Waker[] wakers;

    TimerSlab(int capacity, int maximum) {
        this.maximum = maximum;
        int rows = (int) Math.min(ROWS_AT_MOST, 1L + capacity);
        states = new long[rows];
        wakers = new Waker[rows];
    }

    int live() {
        return live;
    }

    /** Takes a row for a timer that is to be {@link #place placed} at once. */
    int take(Waker waker) {
        int row = free;
        if (row != 0 && live < maximum) {
            int below = -(int) states[row];
            free = below;
            if (row == clean) {
                clean = below;
            }
        } else {
            row = takeUnused();
        }
        live++;
        if (wakers[row] != waker) {
            wakers[row] = waker;
        }
        return row;
    }

    private int takeUnused() {
        if (live >= maximum) {
            throw new RejectedExecutionException("the wheel holds " + live
                    + " live timers, which is its maximum: cancel some, or build it with a greater maximum");
        }
        if (unused == states.length) {
            grow();
        }
        states[unused] = 1L << Integer.SIZE;
        return unused++;
    }

    /** Says where the timer of a row stands now; a place is positive. */
    void place(int row, int place) {
        states[row] = (states[row] & ~PLACE) | place;
    }

    int place(int row) {
        return (int) states[row];
    }

    /**
     * Reads what will be needed of a row. Of rows drawn at random, each would be a cache miss to wait for when its turn comes;
     * read one after the other beforehand, they are fetched side by side.
     *
     * @return a number to be used somehow, or the compiler would leave out the reading
     */
    int warm(int row) {
        return (int) states[row] + (wakers[row] == null ? 1 : 0);
    }

    /** Gives back the row of a timer that is on no list any more. */
    void give(int row) {
        live--;
        long generation = (states[row] >>> Integer.SIZE) + 1;
        if (generation <= Integer.MAX_VALUE) {
            states[row] = (generation << Integer.SIZE) | (-free & PLACE);
            free = row;
        } else {
            states[row] = 0;
            wakers[row] = null;
        }
    }

    /** The waker of a row that is in use, or was until now. */
    Waker waker(int row) {
        Waker waker = wakers[row];
        assert waker != null : "row " + row + " has no waker";
        return waker;
    }

    /** After the waker of a row given back has run: forgets it, unless the row is in use again or covered by others. */
    void forgetTop(int row) {
        if (row == free) {
            wakers[row] = null;
            if (clean == -(int) states[row]) {
                clean = row;
            }
        }
    }

    /** Forgets the wakers of the rows given back since the last time. */
    void forget() {
        if (free != clean) {
            for (int row = free; row != clean; row = -(int) states[row]) {
                wakers[row] = null;
            }
            clean = free;
        }
    }

    long handle(int row) {
        return (states[row] & ~PLACE) | row;
    }

    /** The row of a living timer, or 0 when the handle names none. */
    int row(long handle) {
        int row = (int) handle;
        if (row <= 0 || row >= unused) {
            return 0;
        }
        long state = states[row];
        return (state ^ handle) >>> Integer.SIZE == 0 && (int) state > 0 ? row : 0;
    }

    long bytes() {
        return states.length * (long) (Long.BYTES + Integer.BYTES);
    }

    /** Both columns are there before the first is replaced: running out of memory leaves the slab as it was. */
    private void grow() {
        int rows = states.length;
        int grown = (int) Math.min(ROWS_AT_MOST, rows + (rows >> 3) + 16L);
        if (grown == rows) {
            throw new RejectedExecutionException(
                    "the wheel holds " + live + " live timers, and an array holds no more");
        }
        long[] grownStates = Arrays.copyOf(states, grown);
        wakers = Arrays.copyOf(wakers, grown);
        states = grownStates;
    }
}
