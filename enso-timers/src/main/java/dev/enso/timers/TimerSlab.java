package dev.enso.timers;

import dev.enso.core.Waker;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where timers live: parallel columns indexed by slot number, the doubly linked lists they are strung on, and the
 * handles that name them.
 *
 * <p>The first {@code lists} rows are no timers but the sentinels of the lists: with circular lists neither linking nor
 * unlinking has a special case at an end. Rows that were never used lie above {@code unused}; rows given back form a stack
 * (through {@code next}), so that the row handed out is the one most likely in cache.
 *
 * <p>A handle is the row's generation above its number. A row's generation is positive while a timer lives in it and
 * negative while it is free, so that no handle matches a free row, and it grows with each timer. A row whose generations
 * are used up (2³¹ − 1 timers) is never handed out again: 24 bytes lost are cheaper than a stale handle that hits a
 * stranger.
 */
final class TimerSlab {
    private static final int ROWS_AT_MOST = Integer.MAX_VALUE - 8;

    private final int lists;
    private final int maximum;
    private int live;
    /** Top of the stack of free rows; 0, which is a sentinel, when it is empty. */
    private int free;
    /** The least row that was never used. */
    private int unused;

    int[] next;
    int[] previous;
    long[] deadline;
    private int[] generation;
    private @Nullable Waker[] waker;

    TimerSlab(int lists, int capacity, int maximum) {
        this.lists = lists;
        this.maximum = maximum;
        int rows = (int) Math.min(ROWS_AT_MOST, (long) lists + capacity);
        next = new int[rows];
        previous = new int[rows];
        deadline = new long[rows];
        generation = new int[rows];
        waker = new Waker[rows];
        unused = lists;
        for (int list = 0; list < lists; list++) {
            clear(list);
        }
    }

    int live() {
        return live;
    }

    /** Takes a row for a timer that is on no list yet. */
    int take(long at, Waker wakes) {
        int row = free;
        if (row != 0 && live < maximum) {
            free = next[row];
        } else {
            row = takeUnused();
        }
        live++;
        generation[row] = -generation[row];
        deadline[row] = at;
        waker[row] = wakes;
        return row;
    }

    private int takeUnused() {
        if (live >= maximum) {
            throw new RejectedExecutionException("the wheel holds " + live
                    + " live timers, which is its maximum: cancel some, or build it with a greater maximum");
        }
        if (unused == next.length) {
            grow();
        }
        generation[unused] = -1;
        return unused++;
    }

    /** Gives back the row of a timer that is on no list any more. */
    Waker give(int row) {
        Waker woken = waker[row];
        assert woken != null : "row " + row + " is free already";
        waker[row] = null;
        live--;
        int used = generation[row];
        if (used != Integer.MAX_VALUE) {
            generation[row] = -(used + 1);
            next[row] = free;
            free = row;
        } else {
            generation[row] = Integer.MIN_VALUE;
        }
        return woken;
    }

    long handle(int row) {
        return ((long) generation[row] << Integer.SIZE) | row;
    }

    /** The row of a living timer, or 0 when the handle names none. */
    int row(long handle) {
        int row = (int) handle;
        return row >= lists && row < unused && generation[row] == (int) (handle >>> Integer.SIZE) && handle > 0
                ? row
                : 0;
    }

    void clear(int list) {
        next[list] = list;
        previous[list] = list;
    }

    /** All columns are there before the first is replaced: running out of memory leaves the slab as it was. */
    private void grow() {
        int rows = next.length;
        long wanted = Math.max(rows * 2L - lists, lists + 16L);
        int grown = (int) Math.min(ROWS_AT_MOST, wanted);
        if (grown == rows) {
            throw new RejectedExecutionException(
                    "the wheel holds " + live + " live timers, and an array holds no more");
        }
        int[] grownNext = Arrays.copyOf(next, grown);
        int[] grownPrevious = Arrays.copyOf(previous, grown);
        long[] grownDeadline = Arrays.copyOf(deadline, grown);
        int[] grownGeneration = Arrays.copyOf(generation, grown);
        @Nullable Waker[] grownWaker = Arrays.copyOf(waker, grown);
        next = grownNext;
        previous = grownPrevious;
        deadline = grownDeadline;
        generation = grownGeneration;
        waker = grownWaker;
    }
}
