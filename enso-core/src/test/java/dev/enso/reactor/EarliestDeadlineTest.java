package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who wants to be polled first is polled first. */
class EarliestDeadlineTest {
    private static final int LEVEL = Priority.NORMAL.ordinal();

    private long now;
    private final EarliestDeadline scheduler = new EarliestDeadline(() -> now);

    private void spawn(int slot, long deadlineNanos) {
        scheduler.admit(slot, TaskOptions.defaults().deadline(Duration.ofNanos(deadlineNanos)));
        scheduler.ready(slot, LEVEL);
    }

    @Test
    void deadlines_decideTheOrder() {
        spawn(0, 3_000);
        spawn(1, 1_000);
        spawn(2, 2_000);
        now = 500;
        spawn(3, 400);
        spawn(4, 10_000);
        List<Integer> order = new ArrayList<>();
        for (int slot; (slot = scheduler.select()) != Scheduler.NONE; ) {
            order.add(slot);
        }
        assertEquals(List.of(3, 1, 2, 0, 4), order);
        assertEquals(900, scheduler.deadline(3));
    }

    @Test
    void equalDeadlines_goInTurn() {
        for (int slot = 0; slot < 10; slot++) {
            spawn(slot, 1_000);
        }
        for (int slot = 0; slot < 10; slot++) {
            assertEquals(slot, scheduler.select());
        }
    }

    /** Time goes on, so a far deadline becomes the nearest one in the end. */
    @Test
    void farDeadline_comesNearAtLast() {
        spawn(0, 1_000_000);
        spawn(1, 1_000);
        int polls = 0;
        for (int slot; (slot = scheduler.select()) != 0; polls++) {
            now += 100;
            scheduler.ready(slot, LEVEL);
        }
        assertEquals(9_990, polls);
    }

    @Test
    void endlessDeadline_isTheLast() {
        spawn(0, Long.MAX_VALUE);
        now = 1_000;
        spawn(1, Long.MAX_VALUE);
        spawn(2, 5);
        assertEquals(2, scheduler.select());
        assertEquals(0, scheduler.select());
        assertEquals(1, scheduler.select());
    }

    @Test
    void negativeDeadline_isRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> TaskOptions.defaults().deadline(Duration.ofNanos(-1)));
    }

    @Test
    void poll_seesItsDeadline() {
        Rig rig = Rig.of(1, builder -> builder.scheduling(Scheduling.EARLIEST_DEADLINE));
        rig.clock.advance(1_000);
        rig.reactor().turn();
        long[] seen = new long[1];
        rig.within(
                0,
                core -> core.reactor()
                        .spawn(TaskOptions.defaults().deadline(Duration.ofNanos(250)), new Probe((self, cx) -> {
                            seen[0] = cx.deadline();
                            return Polled.READY;
                        })));
        rig.settle();
        assertEquals(1_250, seen[0]);
    }
}
