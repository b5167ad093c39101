package dev.enso.reactor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ready tasks in the order in which they became so: a growing ring of slot numbers. Numbers and not references, because the
 * garbage collector's store barrier would cost as much as all the rest of a reschedule.
 */
final class SlotRing {
    private int[] slots = new int[64];
    private int first;
    private int end;

    SlotRing() {
        this(0);
    }

    /** Whose indices begin at this number, for tests that want to see them wrap. */
    SlotRing(int start) {
        this.first = start;
        this.end = start;
    }

    void add(int slot) {
        int[] ring = slots;
        if (end - first == ring.length) {
            ring = grow();
        }
        ring[end++ & (ring.length - 1)] = slot;
    }

    private int[] grow() {
        int[] old = slots;
        int[] ring = Arrays.copyOf(old, old.length << 1);
        int shift = first & (old.length - 1);
        System.arraycopy(old, shift, ring, 0, old.length - shift);
        System.arraycopy(old, 0, ring, old.length - shift, shift);
        first = 0;
        end = old.length;
        slots = ring;
        return ring;
    }

    boolean isEmpty() {
        return first == end;
    }

    int size() {
        return end - first;
    }

    /** Only when not empty. */
    int take() {
        int[] ring = slots;
        return ring[first++ & (ring.length - 1)];
    }

    /** What is in it now, in order. */
    List<Integer> snapshot() {
        ArrayList<Integer> all = new ArrayList<>(size());
        for (int i = first; i != end; i++) {
            all.add(slots[i & (slots.length - 1)]);
        }
        return all;
    }
}
