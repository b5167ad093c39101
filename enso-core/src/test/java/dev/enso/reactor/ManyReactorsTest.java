package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many more reactors than CPUs: what their lanes take, and what they do when there is nothing to do. */
@Timeout(60)
class ManyReactorsTest {
    private static final int REACTORS = 64;
    private static final int PAIRS = REACTORS * (REACTORS - 1);
    private static final long MOST = 8 << 20;
    /** Of reactors that have not spoken. */
    private static final long NEXT_TO_NOTHING = 64 << 10;

    private int delivered;

    private void everybodySpeaksToEverybody(Rig rig) {
        for (Reactor from : rig.group) {
            rig.within(from.index(), at -> {
                for (int to = 0; to < REACTORS; to++) {
                    if (to != from.index()) {
                        assertEquals(Sent.ACCEPTED, at.bus().send(to, there -> delivered++));
                    }
                }
            });
        }
        rig.settle();
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void lanes_takeEightMegabytesWhenAllPairsHaveSpokenAndNothingBefore() {
        Rig rig = Rig.of(REACTORS, builder -> builder.laneCapacity(64));
        rig.settle();
        long before = used();
        rig.settle();
        long silent = used() - before;
        everybodySpeaksToEverybody(rig);
        long spoken = used() - before;
        assertEquals(PAIRS, delivered);
        assertTrue(silent <= NEXT_TO_NOTHING, () -> silent + " bytes before anybody has spoken");
        assertTrue(spoken <= MOST, () -> spoken + " bytes, " + spoken / PAIRS + " a pair");
    }

    /** Counts how often a reactor goes to sleep and is woken; its thread sleeps until then. */
    private static final class CountingParker implements Parker {
        private final ThreadParker parker;
        private final AtomicInteger parks;
        private final AtomicInteger wakes;

        CountingParker(CoreContext core, AtomicInteger parks, AtomicInteger wakes) {
            this.parker = new ThreadParker(core.clock());
            this.parks = parks;
            this.wakes = wakes;
        }

        @Override
        public void park(long deadline, BooleanSupplier canBlock) {
            parks.incrementAndGet();
            parker.park(deadline, canBlock);
        }

        @Override
        public void wake() {
            wakes.incrementAndGet();
            parker.wake();
        }
    }

    /** What doesn't turn uses no CPU: once all sleep, nobody turns again until somebody is spoken to. */
    @Test
    void idleReactors_sleepUntilTheyAreSpokenTo() {
        AtomicInteger parks = new AtomicInteger();
        AtomicInteger wakes = new AtomicInteger();
        try (Reactors group = Reactors.builder()
                .count(REACTORS)
                .affinity(Affinity.none())
                .idle(Idle.backoff(0, 0))
                .parker(core -> new CountingParker(core, parks, wakes))
                .start()) {
            Waiting.until("all sleep", () -> allSleep(group));
            long[] turns = turns(group);
            int sleeps = parks.get();
            AtomicInteger heard = new AtomicInteger();
            for (int i = 1; i <= 100; i++) {
                int all = i;
                assertEquals(Sent.ACCEPTED, group.get(0).send(at -> heard.incrementAndGet()));
                Waiting.until(
                        "it sleeps again",
                        () -> heard.get() == all && group.get(0).sleeps());
            }
            long[] later = turns(group);
            turns[0] = later[0];
            assertArrayEquals(turns, later, "a reactor turned that nobody had spoken to");
            assertTrue(parks.get() - sleeps <= 2 * 100, "it went to sleep " + (parks.get() - sleeps) + " times");
        }
    }

    private static boolean allSleep(Reactors group) {
        for (Reactor reactor : group) {
            if (!reactor.sleeps()) {
                return false;
            }
        }
        return true;
    }

    private static long[] turns(Reactors group) {
        long[] turns = new long[group.size()];
        for (Reactor reactor : group) {
            turns[reactor.index()] = reactor.core().turnsOpaque();
        }
        return turns;
    }

    /** Whoever is awake is not woken: messages, spawns and wakes cost no system call then. */
    @Test
    void targetsThatAreAwake_areNeverWokenByTheParker() throws Exception {
        AtomicInteger parks = new AtomicInteger();
        AtomicInteger wakes = new AtomicInteger();
        try (Reactors group = Reactors.builder()
                .count(2)
                .affinity(Affinity.none())
                .idle(Idle.spinning())
                .parker(core -> new CountingParker(core, parks, wakes))
                .start()) {
            AtomicInteger heard = new AtomicInteger();
            Message message = at -> heard.incrementAndGet();
            group.get(0)
                    .spawn(new Probe((self, cx) -> {
                        for (int i = 0; i < 100; i++) {
                            if (group.get(0).core().bus().send(1, message) != Sent.ACCEPTED) {
                                return group.get(0).core().bus().poll(1, cx);
                            }
                        }
                        cx.waker().wake();
                        return self.polls < 100 ? Polled.PENDING : Polled.READY;
                    }))
                    .get();
            for (int i = 0; i < 1000; i++) {
                group.get(1).execute(heard::incrementAndGet);
            }
            Waiting.until("all was heard", () -> heard.get() >= 1000 + 5000);
        }
        assertEquals(0, parks.get());
        assertEquals(0, wakes.get());
    }
}
