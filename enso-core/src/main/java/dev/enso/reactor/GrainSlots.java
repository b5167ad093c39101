package dev.enso.reactor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ready children of a group in the order of their virtual runtimes, to the grain: whoever is in the least grain goes next,
 * and among those who came first.
 *
 * <p>A calendar (after R. Brown's calendar queue) of 64 grains from the one that was served last on, each a list, with a bit for
 * each that is not empty: adding and taking cost the same whatever the number. What lies further ahead waits in {@link
 * OrderedSlots}, O(log n). So tasks whose polls are quick are all in the calendar, however much they differ; those whose polls
 * take longer than it reaches, about 16 µs for a share of the default, can afford the other.
 */
final class GrainSlots {
    /** Bits of a grain: 256 ns of virtual runtime. */
    static final int BITS = 8;

    private static final int GRAINS = Long.SIZE;
    private static final int NONE = -1;

    /** The first and the last entry of the list of each grain; only of those that are not empty. */
    private int[] head = new int[GRAINS];

    private int[] tail = new int[GRAINS];
    /** Which of them are not empty. */
    private long filled;
    /** The grain that was served last; nothing in the calendar is before it. */
    private long current;

    // The entries of the lists, and of the free ones.
    private int[] ids = new int[16];
    private long[] keys = new long[16];
    private int[] next = new int[16];
    private int free;
    private int near;

    private OrderedSlots far = new OrderedSlots();
    private long takenKey;

    GrainSlots() {
        chain(0);
    }

    /** Entries from this one on are free. */
    private void chain(int from) {
        for (int i = from; i < next.length; i++) {
            next[i] = i + 1 < next.length ? i + 1 : NONE;
        }
        free = from;
    }

    void add(long key, int id) {
        long grain = Math.max(key >> BITS, current);
        if (grain - current >= GRAINS) {
            far.add(key, id);
            return;
        }
        if (free == NONE) {
            grow();
        }
        int entry = free;
        free = next[entry];
        ids[entry] = id;
        keys[entry] = key;
        next[entry] = NONE;
        int at = (int) grain & (GRAINS - 1);
        if ((filled & (1L << at)) == 0) {
            filled |= 1L << at;
            head[at] = entry;
        } else {
            next[tail[at]] = entry;
        }
        tail[at] = entry;
        near++;
    }

    private void grow() {
        int old = ids.length;
        ids = Arrays.copyOf(ids, old << 1);
        keys = Arrays.copyOf(keys, old << 1);
        next = Arrays.copyOf(next, old << 1);
        chain(old);
    }

    boolean isEmpty() {
        return filled == 0 && far.isEmpty();
    }

    int size() {
        return near + far.size();
    }

    /** Takes out who goes next; only when not empty. {@link #takenKey} tells the key. */
    int take() {
        if (filled == 0) {
            return takeFar();
        }
        long grain = current + Long.numberOfTrailingZeros(Long.rotateRight(filled, (int) current));
        int at = (int) grain & (GRAINS - 1);
        int entry = head[at];
        if (!far.isEmpty() && far.leastKey() < keys[entry]) {
            return takeFar();
        }
        current = grain;
        if (entry == tail[at]) {
            filled &= ~(1L << at);
        } else {
            head[at] = next[entry];
        }
        next[entry] = free;
        free = entry;
        near--;
        takenKey = keys[entry];
        return ids[entry];
    }

    private int takeFar() {
        int id = far.take();
        takenKey = far.takenKey();
        current = Math.max(current, takenKey >> BITS);
        return id;
    }

    /** The key of what was taken last. */
    long takenKey() {
        return takenKey;
    }

    /** What is in it now, in order. */
    List<Integer> snapshot() {
        GrainSlots copy = copy();
        ArrayList<Integer> all = new ArrayList<>(size());
        while (!copy.isEmpty()) {
            all.add(copy.take());
        }
        return all;
    }

    private GrainSlots copy() {
        GrainSlots copy = new GrainSlots();
        copy.head = head.clone();
        copy.tail = tail.clone();
        copy.filled = filled;
        copy.current = current;
        copy.ids = ids.clone();
        copy.keys = keys.clone();
        copy.next = next.clone();
        copy.free = free;
        copy.near = near;
        copy.far = far.copy();
        return copy;
    }
}
