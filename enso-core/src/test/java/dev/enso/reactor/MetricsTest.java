package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reactor counts, and that what is read was written together. */
@Timeout(60)
class MetricsTest {
    private static final int NORMAL = Priority.NORMAL.ordinal();

    @Test
    void turnsPollsAndTasks_areCounted() {
        Rig rig = Rig.one();
        ReactorMetrics metrics = new ReactorMetrics();
        rig.reactor().spawn(Probe.of("done"));
        rig.reactor().spawn(Probe.pending());
        rig.reactor().spawn(Probe.busy());
        assertSame(metrics, rig.reactor().metrics(metrics));
        assertEquals(0, metrics.turns(), "nothing has been written down before the first turn");
        rig.reactor().turn();
        rig.reactor().metrics(metrics);
        assertEquals(1, metrics.turns());
        assertEquals(Turn.MAX_POLLS, metrics.polls());
        assertEquals(2, metrics.live());
        assertEquals(1, metrics.ready());
        assertEquals(Priority.values().length, metrics.groups());
        assertEquals(1, metrics.ready(NORMAL));
        assertTrue(metrics.toString().contains("turns 1, polls 256"), metrics.toString());
    }

    @Test
    void busyAndIdleTime_addUp() {
        Rig rig = Rig.one();
        rig.clock.advance(5_000);
        rig.reactor().turn();
        rig.reactor().spawn(new Probe((self, cx) -> {
            rig.clock.advance(3_000);
            return Polled.READY;
        }));
        rig.reactor().turn();
        rig.clock.advance(2_000);
        rig.reactor().turn();
        rig.reactor().turn();
        ReactorMetrics metrics = rig.reactor().metrics();
        assertEquals(10_000, metrics.busyNanos() + metrics.idleNanos());
        assertTrue(metrics.busyNanos() >= 3_000, metrics.toString());
        assertTrue(metrics.idleNanos() >= 5_000, metrics.toString());
    }

    /** A thousand tasks that take two microseconds each: what is sampled is what was there. */
    @Test
    void pollsAndWaits_areSampled() {
        Rig rig = Rig.one();
        int tasks = 100;
        for (int i = 0; i < tasks; i++) {
            rig.reactor().spawn(new Probe((self, cx) -> {
                rig.clock.advance(2_000);
                cx.waker().wake();
                return Polled.PENDING;
            }));
        }
        for (int i = 0; i < 5_000; i++) {
            rig.reactor().turn();
        }
        ReactorMetrics metrics = rig.reactor().metrics();
        assertEquals(2_000, metrics.meanPollNanos(NORMAL), metrics.toString());
        assertEquals(2_000, metrics.longestPollNanos(NORMAL), metrics.toString());
        // Alone at its level, a level has all twenty polls of a round, and its own six are what is reckoned with.
        assertEquals(17 * 16 * 2_000, metrics.expectedWaitNanos(NORMAL), metrics.toString());
        assertTrue(metrics.boundNanos(NORMAL) >= metrics.expectedWaitNanos(NORMAL), metrics.toString());
        long seen = metrics.waitP99Nanos(NORMAL);
        assertTrue(seen >= (tasks - 1) * 2_000 && seen <= metrics.boundNanos(NORMAL), metrics.toString());
    }

    private static long meanAfter(int turns, int sampling) {
        Rig rig = Rig.of(1, builder -> builder.sampling(sampling));
        rig.reactor().spawn(new Probe((self, cx) -> {
            rig.clock.advance(2_000);
            cx.waker().wake();
            return Polled.PENDING;
        }));
        for (int i = 0; i < turns; i++) {
            rig.reactor().turn();
        }
        return rig.reactor().metrics().meanPollNanos(NORMAL);
    }

    @Test
    void samples_areAsDenseAsTheyWereAskedFor() {
        assertEquals(2_000, meanAfter(4, 16));
        assertEquals(0, meanAfter(4, 100_000));
        assertEquals(0, meanAfter(5_000, Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> Reactors.builder().sampling(15));
    }

    @Test
    void lateTimers_areSeen() {
        Source source = new Source("late", new ArrayList<>());
        Rig rig = Rig.of(1, builder -> builder.poller(core -> source));
        source.deadline = 1_000;
        rig.clock.advance(8_000);
        rig.reactor().turn();
        assertEquals(7_000, rig.reactor().metrics().latenessNanos());
    }

    /** Counters that rise together are read together, from another thread, while they are being written. */
    @Test
    void snapshots_belongTogether() throws InterruptedException {
        Gauges gauges = new Gauges(16);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            long[] values = new long[16];
            for (long round = 1; !stop.get(); round++) {
                Arrays.fill(values, round);
                gauges.write(values);
            }
        });
        writer.start();
        try {
            long[] seen = new long[16];
            long last = 0;
            for (int i = 0; i < 100_000; i++) {
                gauges.read(seen);
                for (long value : seen) {
                    assertEquals(seen[0], value);
                }
                assertTrue(seen[0] >= last);
                last = seen[0];
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }
}
