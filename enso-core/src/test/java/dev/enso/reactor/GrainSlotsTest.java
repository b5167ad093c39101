package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The calendar and what waits behind it are together a priority queue of grains. */
class GrainSlotsTest {
    private static final long GRAIN = 1L << GrainSlots.BITS;

    @Test
    void withinAGrain_whoCameFirstGoesFirst() {
        GrainSlots slots = new GrainSlots();
        slots.add(GRAIN + 5, 1);
        slots.add(GRAIN + 3, 2);
        slots.add(GRAIN - 1, 3);
        slots.add(GRAIN + 4, ~4);
        assertEquals(List.of(3, 1, 2, ~4), slots.snapshot());
        assertEquals(4, slots.size(), "a snapshot takes nothing out");
        assertEquals(3, slots.take());
        assertEquals(GRAIN - 1, slots.takenKey());
        assertEquals(1, slots.take());
        assertEquals(GRAIN + 5, slots.takenKey());
    }

    @Test
    void keysAheadOfTheCalendar_comeOutInOrder() {
        GrainSlots slots = new GrainSlots();
        for (int i = 1_000; i-- > 0; ) {
            slots.add(i * 10 * GRAIN, i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals(1_000 - i, slots.size());
            assertEquals(i, slots.take());
        }
        assertTrue(slots.isEmpty());
        slots.add(Long.MAX_VALUE, 1);
        slots.add(Long.MAX_VALUE - 1, 2);
        assertEquals(2, slots.take());
        assertEquals(1, slots.take());
        assertTrue(slots.isEmpty());
    }

    /** Who waits behind the calendar goes before those that came into it later and have more. */
    @Test
    void whoWaitsBehind_isNotOvertaken() {
        GrainSlots slots = new GrainSlots();
        slots.add(0, 0);
        slots.add(100 * GRAIN, 100);
        slots.take();
        slots.add(60 * GRAIN, 60);
        slots.take();
        slots.add(101 * GRAIN, 101);
        slots.add(99 * GRAIN, 99);
        assertEquals(List.of(99, 100, 101), slots.snapshot());
    }

    @Test
    void anyOrderOfAddsAndTakes_givesTheLeastGrain() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            GrainSlots slots = new GrainSlots();
            TreeMap<Long, Integer> grains = new TreeMap<>();
            List<Long> keyOf = new ArrayList<>();
            List<Boolean> out = new ArrayList<>();
            long ahead = GRAIN << random.nextInt(12);
            long reached = random.nextLong(1L << random.nextInt(1, 60));
            for (int step = 0; step < 3_000; step++) {
                if (random.nextInt(100) < 52) {
                    long key = reached + random.nextLong(ahead);
                    slots.add(key, keyOf.size());
                    keyOf.add(key);
                    out.add(false);
                    grains.merge(key / GRAIN, 1, Integer::sum);
                } else if (!grains.isEmpty()) {
                    int id = slots.take();
                    String where = "seed " + seed + ", step " + step;
                    assertTrue(!out.set(id, true), where);
                    long key = keyOf.get(id);
                    assertEquals(key, slots.takenKey(), where);
                    assertEquals(grains.firstKey(), key / GRAIN, where);
                    grains.merge(key / GRAIN, -1, (many, one) -> many == 1 ? null : many - 1);
                    reached = key;
                }
                assertEquals(grains.isEmpty(), slots.isEmpty());
                assertEquals(grains.values().stream().mapToInt(n -> n).sum(), slots.size());
            }
        }
    }
}
