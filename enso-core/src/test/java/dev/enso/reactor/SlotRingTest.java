package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Discipline;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.TestContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Slots in order, the ring that grows under them, and what disciplines show of it. */
class SlotRingTest {
    private static final int TASKS = 1000;

    private final SlotRing ring = new SlotRing();

    @Test
    void slots_comeOutInOrder() {
        for (int i = 0; i < TASKS; i++) {
            ring.add(i);
            assertEquals(i + 1, ring.size());
        }
        for (int i = 0; i < TASKS; i++) {
            assertEquals(i, ring.take());
        }
        assertTrue(ring.isEmpty());
    }

    /** The indices go on counting past the greatest int; the ring starts shortly before. */
    @Test
    void slots_comeOutInOrderAlsoWhereTheIndicesWrap() {
        for (int start : new int[] {0, 63, 64, Integer.MAX_VALUE - 100, Integer.MIN_VALUE, -3}) {
            SlotRing wrapping = new SlotRing(start);
            for (int filled : new int[] {1, 63, 64, 65, 500}) {
                for (int i = 0; i < filled; i++) {
                    wrapping.add(i);
                }
                assertEquals(filled, wrapping.size());
                for (int i = 0; i < filled; i++) {
                    assertEquals(i, wrapping.take(), "start " + start + ", filled " + filled);
                }
                assertTrue(wrapping.isEmpty());
            }
        }
    }

    @Test
    void anyOrderOfAddsAndTakes_isAQueue() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ArrayDeque<Integer> model = new ArrayDeque<>();
            SlotRing queue = new SlotRing(random.nextInt());
            int bias = 30 + random.nextInt(40);
            for (int step = 0; step < 5000; step++) {
                if (model.size() < TASKS && random.nextInt(100) < bias) {
                    int slot = random.nextInt(TASKS);
                    queue.add(slot);
                    model.add(slot);
                } else if (!model.isEmpty()) {
                    assertEquals(model.poll(), queue.take(), "seed " + seed + ", step " + step);
                }
                assertEquals(model.size(), queue.size(), "seed " + seed + ", step " + step);
            }
        }
    }

    @Test
    void disciplines_showTheirGroupsAsStreams() throws Exception {
        for (Scheduling scheduling : List.of(Scheduling.ROUND_ROBIN, Scheduling.WEIGHTED)) {
            Scheduler scheduler = scheduling.create(() -> 0);
            int group = scheduling == Scheduling.WEIGHTED ? Priority.NORMAL.ordinal() : 0;
            scheduler.ready(5, Priority.NORMAL.ordinal());
            scheduler.ready(6, Priority.NORMAL.ordinal());
            Discipline<Integer> discipline = scheduler;
            List<Integer> seen = new ArrayList<>();
            Stream<Integer> stream = discipline.select(group);
            while (stream.poll(new TestContext()) == Polled.READY) {
                seen.add(stream.head());
                stream = stream.tail();
            }
            assertEquals(List.of(5, 6), seen);
            assertEquals(2, scheduler.size(), "looking takes nothing out");
            assertEquals(5, scheduler.select());
            assertEquals(6, scheduler.select());
            assertEquals(Scheduler.NONE, scheduler.select());
            assertTrue(scheduler.isEmpty());
        }
    }

    @Test
    void roundRobin_disregardsLevels() {
        RoundRobin scheduler = new RoundRobin();
        for (int i = 0; i < 20; i++) {
            scheduler.ready(i, i % Priority.values().length);
        }
        for (int i = 0; i < 20; i++) {
            assertFalse(scheduler.isEmpty());
            assertEquals(i, scheduler.select());
        }
        assertEquals(Scheduler.NONE, scheduler.select());
    }

    @Test
    void roundRobin_onAReactorPollsInTurn() {
        Rig rig = Rig.of(1, builder -> builder.scheduling(Scheduling.ROUND_ROBIN));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Priority priority = Priority.values()[i];
            rig.reactor().spawn(TaskOptions.defaults().priority(priority), new Probe((self, cx) -> {
                order.add(number);
                cx.waker().wake();
                return self.polls < 3 ? Polled.PENDING : Polled.READY;
            }));
        }
        rig.settle();
        assertEquals(List.of(0, 1, 2, 0, 1, 2, 0, 1, 2), order);
    }
}
