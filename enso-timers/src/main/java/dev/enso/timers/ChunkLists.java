package dev.enso.timers;

import java.util.Arrays;

/**
 * First-in-first-out lists of timers, kept in chunks of 13, and the bitmaps that say which lists hold any.
 *
 * <p>A chunk is 16 ints, one cache line: three for the chain and the count, and 13 for the rows of the slab; the deadlines
 * stand in the same order in an array of longs. Going through a list therefore reads memory in order, and taking a timer
 * out touches its own line and no neighbours: its row is replaced by 0, and going through the list passes over it. (Timers
 * that are linked one to the other cost a cache miss for each when a list is gone through, and two for both neighbours when
 * one is taken out.) A chunk that becomes empty is unlinked. Cancelling leaves chunks sparse, and nothing is done about it
 * until room is wanted: while all chunks are in use and hold less than five timers on average, each
 * arming looks at some, and joins a chunk with its neighbour if both fill no more than two thirds. (Joining them as
 * soon as they are sparse doubled the time to cancel, and mostly moved timers that were to be cancelled next.)
 *
 * <p>A timer's place is its position in the array; places below 16 don't exist, so that 0 means none.
 */
final class ChunkLists {
    static final int NONE = 0;
    private static final int CHUNK_BITS = 4;
    /** Ints in a chunk. */
    static final int CHUNK = 1 << CHUNK_BITS;
    /** The first of them that holds a row. */
    static final int FIRST = 3;

    private static final int NEXT = 0;
    private static final int PREVIOUS = 1;
    /** The number of the list, above four bits for how many rows are in use. */
    private static final int OWNER = 2;

    private static final int COUNT_BITS = 4;
    private static final int COUNT = (1 << COUNT_BITS) - 1;
    private static final int JOINED_AT_MOST = 8;
    /** Timers in a chunk, on average over all chunks, from which on there is nothing to be gained from joining some. */
    private static final int FILLED_AT_LEAST = 5;
    /** Chunks that one arming looks at, at most. */
    private static final int LOOKS = 4;

    /**
     * Chunk c begins at 16·c less this: behind an array's header of 16 bytes, chunks coincide with cache lines then, if the
     * array itself does, as large ones do.
     */
    private static final int ROWS_SHIFT = 4;

    private static final int CHUNKS_AT_MOST = (Integer.MAX_VALUE - 64) / CHUNK;

    private final TimerSlab slab;
    /** This list is never made shorter by joining, so that who reads it from its front finds it as it was left. */
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
    /** The chunk that was looked at last for whether it is sparse. */
    private int looked;

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
        return chunks * (CHUNK - FIRST);
    }

    int rowAt(int place) {
        return rows[place - ROWS_SHIFT];
    }

    long timeAt(int place) {
        return times[time(place)];
    }

    /** The deadlines have no gaps where chunks begin. */
    private static int time(int place) {
        return place - (place >>> CHUNK_BITS) * FIRST - CHUNK;
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
        int grown = (int) Math.min(CHUNKS_AT_MOST, has + (has >> 3) + (long) chunks);
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
        times[time(place)] = time;
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
        if ((owner & COUNT) == 0) {
            unlink(chunk, owner >>> COUNT_BITS);
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

    /**
     * Joins sparse chunks if it is time for that. It is before an arming; while timers are moved it isn't, for some chunks are
     * on no list then.
     */
    void thin() {
        // No chunk is free, so all those below are in use.
        if (free == NONE && isSparse()) {
            for (int looks = 0; looks < LOOKS && free == NONE; looks++) {
                looked += CHUNK;
                if (looked >= unused) {
                    looked = CHUNK;
                }
                thin(looked);
            }
        }
    }

    private boolean isSparse() {
        // The last chunk of a list can't be joined; most lists are empty.
        return unused / CHUNK > slab.live() / FILLED_AT_LEAST + head.length / 4;
    }

    /** Joins a chunk with the next, unless that is the last, which is still growing, or both have too many timers. */
    private void thin(int chunk) {
        int next = get(chunk, NEXT);
        int owner = get(chunk, OWNER);
        if (next != NONE
                && get(next, NEXT) != NONE
                && (owner & COUNT) + (get(next, OWNER) & COUNT) <= JOINED_AT_MOST
                && owner >>> COUNT_BITS != steady) {
            join(chunk, next);
        }
    }

    /** Moves the timers of the later chunk to the earlier one, in order. */
    private void join(int earlier, int later) {
        int place = pack(later, pack(earlier, earlier + FIRST));
        int owner = get(earlier, OWNER);
        set(earlier, OWNER, (owner & ~COUNT) | (place - earlier - FIRST));
        Arrays.fill(rows, place - ROWS_SHIFT, earlier + CHUNK - ROWS_SHIFT, 0);
        Arrays.fill(rows, later + FIRST - ROWS_SHIFT, later + CHUNK - ROWS_SHIFT, 0);
        unlink(later, owner >>> COUNT_BITS);
    }

    private int pack(int chunk, int to) {
        int place = to;
        for (int from = chunk + FIRST; from < chunk + CHUNK; from++) {
            int row = rows[from - ROWS_SHIFT];
            rows[place - ROWS_SHIFT] = row;
            times[time(place)] = times[time(from)];
            // Row 0 has no timer and may be placed anywhere: a branch would be mispredicted about every other time.
            slab.place(row, place);
            place += one(row);
        }
        return place;
    }

    /** 1 for a row, 0 for 0, without a branch. */
    static int one(int row) {
        return -row >>> (Integer.SIZE - 1);
    }

    /** @return how many timers are in a list, or more than {@code most} */
    int count(int list, int most) {
        int count = 0;
        for (int chunk = head[list]; chunk != NONE && count <= most; chunk = next(chunk)) {
            count += get(chunk, OWNER) & COUNT;
        }
        return count;
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
