package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Poller;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class IntervalListTest {
    private static final int ALL = Integer.MAX_VALUE;

    private final List<String> ticks = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private long now;
    private final IntervalList list =
            new IntervalList(4, () -> now, (task, missed) -> ticks.add(task + "+" + missed), failures::add);

    private int poll(long at) {
        now = at;
        return list.poll(at, ALL);
    }

    @Test
    void poll_ticksAtEachPeriodAndNotBefore() {
        list.create(100, 7);
        assertEquals(0, poll(99));
        assertEquals(1, poll(100));
        assertEquals(0, poll(199));
        assertEquals(1, poll(200));
        assertEquals(List.of("7+0", "7+0"), ticks);
    }

    @Test
    void create_afterTheClockWentBackCountsFromTheGreatestTimeSeen() {
        poll(1_000);
        now = 400;
        list.create(100, 7);
        assertEquals(0, poll(1_000));
        assertEquals(0, poll(1_099));
        assertEquals(1, poll(1_100));
    }

    @Test
    void skip_ticksOnceForAllThatWereMissedAndStaysInPhase() {
        list.create(100, 7);
        assertEquals(1, poll(450));
        assertEquals(List.of("7+3"), ticks);
        assertEquals(500, list.deadline());
    }

    @Test
    void burst_ticksAsOftenAsTicksAreDue() {
        list.create(100, 7, MissedTicks.BURST);
        assertEquals(3, poll(350));
        assertEquals(List.of("7+2", "7+1", "7+0"), ticks);
        assertEquals(400, list.deadline());
    }

    @Test
    void burst_isCutByTheLimitAndGoesOn() {
        list.create(100, 7, MissedTicks.BURST);
        list.create(100, 8, MissedTicks.BURST);
        now = 350;
        assertEquals(2, list.poll(350, 2));
        assertEquals(Poller.NOW, list.deadline());
        // The other one comes first now: neither starves.
        assertEquals(2, list.poll(350, 2));
        assertEquals(2, list.poll(350, 2));
        assertEquals(List.of("7+2", "7+1", "8+2", "8+1", "7+0", "8+0"), ticks);
    }

    @Test
    void delay_beginsANewPhaseAfterALateTick() {
        list.create(100, 7, MissedTicks.DELAY);
        poll(250);
        assertEquals(List.of("7+1"), ticks);
        assertEquals(350, list.deadline());
        poll(399);
        assertEquals(450, list.deadline());
    }

    @Test
    void create_countsFromTheClockAndNotFromTheLastPoll() {
        now = 1_000;
        list.create(100, 7);
        assertEquals(1_100, list.deadline());
    }

    @Test
    void create_refusesWhatCanNotTick() {
        assertThrows(IllegalArgumentException.class, () -> list.create(0, 1));
        assertThrows(IllegalArgumentException.class, () -> list.create(-5, 1));
        assertThrows(IllegalArgumentException.class, () -> new IntervalList(0, () -> 0, (task, missed) -> {}));
        assertThrows(IllegalArgumentException.class, () -> list.poll(0, -1));
        assertEquals(0, list.live());
    }

    @Test
    void create_beyondTheCapacityRefusesAndLosesNothing() {
        long[] handles = new long[4];
        for (int i = 0; i < 4; i++) {
            handles[i] = list.create(10, i);
        }
        var refused = assertThrows(RejectedExecutionException.class, () -> list.create(10, 9));
        assertTrue(refused.getMessage().contains("4 interval timers"), refused.getMessage());
        assertTrue(list.cancel(handles[1]));
        list.create(10, 5);
        assertEquals(4, poll(10));
        assertEquals(List.of("0+0", "5+0", "2+0", "3+0"), ticks);
    }

    @Test
    void create_nearTheEndOfTimeNeverTicks() {
        now = Long.MAX_VALUE - 5;
        list.create(10, 7);
        assertEquals(Poller.NEVER, list.deadline());
        assertEquals(0, poll(Long.MAX_VALUE));
    }

    @Test
    void cancel_withAStaleHandleTouchesNobody() {
        long stale = list.create(10, 1);
        assertTrue(list.cancel(stale));
        assertFalse(list.cancel(stale));
        for (int i = 0; i < 3; i++) {
            list.create(10, 2);
        }
        assertNotEquals(stale, list.create(10, 3));
        assertFalse(list.cancel(stale));
        assertFalse(list.cancel(0));
        assertFalse(list.cancel(-1));
        assertFalse(list.cancel(Long.MAX_VALUE));
        assertEquals(4, list.live());
    }

    @Test
    void tick_mayCancelItselfAndCreateOthers() {
        long[] handle = new long[1];
        IntervalList own = new IntervalList(2, () -> now, (task, missed) -> ticks.add("tick"));
        IntervalList[] list = {own};
        IntervalList selfish = new IntervalList(2, () -> now, (task, missed) -> {
            ticks.add("tick " + task);
            assertTrue(list[0].cancel(handle[0]));
            handle[0] = list[0].create(10, task + 1);
        });
        list[0] = selfish;
        handle[0] = selfish.create(10, 1);
        now = 35;
        assertEquals(1, selfish.poll(35, ALL));
        assertEquals(45, selfish.deadline());
        now = 45;
        assertEquals(1, selfish.poll(45, ALL));
        assertEquals(List.of("tick 1", "tick 2"), ticks);
    }

    @Test
    void tick_thatThrowsDisturbsNoOther() {
        RuntimeException broken = new IllegalStateException("broken");
        IntervalList some = new IntervalList(
                2,
                () -> now,
                (task, missed) -> {
                    if (task == 1) {
                        throw broken;
                    }
                    ticks.add("tick " + task);
                },
                failures::add);
        some.create(10, 1);
        some.create(10, 2);
        assertEquals(2, some.poll(10, ALL));
        assertEquals(2, some.poll(20, ALL));
        assertEquals(List.of("tick 2", "tick 2"), ticks);
        assertEquals(List.of(broken, broken), failures);
    }

    @Test
    void poll_takesATimeThatGoesBackForTheGreatestSeen() {
        list.create(100, 7);
        poll(150);
        assertEquals(0, poll(20));
        assertEquals(1, poll(200));
    }

    @Test
    void ticks_areNeitherLostNorEarlyNorOutOfPhase() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (MissedTicks policy : MissedTicks.values()) {
                phaseHolds(random, policy, seed);
            }
        }
    }

    private static void phaseHolds(SplittableRandom random, MissedTicks policy, long seed) {
        long period = 1 + random.nextLong(1_000);
        long[] ticksAndMissed = new long[1];
        IntervalList list = new IntervalList(
                1, () -> 0, (task, missed) -> ticksAndMissed[0] += policy == MissedTicks.BURST ? 1 : 1 + missed);
        list.create(period, 1, policy);
        long now = 0;
        for (int i = 0; i < 100; i++) {
            now += random.nextLong(3 * period);
            list.poll(now, ALL);
            if (policy != MissedTicks.DELAY) {
                assertEquals(now / period, ticksAndMissed[0], policy + ", seed " + seed);
            } else {
                assertTrue(ticksAndMissed[0] <= now / period, "seed " + seed);
            }
        }
    }
}
