package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A flood of tasks on a low level moves the waits of a high one by less than the bound that the reactor tells. */
class FloodTest {
    private static final int HIGH = Priority.HIGH.ordinal();
    private static final int WAITERS = 3;
    private static final int WAKES = 20_000;

    /** What tasks of the high level waited, and the greatest bound that was told while all of them were ready. */
    private static final class Seen {
        final long[] waits = new long[WAKES];
        int count;
        long bound;

        long p999() {
            long[] sorted = Arrays.copyOf(waits, count);
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(0.999 * count) - 1];
        }
    }

    /** One ordinary task goes on for ever and now and then wakes all of the high level at once; beside it runs the flood. */
    private static Seen run(Priority level, int flood) {
        Seen seen = new Seen();
        Rig rig = Rig.one();
        SplittableRandom random = new SplittableRandom(7);
        List<Probe> waiters = new ArrayList<>();
        long[] woken = new long[WAITERS];
        for (int i = 0; i < WAITERS; i++) {
            int number = i;
            Probe waiter = new Probe((self, cx) -> {
                long now = rig.clock.nanoTime();
                if (self.polls > 1 && seen.count < WAKES) {
                    seen.waits[seen.count++] = now - woken[number];
                }
                rig.clock.advance(500 + random.nextInt(500));
                return Polled.PENDING;
            });
            waiters.add(waiter);
            rig.reactor().spawn(TaskOptions.defaults().priority(Priority.HIGH), waiter);
        }
        rig.reactor().spawn(new Probe((self, cx) -> {
            rig.clock.advance(1_000);
            if (random.nextInt(4) == 0
                    && rig.reactor().load().levels().get(HIGH).tasks() == 0) {
                for (int i = 0; i < WAITERS; i++) {
                    woken[i] = rig.clock.nanoTime();
                    waiters.get(i).waker.wake();
                }
                seen.bound = Math.max(seen.bound, rig.reactor().load().bound(HIGH));
            }
            cx.waker().wake();
            return Polled.PENDING;
        }));
        for (int i = 0; i < flood; i++) {
            rig.reactor().spawn(TaskOptions.defaults().priority(level), new Probe((self, cx) -> {
                rig.clock.advance(1_000 + random.nextInt(2_000));
                cx.waker().wake();
                return Polled.PENDING;
            }));
        }
        while (seen.count < WAKES) {
            rig.reactor().turn();
        }
        rig.heard.assertNothing();
        return seen;
    }

    @Test
    void floodOnALowLevel_movesTheHighOneByLessThanItsBound() {
        Seen quiet = run(Priority.BACKGROUND, 0);
        for (Priority level : List.of(Priority.NORMAL, Priority.LOW, Priority.BACKGROUND)) {
            Seen flooded = run(level, 200);
            long moved = flooded.p999() - quiet.p999();
            assertTrue(flooded.bound > 0, "a bound is told");
            assertTrue(
                    moved < flooded.bound,
                    level + ": p99.9 went from " + quiet.p999() + " to " + flooded.p999() + " ns, bound "
                            + flooded.bound);
        }
    }
}
