package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.junit.jupiter.api.Test;

/** What a task costs that waits: its own object, its future, and its place in the tables. */
class IdleTaskMemoryTest {
    /** As full as the tables are with a million, at a quarter of the size. */
    private static final int TASKS = 250_000;

    private static final int MOST_BYTES = 96;

    @Test
    void task_thatWaitsTakesNoMoreThanItsShare() {
        Rig rig = Rig.one();
        rig.reactor().spawn(new Patient());
        rig.settle();
        long before = used();
        rig.within(0, at -> {
            for (int i = 0; i < TASKS; i++) {
                rig.reactor().spawn(new Patient());
            }
        });
        rig.settle();
        long bytes = used() - before;
        assertEquals(TASKS + 1, rig.reactor().tasks.live());
        assertTrue(bytes <= (long) MOST_BYTES * TASKS, () -> bytes / TASKS + " bytes a task");
    }

    /** Live bytes: the least of several looks, because other threads of the JVM allocate as well. */
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static final class Patient implements Future<Void> {
        @Override
        public Polled poll(Context cx) {
            return Polled.PENDING;
        }

        @Override
        public Void head() {
            throw new IllegalStateException("has none");
        }

        @Override
        public Stream<Void> tail() {
            throw new IllegalStateException("has none");
        }

        @Override
        public void close() {}
    }
}
