package dev.enso.timers;

/**
 * The structure of the wheel: which list a deadline belongs to, and how time moves timers from list to list until they are
 * due.
 *
 * <p>Level l divides time into slots 64^l ns wide; 11 levels of 64 slots reach over all 63 bits. {@code base} is the
 * wheel's hand. A timer is at the level of the highest base-64 digit in which its deadline differs from {@code base}, in the
 * slot that this digit of the deadline names:
 *
 * <pre>
 *   level = (63 - numberOfLeadingZeros(deadline ^ base)) / 6        slot = (deadline &gt;&gt;&gt; 6 * level) &amp; 63
 * </pre>
 *
 * <p>So nothing wraps round: all timers of one level lie within one slot of the level above it, those on a lower level come
 * before those on a higher one, and a lower slot before a higher one. The next slot is found with two counts of trailing
 * zeros, over the bitmap of levels that hold something and over that level's bitmap of slots.
 *
 * <p>Moving {@code base} forward leaves every timer in its right place as long as the new base lies before the start of the
 * next slot. When that slot begins at or before now, {@code base} enters it and its timers are placed anew, on finer levels.
 * That is all a poll does; there are no ticks, so time in which nothing is armed is passed in one step.
 *
 * <p>Order of ties. The place of a deadline is a function of {@code base}, so timers with one deadline always share one
 * list; lists are kept first in, first out, and moved in that order. Hence no sequence numbers.
 *
 * <p>Order of deadlines. The lowest level is one nanosecond wide, so moving timers down sorts them: a radix sort that runs
 * while time passes. It needn't be run to its end: a slot that holds few timers is sorted at once.
 *
 * <p>Three more lists complete it. DUE holds timers whose deadline is at or before {@code base}, sorted: what a poll found
 * and its limit did not let it fire. LATE holds, in order of arming, those that were armed when their deadline had passed;
 * the next poll brings them to their places. A waker that arms a timer for now therefore can't keep a poll going for ever.
 * OUT_OF_ORDER is used only during a poll.
 *
 * <p>Invariants: base ≤ time. DUE: deadline ≤ base. Slots: deadline &gt; base. LATE: deadline ≤ time.
 */
final class Levels {
    private static final int DIGIT = 6;
    private static final int SLOTS = 1 << DIGIT;
    private static final int LEVELS = 11;
    private static final int LEVELS_MASK = (1 << LEVELS) - 1;
    /** Lists of their own behind those of the levels; numbered so that they too have their bits in the bitmaps. */
    private static final int DUE = LEVELS * SLOTS;

    private static final int LATE = DUE + 1;
    private static final int OUT_OF_ORDER = DUE + 2;
    private static final int LISTS = DUE + 3;
    private static final int WAITING = 1 << LEVELS;
    /** Most chunks that moving the timers of one list can take, beyond those that it gives back. */
    private static final int SPARE_CHUNKS = SLOTS + 2;

    /** A slot with no more timers than this is sorted directly. */
    private static final int FEW = 1 << FewTimers.BITS;

    /** Slots up to this level are so narrow that offset and position fit into one long. */
    private static final int SORTABLE_LEVELS = (Long.SIZE - 1 - FewTimers.BITS) / DIGIT;

    /** How many timers of the next slot {@link #nextDeadline()} looks at before it settles for a bound. */
    private static final int LOOK = 64;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long UNKNOWN = -1;

    private final ChunkLists lists;
    private final FewTimers few;
    private long base;
    private long time;
    /** The least deadline in the slots, or UNKNOWN; and the row of a timer that has it. */
    private long least = UNKNOWN;

    private int leastRow;
    /** The greatest deadline that was in DUE since it was last empty. */
    private long lastDue;
    /** Where to look for the first timer in DUE, if that place is in its first chunk. */
    private int cursor;

    Levels(TimerSlab slab, int capacity) {
        lists = new ChunkLists(slab, LISTS, DUE, capacity);
        few = new FewTimers(slab);
    }

    /** The greatest time seen. */
    long time() {
        return time;
    }

    /**
     * Makes sure that one timer can be placed without an allocation.
     *
     * @throws OutOfMemoryError with everything as it was
     */
    void reserve() {
        lists.thin();
        lists.reserve(1);
    }

    /** Places a timer; room must be reserved. */
    void enlist(int row, long deadline) {
        if (deadline <= time) {
            lists.append(LATE, row, deadline);
        } else {
            if (deadline < least) {
                least = deadline;
                leastRow = row;
            }
            lists.append(slot(deadline), row, deadline);
        }
    }

    /** Takes out a timer that stands at a place. */
    void delist(int row, int place) {
        if (row == leastRow) {
            leastRow = 0;
            least = UNKNOWN;
        }
        lists.remove(place);
    }

    long deadline(int place) {
        return lists.timeAt(place);
    }

    int row(int place) {
        return lists.rowAt(place);
    }

    long bytes() {
        return lists.bytes();
    }

    private int slot(long deadline) {
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(deadline ^ base)) / DIGIT;
        return level * SLOTS + ((int) (deadline >>> (level * DIGIT)) & (SLOTS - 1));
    }

    boolean isEmpty() {
        return lists.levels == 0;
    }

    /** The least deadline, 0 when it has passed, or what may be less when many timers share a slot. */
    long nextDeadline() {
        if ((lists.levels & WAITING) != 0) {
            return 0;
        }
        if (least == UNKNOWN) {
            findLeast();
        }
        return least;
    }

    private void findLeast() {
        int mask = lists.levels & LEVELS_MASK;
        if (mask == 0) {
            least = NEVER;
            return;
        }
        int level = Integer.numberOfTrailingZeros(mask);
        int slot = Long.numberOfTrailingZeros(lists.occupied[level]);
        long found = NEVER;
        int foundRow = 0;
        int looked = 0;
        for (int chunk = lists.head(level * SLOTS + slot); chunk != ChunkLists.NONE; chunk = lists.next(chunk)) {
            for (int place = chunk + ChunkLists.FIRST; place < chunk + ChunkLists.CHUNK; place++) {
                int row = lists.rowAt(place);
                if (row != 0) {
                    if (++looked > LOOK) {
                        least = slotStart(level, slot);
                        leastRow = 0;
                        return;
                    }
                    if (foundRow == 0 || lists.timeAt(place) < found) {
                        found = lists.timeAt(place);
                        foundRow = row;
                    }
                }
            }
        }
        least = found;
        leastRow = foundRow;
    }

    /** Where the next slot begins, or NEVER when all are empty. (No slot can begin later than that.) */
    private long nextSlotStart() {
        int mask = lists.levels & LEVELS_MASK;
        if (mask == 0) {
            return NEVER;
        }
        int level = Integer.numberOfTrailingZeros(mask);
        return slotStart(level, Long.numberOfTrailingZeros(lists.occupied[level]));
    }

    private long slotStart(int level, int slot) {
        int shift = level * DIGIT;
        // Two shifts, because on the top level their sum exceeds a long's width.
        return base >>> shift >>> DIGIT << DIGIT << shift | (long) slot << shift;
    }

    /**
     * Lets time pass; a time that is less than the greatest seen counts as that.
     *
     * @return false when nothing can be due, and nothing needs to be moved
     */
    boolean passTo(long now) {
        if (now > time) {
            time = now;
        }
        if ((lists.levels & WAITING) == 0 && nextSlotStart() > time) {
            arrive();
            return false;
        }
        return true;
    }

    /** The hand comes to now: nothing that is armed is due, so a bound that has passed was for what was cancelled since. */
    private void arrive() {
        base = time;
        if (least <= time) {
            least = UNKNOWN;
            leastRow = 0;
        }
    }

    /** Brings timers that were armed late to their places. */
    void settle() {
        cursor = ChunkLists.NONE;
        if (!lists.isEmpty(LATE)) {
            placeLate();
        }
        if (!lists.isEmpty(OUT_OF_ORDER)) {
            new DueOrder(lists).restore(DUE, OUT_OF_ORDER);
        }
    }

    /**
     * The place of the timer that is to fire next, by deadline and then by order of arming, or 0 when nothing is due; between
     * {@link #settle} and the next arming that is followed by another {@code settle}.
     */
    int firstDue() {
        while (lists.isEmpty(DUE)) {
            if (!advance()) {
                return ChunkLists.NONE;
            }
        }
        int place = lists.head(DUE);
        if ((cursor & -ChunkLists.CHUNK) == place) {
            place = cursor;
        } else {
            place += ChunkLists.FIRST;
        }
        while (lists.rowAt(place) == 0) {
            place++;
        }
        cursor = place;
        return place;
    }

    /**
     * Moves the hand towards {@code time} by a slot.
     *
     * @return false when the hand arrived
     */
    private boolean advance() {
        int mask = lists.levels & LEVELS_MASK;
        if (mask == 0) {
            arrive();
            return false;
        }
        int level = Integer.numberOfTrailingZeros(mask);
        int slot = Long.numberOfTrailingZeros(lists.occupied[level]);
        long start = slotStart(level, slot);
        if (start > time) {
            arrive();
            return false;
        }
        enter(level, level * SLOTS + slot, start);
        return true;
    }

    /** Empties a slot that has begun. DUE is empty. */
    private void enter(int level, int list, long start) {
        lists.reserve(SPARE_CHUNKS);
        least = UNKNOWN;
        leastRow = 0;
        lastDue = 0;
        cursor = ChunkLists.NONE;
        if (level == 0) {
            base = start;
            lastDue = start;
            lists.splice(list, DUE);
            return;
        }
        int count = level <= SORTABLE_LEVELS ? lists.count(list, FEW) : FEW + 1;
        if (count <= FEW) {
            lists.reserve(count);
            base = Math.min(start + (1L << (level * DIGIT)) - 1, time);
            sort(level, list, start);
        } else {
            base = start;
            cascade(list);
        }
    }

    /** Places the few timers of a slot anew, in the order of their deadlines. */
    private void sort(int level, int list, long start) {
        few.clear();
        for (int chunk = lists.detach(list); chunk != ChunkLists.NONE; chunk = lists.release(chunk)) {
            for (int place = chunk + ChunkLists.FIRST; place < chunk + ChunkLists.CHUNK; place++) {
                few.add(lists.rowAt(place), lists.timeAt(place) - start);
            }
        }
        few.sort(level * DIGIT);
        for (int i = 0; i < few.count(); i++) {
            place(few.row(i), start + few.offset(i));
        }
    }

    /** Places the timers of a slot anew. */
    private void cascade(int list) {
        for (int chunk = lists.detach(list); chunk != ChunkLists.NONE; chunk = lists.release(chunk)) {
            for (int place = chunk + ChunkLists.FIRST; place < chunk + ChunkLists.CHUNK; place++) {
                int row = lists.rowAt(place);
                if (row != 0) {
                    place(row, lists.timeAt(place));
                }
            }
        }
    }

    private void place(int row, long deadline) {
        if (deadline <= base) {
            lastDue = deadline;
            lists.append(DUE, row, deadline);
        } else {
            lists.append(slot(deadline), row, deadline);
        }
    }

    private void placeLate() {
        // Where the hand lags behind, a late timer may still belong to any slot between.
        lists.reserve(base == time ? SPARE_CHUNKS : LISTS);
        if (lists.isEmpty(DUE)) {
            lastDue = 0;
        }
        least = UNKNOWN;
        leastRow = 0;
        for (int chunk = lists.detach(LATE); chunk != ChunkLists.NONE; chunk = lists.release(chunk)) {
            for (int place = chunk + ChunkLists.FIRST; place < chunk + ChunkLists.CHUNK; place++) {
                int row = lists.rowAt(place);
                if (row != 0) {
                    long deadline = lists.timeAt(place);
                    if (deadline < lastDue) {
                        lists.append(OUT_OF_ORDER, row, deadline);
                    } else {
                        place(row, deadline);
                    }
                }
            }
        }
    }
}
