package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TaskTableTest {
    private final Reactor reactor = Rig.one().reactor();

    private Task<String> task() {
        return new Task<>(reactor, Probe.pending(), TaskOptions.defaults());
    }

    @Test
    void slots_areReusedTheLatestFirstAndIdsNever() {
        TaskTable table = new TaskTable(3, 1 << 10);
        HashSet<Long> ids = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            Task<String> one = task();
            Task<String> two = task();
            assertTrue(ids.add(table.add(one)));
            assertTrue(ids.add(table.add(two)));
            assertEquals(2, table.live());
            assertSame(one, table.at(one.slot));
            table.remove(one.slot);
            Task<String> three = task();
            assertTrue(ids.add(table.add(three)));
            assertEquals(one.slot, three.slot);
            table.remove(two.slot);
            table.remove(three.slot);
        }
        assertEquals(0, table.live());
        assertEquals(2, table.bound());
    }

    @Test
    void ids_arePositiveUniqueOverReactorsAndFitTheGreatestNumbers() {
        HashSet<Long> ids = new HashSet<>();
        for (int index : new int[] {0, 1, 1022, 1023}) {
            long id = new TaskTable(index, 1 << 10).add(task());
            assertTrue(id > 0, "reactor " + index + ": " + id);
            assertTrue(ids.add(id));
        }
        assertTrue(TaskTable.SLOT_BITS + TaskTable.GENERATION_BITS + 10 < 64);
    }

    /** With three generations instead of 2²⁸, so that their end is seen. */
    @Test
    void slotWhoseGenerationsAreUsedUp_isNotGivenOutAgain() {
        TaskTable table = new TaskTable(0, 2, 3);
        HashSet<Long> ids = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            Task<String> task = task();
            assertTrue(ids.add(table.add(task)));
            assertEquals(i < 3 ? 0 : 1, task.slot);
            table.remove(task.slot);
        }
        assertThrows(RejectedExecutionException.class, () -> table.add(task()));
        assertEquals(0, table.live());
    }

    @Test
    void table_growsAndKeepsWhatItHolds() {
        TaskTable table = new TaskTable(0, 1 << 20);
        Task<?>[] tasks = new Task<?>[5000];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = task();
            table.add(tasks[i]);
        }
        for (int i = 0; i < tasks.length; i++) {
            assertSame(tasks[i], table.get(i));
        }
        for (int i = 0; i < tasks.length; i++) {
            table.remove(i);
            assertNull(table.get(i));
        }
        assertEquals(0, table.live());
        for (int i = 0; i < tasks.length; i++) {
            table.add(tasks[i]);
        }
        assertEquals(tasks.length, table.bound());
    }

    @Test
    void glance_beyondWhatIsThereAnswersNothing() {
        TaskTable table = new TaskTable(0, 1 << 20);
        Task<String> task = task();
        table.add(task);
        assertSame(task, table.glance(0));
        assertNull(table.glance(1));
        assertNull(table.glance(1 << 20));
    }
}
