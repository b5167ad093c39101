package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
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
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class SharedTimersTest {
    private static final int ROUNDS = Boolean.getBoolean("enso.long") ? 200_000 : 500;
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

    @Test
    void cancel_whenTheDoorIsFullLeavesWithTheNextMessage() {
        try (Reactors group = Reactors.builder()
                .count(1)
                .clock(now::get)
                .admission(1)
                .timers(core -> Wheel.create())
                .build()) {
            Reactor reactor = group.get(0);
            SharedTimers timers = SharedTimers.of(reactor);
            Wheel wheel = reactor.core().service(Wheel.class);
            SharedTimer first = timers.arm(Duration.ofDays(1), () -> ran.add("first"));
            turnUntilIdle(reactor);
            assertEquals(Sent.ACCEPTED, reactor.send(at -> {}));
            assertTrue(first.cancel(), "at a door that is full");
            turnUntilIdle(reactor);
            assertEquals(1, wheel.live(), "nobody has told the reactor");
            SharedTimer second = timers.arm(Duration.ofDays(1), () -> ran.add("second"));
            turnUntilIdle(reactor);
            assertEquals(1, wheel.live());
            assertEquals(1, wheel.cancelled());
            assertTrue(second.cancel());
            turnUntilIdle(reactor);
            assertEquals(0, wheel.live());
            now.set(Duration.ofDays(2).toNanos());
            turnUntilIdle(reactor);
            assertEquals(List.of(), ran);
            assertEquals(0, wheel.fired());
        }
    }

    @Test
    void arm_whatTheWheelRefusesIsRefusedAndNotArmedForEver() {
        List<Throwable> failures = new ArrayList<>();
        try (Reactors group = Reactors.builder()
                .count(1)
                .clock(now::get)
                .failures((at, what, failure) -> failures.add(failure))
                .timers(core -> Wheel.builder().maximum(1).build())
                .build()) {
            Reactor reactor = group.get(0);
            SharedTimers timers = SharedTimers.of(reactor);
            SharedTimer first = timers.arm(Duration.ofNanos(10), () -> ran.add("first"));
            SharedTimer second = timers.arm(Duration.ofNanos(10), () -> ran.add("second"));
            turnUntilIdle(reactor);
            assertFalse(first.isRefused());
            assertTrue(second.isRefused(), second::toString);
            assertFalse(second.cancel());
            assertFalse(second.isCancelled());
            assertEquals(1, failures.size());
            assertInstanceOf(RejectedExecutionException.class, failures.get(0));
            now.set(10);
            turnUntilIdle(reactor);
            assertEquals(List.of("first"), ran);
        }
    }

    @Test
    void arm_withoutTimersIsRefused() {
        List<Throwable> failures = new ArrayList<>();
        try (Reactors group = Reactors.builder()
                .count(1)
                .clock(now::get)
                .failures((at, what, failure) -> failures.add(failure))
                .build()) {
            SharedTimers timers = SharedTimers.of(group.get(0));
            SharedTimer timer = timers.arm(Duration.ZERO, () -> ran.add("ran"));
            assertTrue(timers.arm(Duration.ZERO, () -> ran.add("ran")).cancel());
            turnUntilIdle(group.get(0));
            assertTrue(timer.isRefused(), timer::toString);
            assertEquals(1, failures.size());
            assertEquals(List.of(), ran);
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

    /** The same without luck: two threads meet at each timer, one turns the reactor to its deadline, the other cancels. */
    @Test
    void firingAndCancelling_atOneMoment_exactlyOneWins() throws InterruptedException {
        long seed = System.nanoTime();
        SplittableRandom turning = new SplittableRandom(seed);
        SplittableRandom cancelling = turning.split();
        Meeting meeting = new Meeting();
        try (Reactors group = byHand()) {
            Reactor reactor = group.get(0);
            SharedTimers timers = SharedTimers.of(reactor);
            Thread canceller = new Thread(() -> meeting.cancelAll(cancelling), "canceller");
            canceller.start();
            for (int round = 1; round <= ROUNDS; round++) {
                SharedTimer timer = timers.armAt(round, () -> ran.add("ran"));
                turnUntilIdle(reactor);
                meeting.timer = timer;
                meeting.begun = round;
                meeting.dally(turning);
                now.set(round);
                turnUntilIdle(reactor);
                await(() -> meeting.over, round);
                turnUntilIdle(reactor);
                String message = "round " + round + ", seed " + seed + "L: " + timer;
                assertEquals(meeting.cancelled ? 0 : 1, ran.size(), message);
                assertEquals(meeting.cancelled, timer.isCancelled(), message);
                assertEquals(!meeting.cancelled, timer.hasFired(), message);
                assertEquals(0, reactor.core().service(Wheel.class).live(), message);
                ran.clear();
            }
            canceller.join(PATIENCE / 1_000_000);
        }
    }

    private static void await(IntSupplier counter, int value) {
        long limit = System.nanoTime() + PATIENCE;
        while (counter.getAsInt() < value) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("waited for " + value + ", got to " + counter.getAsInt());
            }
            Thread.yield();
        }
    }

    /** What the two threads tell each other. */
    private static final class Meeting {
        /** Written before {@code begun}. */
        SharedTimer timer;
        /** Written before {@code over}. */
        boolean cancelled;

        volatile int begun;
        volatile int over;
        private volatile int spun;

        void cancelAll(SplittableRandom random) {
            for (int round = 1; round <= ROUNDS; round++) {
                await(() -> begun, round);
                dally(random);
                cancelled = timer.cancel();
                over = round;
            }
        }

        void dally(SplittableRandom random) {
            for (int spins = random.nextInt(200); spins > 0; spins--) {
                spun = spins;
            }
        }
    }
}
