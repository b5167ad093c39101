package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sorted run and the heap together are a priority queue. */
class OrderedSlotsTest {
    @Test
    void risingKeys_comeOutInOrder() {
        OrderedSlots slots = new OrderedSlots();
        for (int i = 0; i < 1_000; i++) {
            slots.add(i / 10, i);
            assertEquals(i + 1, slots.size());
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, slots.take());
            assertEquals(i / 10, slots.takenKey());
        }
        assertTrue(slots.isEmpty());
    }

    @Test
    void fallingKeys_comeOutInOrder() {
        OrderedSlots slots = new OrderedSlots();
        for (int i = 1_000; i-- > 0; ) {
            slots.add(i, i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, slots.take());
        }
        assertTrue(slots.isEmpty());
    }

    @Test
    void extremeKeys_areOrdered() {
        OrderedSlots slots = new OrderedSlots();
        slots.add(Long.MAX_VALUE, 1);
        slots.add(Long.MIN_VALUE, 2);
        slots.add(0, 3);
        slots.add(Long.MAX_VALUE, 4);
        assertEquals(List.of(2, 3, 1, 4), slots.snapshot());
        assertEquals(4, slots.size(), "a snapshot takes nothing out");
        assertEquals(2, slots.take());
        assertEquals(3, slots.take());
    }

    @Test
    void anyOrderOfAddsAndTakes_isAPriorityQueue() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            OrderedSlots slots = new OrderedSlots();
            PriorityQueue<Long> model = new PriorityQueue<>();
            List<Long> keyOf = new ArrayList<>();
            long range = 1L << random.nextInt(40);
            long rising = 0;
            for (int step = 0; step < 3_000; step++) {
                if (random.nextInt(100) < 55) {
                    // Some keys rise as virtual runtimes do, some come from anywhere.
                    rising += random.nextInt(3);
                    long key = random.nextInt(4) > 0 ? rising : random.nextLong(range);
                    slots.add(key, keyOf.size());
                    keyOf.add(key);
                    model.add(key);
                } else if (!model.isEmpty()) {
                    int id = slots.take();
                    long key = model.poll();
                    assertEquals(key, slots.takenKey());
                    assertEquals(key, keyOf.get(id));
                }
                assertEquals(model.size(), slots.size());
                assertEquals(model.isEmpty(), slots.isEmpty());
            }
        }
    }

    @Test
    void quantiles_areNeverTooSmallAndAtMostAQuarterTooLarge() {
        SplittableRandom random = new SplittableRandom(7);
        for (int bits = 0; bits < 63; bits++) {
            Quantiles quantiles = new Quantiles();
            long value = (1L << bits) + (bits == 0 ? 0 : random.nextLong(1L << bits));
            quantiles.add(value);
            long read = quantiles.perMille(990);
            assertTrue(read >= value && read <= value + value / 4 + 1, value + " was read back as " + read);
        }
        Quantiles quantiles = new Quantiles();
        assertEquals(0, quantiles.perMille(990));
        for (int i = 1; i <= 1_000; i++) {
            quantiles.add(i);
        }
        assertTrue(quantiles.perMille(990) >= 990 && quantiles.perMille(990) < 990 * 5 / 4 + 1);
        assertTrue(quantiles.perMille(500) >= 500 && quantiles.perMille(500) < 500 * 5 / 4 + 1);
        for (int i = 0; i < 20_000; i++) {
            quantiles.add(10);
        }
        assertFalse(quantiles.perMille(990) > 12, "what was long ago fades");
    }
}
