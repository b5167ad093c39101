package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Affinity;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedTimersTest {
    private static final int ROUNDS = Boolean.getBoolean("enso.long") ? 200_000 : 5_000;
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

    private final AtomicLong now = new AtomicLong();
    private final List<String> ran = new ArrayList<>();

    private Reactors byHand() {
        return Reactors.builder()
                .count(1)
                .clock(now::get)
                .timers(core -> Wheel.create())
                .build();
    }

    private static void turnUntilIdle(Reactor reactor) {
        int work;
        do {
            work = reactor.turn();
        } while (work > 0);
    }

    @Test
    void arm_fromOutsideCountsFromTheCallAndRunsOnTheReactor() {
        try (Reactors group = byHand()) {
            Reactor reactor = group.get(0);
            SharedTimers timers = SharedTimers.of(reactor);
            SharedTimer timer = timers.arm(Duration.ofNanos(100), () -> ran.add("on reactor: " + reactor.isOwner()));
            now.set(60);
            turnUntilIdle(reactor);
            now.set(99);
            turnUntilIdle(reactor);
            assertFalse(timer.hasFired());
            now.set(100);
            turnUntilIdle(reactor);
            assertEquals(List.of("on reactor: true"), ran);
            assertTrue(timer.hasFired());
            assertFalse(timer.cancel());
        }
    }

    @Test
    void cancel_takesTheTimerOutOfTheWheel() {
        try (Reactors group = byHand()) {
            Reactor reactor = group.get(0);
            SharedTimer timer = SharedTimers.of(reactor).arm(Duration.ofDays(1), () -> ran.add("ran"));
            turnUntilIdle(reactor);
            Wheel wheel = reactor.core().service(Wheel.class);
            assertEquals(1, wheel.live());
            assertTrue(timer.cancel());
            assertFalse(timer.cancel());
            turnUntilIdle(reactor);
            assertEquals(0, wheel.live());
            assertTrue(timer.isCancelled());
        }
    }

    @Test
    void cancel_beforeTheTimerHasArrivedArmsNothing() {
        try (Reactors group = byHand()) {
            Reactor reactor = group.get(0);
            assertTrue(SharedTimers.of(reactor)
                    .arm(Duration.ZERO, () -> ran.add("ran"))
                    .cancel());
            turnUntilIdle(reactor);
            assertEquals(0, reactor.core().service(Wheel.class).armed());
            assertEquals(List.of(), ran);
        }
    }

    @Test
    void arm_refusesWhatCanNotBeArmed() {
        Reactors group = byHand();
        SharedTimers timers = SharedTimers.of(group.get(0));
        assertThrows(IllegalArgumentException.class, () -> timers.arm(Duration.ofNanos(-1), () -> {}));
        assertThrows(IllegalArgumentException.class, () -> timers.armAt(-1, () -> {}));
        group.close();
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> timers.arm(Duration.ZERO, () -> {}));
        assertTrue(refused.getMessage().contains("enso-0"), refused.getMessage());
    }

    @Test
    void arm_whenTheDoorIsFullIsRefusedAndNotLost() {
        try (Reactors group = Reactors.builder()
                .count(1)
                .clock(now::get)
                .admission(1)
                .timers(core -> Wheel.create())
                .build()) {
            SharedTimers timers = SharedTimers.of(group.get(0));
            timers.arm(Duration.ZERO, () -> ran.add("first"));
            assertThrows(RejectedExecutionException.class, () -> timers.arm(Duration.ZERO, () -> ran.add("second")));
            turnUntilIdle(group.get(0));
            timers.arm(Duration.ZERO, () -> ran.add("third"));
            turnUntilIdle(group.get(0));
            assertEquals(List.of("first", "third"), ran);
        }
    }

    /** Real threads, a real clock: whoever is first, it is one, and it is told so. */
    @Test
    void firingAndCancelling_exactlyOneWins() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        AtomicInteger fired = new AtomicInteger();
        int cancelled = 0;
        List<SharedTimer> timers = new ArrayList<>();
        try (Reactors group = Reactors.builder()
                .count(1)
                .affinity(Affinity.none())
                .timers(core -> Wheel.create())
                .start()) {
            SharedTimers shared = SharedTimers.of(group.get(0));
            for (int i = 0; i < ROUNDS; i++) {
                SharedTimer timer = shared.arm(Duration.ofNanos(random.nextInt(20_000)), fired::incrementAndGet);
                timers.add(timer);
                for (int spins = random.nextInt(2_000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                SharedTimer victim = timers.get(random.nextInt(Math.max(0, i - 8), i + 1));
                cancelled += victim.cancel() ? 1 : 0;
            }
            long limit = System.nanoTime() + PATIENCE;
            while (fired.get() + cancelled < ROUNDS && System.nanoTime() < limit) {
                Thread.onSpinWait();
            }
        }
        assertEquals(ROUNDS, fired.get() + cancelled, "seed " + seed + "L");
        assertEquals(cancelled, timers.stream().filter(SharedTimer::isCancelled).count());
        assertEquals(fired.get(), timers.stream().filter(SharedTimer::hasFired).count());
    }
}
