package dev.enso.reactor;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many more spawns of each level goals allow, told to threads that can't see the load: they take places before they come,
 * so that a burst takes no more than there were, and who finds none knows it at once. Places that are taken and whose tasks
 * are still on their way are counted by both sides: the limit is what has arrived, and what may come besides.
 *
 * <p>{@code taken} only rises, by compare-and-set of whoever takes a place; {@code limit} is the owner's, volatile.
 */
final class Room {
    /** Places told at a time at most; what more there is, is told when some of them have been used. */
    static final int MOST = 64;

    private final AtomicLongArray taken;
    private final AtomicLongArray limit;
    /** Owner only: tasks that had a place and have come. */
    private final long[] arrived;
    /** Owner only: one has come since the places were told. */
    private boolean used;
    /** Set by whoever finds no place, cleared by the owner before it tells them anew. */
    private volatile boolean wanted;

    Room(int levels) {
        taken = new AtomicLongArray(levels);
        limit = new AtomicLongArray(levels);
        arrived = new long[levels];
        for (int level = 0; level < levels; level++) {
            limit.set(level, MOST);
        }
    }

    /** Any thread: takes a place; false when there is none. */
    boolean take(int level) {
        while (true) {
            long count = taken.get(level);
            if (count >= limit.get(level)) {
                wanted = true;
                return false;
            }
            if (taken.compareAndSet(level, count, count + 1)) {
                return true;
            }
        }
    }

    /** Owner: a task that took a place is here, and from now on part of the load. */
    void arrived(int level) {
        arrived[level]++;
        used = true;
    }

    /** Owner: places have been used, or were missed, since they were told. */
    boolean isStale() {
        return used || wanted;
    }

    /** Owner: before {@link #tell}. */
    void beginTelling() {
        used = false;
        wanted = false;
    }

    /** Owner: as many more may come, as far as the load of now can say. */
    void tell(int level, int places) {
        limit.set(level, arrived[level] + places);
    }
}
