package dev.enso.timers;

import java.util.Arrays;

/**
 * First-in-first-out lists of timers, kept in chunks of 13, and the bitmaps that say which lists hold any.
 *
 * <p>A chunk is 16 ints, one cache line: three for the chain and the count, and 13 for the rows of the slab; the deadlines
 * stand at the same places in an array of longs. Going through a list therefore reads memory in order, and taking a timer
 * out touches its own line and no neighbours: its row is replaced by 0, and going through the list passes over it. (Timers
 * that are linked one to the other cost a cache miss for each when a list is gone through, and two for both neighbours when
 * one is taken out.) A chunk that becomes empty is unlinked. One that becomes sparse is joined with a neighbour if both
 * together fill no more than two thirds, so that lists from which most timers were taken don't keep their size.
 *
 * <p>A timer's place is its position in the array; places below 16 don't exist, so that 0 means none.
 */
final class ChunkLists {
    static final int NONE = 0;
    /** Ints in a chunk. */
    static final int CHUNK = 16;
    /** The first of them that holds a row. */
    static final int FIRST = 3;

    private static final int NEXT = 0;
    private static final int PREVIOUS = 1;
    /** The number of the list, above four bits for how many rows are in use. */
    private static final int OWNER = 2;

    private static final int COUNT_BITS = 4;
    private static final int COUNT = (1 << COUNT_BITS) - 1;
    private static final int JOINED_AT_MOST = 9;
    /** Chunks look for a neighbour to join when they come down to either number of rows. */
    private static final int SPARSE = 6;

    private static final int SPARSER = 3;

    /**
     * Chunk c begins at 16·c less this: behind an array's header of 16 bytes, chunks coincide with cache lines then, if the
     * array itself does, as large ones do.
     */
    static final int ROWS_SHIFT = 4;

    static final int TIMES_SHIFT = 2;
    private static final int CHUNKS_AT_MOST = (Integer.MAX_VALUE - 64) / CHUNK;

    private final TimerSlab slab;
    /** This list is never thinned, so that who reads it from its front finds it as it was left. */
    private final int steady;
    /** By list: its first chunk, and the place behind its last timer, a multiple of 16 when there is no room. */
    private final int[] head;

    private final int[] end;
    final long[] occupied;
    /** Bit l is set when {@code occupied[l]} is not 0. */
    int levels;

    int[] rows;
    long[] times;
    /** Chunks that were given back, through NEXT; all their rows are 0. */
    private int free;
    /** Where the least chunk begins that was never used. */
    private int unused = CHUNK;

    private int available;

    ChunkLists(TimerSlab slab, int lists, int steady, int capacity) {
        this.slab = slab;
        this.steady = steady;
        head = new int[lists];
        end = new int[lists];
        occupied = new long[(lists + Long.SIZE - 1) / Long.SIZE];
        available = (int) Math.min(CHUNKS_AT_MOST, capacity / 10L + 100);
        rows = new int[rowsFor(available)];
        times = new long[timesFor(available)];
    }

    private static int rowsFor(int chunks) {
        return (chunks + 1) * CHUNK - ROWS_SHIFT;
    }

    private static int timesFor(int chunks) {
        return (chunks + 1) * CHUNK - TIMES_SHIFT;
    }

    int rowAt(int place) {
        return rows[place - ROWS_SHIFT];
    }

    long timeAt(int place) {
        return times[place - TIMES_SHIFT];
    }

    boolean isEmpty(int list) {
        return head[list] == NONE;
    }

    int head(int list) {
        return head[list];
    }

    int next(int chunk) {
        return rows[chunk + NEXT - ROWS_SHIFT];
    }

    long bytes() {
        return rows.length * (long) Integer.BYTES + times.length * (long) Long.BYTES;
    }

    /**
     * Makes sure that so many chunks can be had without an allocation.
     *
     * @throws OutOfMemoryError with everything as it was
     */
    void reserve(int chunks) {
        if (available < chunks) {
            grow(chunks);
        }
    }

    private void grow(int chunks) {
        int has = rows.length / CHUNK;
        int grown = (int) Math.min(CHUNKS_AT_MOST, has + (has >> 2) + (long) chunks);
        if (grown < has + chunks) {
            throw new OutOfMemoryError("a wheel can't hold more than " + CHUNKS_AT_MOST + " chunks of timers");
        }
        int[] grownRows = Arrays.copyOf(rows, rowsFor(grown));
        times = Arrays.copyOf(times, timesFor(grown));
        rows = grownRows;
        available += grown - has;
    }

    /** Appends a timer; a chunk must be {@link #reserve reserved}. */
    void append(int list, int row, long time) {
        int place = end[list];
        if ((place & CHUNK - 1) == 0) {
            place = extend(list);
        }
        end[list] = place + 1;
        rows[place - ROWS_SHIFT] = row;
        times[place - TIMES_SHIFT] = time;
        rows[(place & -CHUNK) + OWNER - ROWS_SHIFT]++;
        slab.place(row, place);
    }

    /** @return the first place of a new last chunk */
    private int extend(int list) {
        int chunk = free;
        if (chunk != NONE) {
            free = next(chunk);
        } else {
            chunk = unused;
            unused += CHUNK;
        }
        available--;
        // The end of a list whose last chunk is full stands right behind that chunk.
        int last = end[list] - CHUNK;
        if (head[list] == NONE) {
            last = NONE;
            head[list] = chunk;
            occupied[list / Long.SIZE] |= 1L << list;
            levels |= 1 << (list / Long.SIZE);
        } else {
            set(last, NEXT, chunk);
        }
        set(chunk, NEXT, NONE);
        set(chunk, PREVIOUS, last);
        set(chunk, OWNER, list << COUNT_BITS);
        return chunk + FIRST;
    }

    private void set(int chunk, int field, int value) {
        rows[chunk + field - ROWS_SHIFT] = value;
    }

    private int get(int chunk, int field) {
        return rows[chunk + field - ROWS_SHIFT];
    }

    /** Takes the timer at a place out of its list. */
    void remove(int place) {
        rows[place - ROWS_SHIFT] = 0;
        int chunk = place & -CHUNK;
        int owner = rows[chunk + OWNER - ROWS_SHIFT] - 1;
        rows[chunk + OWNER - ROWS_SHIFT] = owner;
        int count = owner & COUNT;
        if (count == 0) {
            unlink(chunk, owner >>> COUNT_BITS);
        } else if ((count == SPARSE || count == SPARSER) && owner >>> COUNT_BITS != steady) {
            thin(chunk, count);
        }
    }

    private void unlink(int chunk, int list) {
        int next = get(chunk, NEXT);
        int previous = get(chunk, PREVIOUS);
        if (previous != NONE) {
            set(previous, NEXT, next);
        } else {
            head[list] = next;
        }
        if (next != NONE) {
            set(next, PREVIOUS, previous);
        } else {
            // What room the chunk before has left may lie between its timers: it counts as full.
            end[list] = previous == NONE ? 0 : previous + CHUNK;
        }
        if (head[list] == NONE) {
            vacate(list);
        }
        give(chunk);
    }

    private void vacate(int list) {
        int level = list / Long.SIZE;
        if ((occupied[level] &= ~(1L << list)) == 0) {
            levels &= ~(1 << level);
        }
    }

    /** Gives back a chunk without timers. */
    private void give(int chunk) {
        set(chunk, NEXT, free);
        free = chunk;
        available++;
    }

    /** Joins a chunk with a neighbour, unless both have too many timers. The last chunk is still growing and left alone. */
    private void thin(int chunk, int count) {
        int next = get(chunk, NEXT);
        if (next == NONE) {
            return;
        }
        int previous = get(chunk, PREVIOUS);
        if (get(next, NEXT) != NONE && count + (get(next, OWNER) & COUNT) <= JOINED_AT_MOST) {
            join(chunk, next);
        } else if (previous != NONE && count + (get(previous, OWNER) & COUNT) <= JOINED_AT_MOST) {
            join(previous, chunk);
        }
    }

    /** Moves the timers of the later chunk to the earlier one, in order. */
    private void join(int earlier, int later) {
        int place = pack(later, pack(earlier, earlier + FIRST));
        int owner = get(earlier, OWNER);
        set(earlier, OWNER, (owner & ~COUNT) | (place - earlier - FIRST));
        unlink(later, owner >>> COUNT_BITS);
    }

    private int pack(int chunk, int to) {
        int place = to;
        for (int from = chunk + FIRST; from < chunk + CHUNK; from++) {
            int row = rows[from - ROWS_SHIFT];
            if (row != 0) {
                rows[from - ROWS_SHIFT] = 0;
                rows[place - ROWS_SHIFT] = row;
                times[place - TIMES_SHIFT] = times[from - TIMES_SHIFT];
                slab.place(row, place++);
            }
        }
        return place;
    }

    /**
     * Empties a list, and hands out its first chunk: its timers have no place now. Each chunk is to be {@link #release
     * released} when its timers have been read.
     */
    int detach(int list) {
        int chunk = head[list];
        head[list] = NONE;
        end[list] = 0;
        vacate(list);
        return chunk;
    }

    /** @return the chunk after it, or NONE */
    int release(int chunk) {
        int next = next(chunk);
        int from = chunk + FIRST - ROWS_SHIFT;
        Arrays.fill(rows, from, from + CHUNK - FIRST, 0);
        give(chunk);
        return next;
    }

    /** Hangs a whole list, which is not empty, behind another one. */
    void splice(int list, int behind) {
        int first = head[list];
        for (int chunk = first; chunk != NONE; chunk = next(chunk)) {
            set(chunk, OWNER, (behind << COUNT_BITS) | (get(chunk, OWNER) & COUNT));
        }
        int last = lastChunk(behind);
        if (last == NONE) {
            head[behind] = first;
        } else {
            set(last, NEXT, first);
            set(first, PREVIOUS, last);
        }
        end[behind] = end[list];
        head[list] = NONE;
        end[list] = 0;
        vacate(list);
        occupied[behind / Long.SIZE] |= 1L << behind;
        levels |= 1 << (behind / Long.SIZE);
    }

    private int lastChunk(int list) {
        // A full one ends where the next would begin.
        return head[list] == NONE ? NONE : end[list] - 1 & -CHUNK;
    }
}
