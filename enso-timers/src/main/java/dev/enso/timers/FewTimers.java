package dev.enso.timers;

import java.util.Arrays;

/**
 * The timers of one slot, taken out to be sorted by their deadlines; those with equal ones stay in order.
 *
 * <p>The keys are the offset in the slot above the position in the list, so that plain comparison keeps ties in order. They
 * are dealt out by the leading bits of the offset, about one a bucket, and what is left to do is an insertion sort that
 * hardly moves any. Where all fall into few buckets, it moves more, but never more than the square of {@link #MOST}.
 */
final class FewTimers {
    static final int BITS = 8;
    private static final int MOST = 1 << BITS;
    /** So few are sorted as quickly without being dealt out. */
    private static final int DEALT_FROM = 16;

    private final TimerSlab slab;
    /** With room for what {@link #add} writes and doesn't count. */
    private final int[] rows = new int[MOST + 1];

    private long[] keys = new long[MOST + 1];
    private long[] dealt = new long[MOST + 1];
    private final int[] ends = new int[MOST];
    private int count;
    /** Of no meaning: see {@link TimerSlab#warm}. */
    private int warmth;

    FewTimers(TimerSlab slab) {
        this.slab = slab;
    }

    void clear() {
        count = 0;
    }

    /** Adds a timer, up to 2 to the power of {@link #BITS}; row 0 is none, and left out. */
    void add(int row, long offset) {
        rows[count] = row;
        keys[count] = offset << BITS | count;
        count += ChunkLists.one(row);
        warmth += slab.warm(row);
    }

    int count() {
        return count;
    }

    int row(int i) {
        return rows[(int) keys[i] & MOST - 1];
    }

    long offset(int i) {
        return keys[i] >>> BITS;
    }

    /** Sorts them; offsets have so many bits. */
    void sort(int width) {
        if (count >= DEALT_FROM) {
            deal(width);
        }
        for (int i = 1; i < count; i++) {
            long key = keys[i];
            int to = i;
            while (to > 0 && keys[to - 1] > key) {
                keys[to] = keys[to - 1];
                to--;
            }
            keys[to] = key;
        }
    }

    private void deal(int width) {
        int bits = Math.min(width, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
        int shift = BITS + width - bits;
        Arrays.fill(ends, 0, 1 << bits, 0);
        for (int i = 0; i < count; i++) {
            ends[(int) (keys[i] >>> shift)]++;
        }
        int end = 0;
        for (int bucket = 0; bucket < 1 << bits; bucket++) {
            end += ends[bucket];
            ends[bucket] = end;
        }
        for (int i = count - 1; i >= 0; i--) {
            dealt[--ends[(int) (keys[i] >>> shift)]] = keys[i];
        }
        long[] sorted = dealt;
        dealt = keys;
        keys = sorted;
    }
}
