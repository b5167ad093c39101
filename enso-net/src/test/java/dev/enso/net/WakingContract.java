package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Clock;
import dev.enso.reactor.Poller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for waking a poll and for parking in it on every transport. A lost wake-up hangs, so each test has its own thread. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class WakingContract {
    private static final Token A = new Token(1);
    private static final Token B = new Token(2);
    private static final boolean LONG = Boolean.getBoolean("enso.long");

    private Net net;

    abstract Transport transport();

    @BeforeEach
    void open() throws IOException {
        net = new Net(transport());
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    @Test
    void waker_makesOneReadableEventWithItsToken() throws IOException {
        Waker waker = new Waker(net.registry, A);
        waker.wake();
        assertEquals(1, net.poll.poll(net.events));
        assertEquals(A, net.events.get(0).token());
        assertEquals(Ready.READABLE, net.events.get(0).ready());
        assertEquals(0, net.poll.poll(net.events, Duration.ZERO));
    }

    @Test
    void waker_coalescesWakesUntilTheirEvent() throws IOException {
        Waker waker = new Waker(net.registry, A);
        for (int i = 0; i < 100; i++) {
            waker.wake();
        }
        assertEquals(1, net.poll.poll(net.events, Duration.ZERO));
        waker.wake();
        assertEquals(1, net.poll.poll(net.events, Duration.ZERO));
    }

    @Test
    void wakers_areReportedInTheOrderOfTheirWakes() throws IOException {
        List<Token> expected = new ArrayList<>();
        List<Waker> wakers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            wakers.add(new Waker(net.registry, new Token(i)));
        }
        for (int i = 9; i >= 0; i--) {
            expected.add(new Token(i));
            wakers.get(i).wake();
        }
        net.poll.poll(net.events);
        List<Token> reported = new ArrayList<>();
        net.events.forEach(event -> reported.add(event.token()));
        assertEquals(expected, reported);
    }

    @Test
    void waker_endsASleepWithoutTimeout() throws Exception {
        Waker waker = new Waker(net.registry, A);
        Thread other = new Thread(waker::wake);
        other.start();
        assertEquals(1, net.poll.poll(net.events));
        other.join();
    }

    @Test
    void waker_whileTheReactorsFaceIsUsed_isKeptForTheOther() throws IOException {
        new Waker(net.registry, A).wake();
        assertEquals(0, net.poll.poll(0, 10));
        assertEquals(1, net.poll.poll(net.events, Duration.ZERO));
    }

    @Test
    void waker_wokenByManyThreads_losesNothing() throws Exception {
        int threads = 4;
        int wakes = LONG ? 1_000_000 : 100_000;
        AtomicInteger[] posted = new AtomicInteger[threads];
        Waker[] wakers = new Waker[threads];
        for (int i = 0; i < threads; i++) {
            posted[i] = new AtomicInteger();
            // Two threads share each waker.
            wakers[i] = i % 2 == 0 ? new Waker(net.registry, new Token(i)) : wakers[i - 1];
        }
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int self = i;
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (int n = 0; n < wakes; n++) {
                    posted[self].incrementAndGet();
                    wakers[self].wake();
                }
            });
            thread.start();
            all.add(thread);
        }
        start.countDown();
        // Without a timeout: a lost wake is a sleep that never ends. What is seen at an event includes all before it.
        int[] seen = new int[threads];
        while (seen[0] + seen[1] + seen[2] + seen[3] < threads * wakes) {
            assertTrue(net.poll.poll(net.events) > 0);
            for (Event event : net.events) {
                int first = (int) event.token().value();
                seen[first] = posted[first].get();
                seen[first + 1] = posted[first + 1].get();
            }
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    @Test
    void waker_duringTheFallAsleep_isNeverLost() throws Exception {
        long seed = 20261;
        int rounds = LONG ? 200_000 : 4_000;
        Waker waker = new Waker(net.registry, A);
        AtomicInteger turn = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        Thread other = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            int last = 0;
            while (!stop.get()) {
                int now = turn.get();
                if (now != last) {
                    last = now;
                    for (int spin = random.nextInt(3000); spin > 0; spin--) {
                        Thread.onSpinWait();
                    }
                    waker.wake();
                }
            }
        });
        other.start();
        SplittableRandom random = new SplittableRandom(seed + 1);
        try {
            for (int round = 1; round <= rounds; round++) {
                turn.set(round);
                for (int spin = random.nextInt(2000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                int n = net.poll.poll(net.events, Duration.ofSeconds(10));
                assertEquals(1, n, "a wake was lost, seed " + seed + ", round " + round);
            }
        } finally {
            stop.set(true);
            other.join();
        }
    }

    @Test
    void parker_wokenDuringTheFallAsleep_alwaysReturns() throws Exception {
        long seed = 20262;
        int rounds = LONG ? 200_000 : 4_000;
        AtomicInteger turn = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Thread other = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int round = 1; round <= rounds; round++) {
                while (turn.get() < round) {
                    Thread.onSpinWait();
                }
                for (int spin = random.nextInt(3000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                answered.set(round);
                net.poll.wake();
            }
        });
        other.start();
        SplittableRandom random = new SplittableRandom(seed + 1);
        for (int round = 1; round <= rounds; round++) {
            int expected = round;
            turn.set(round);
            for (int spin = random.nextInt(2000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            while (answered.get() < expected) {
                net.poll.park(Poller.NEVER, () -> answered.get() < expected);
                net.poll.poll(0, 10);
            }
        }
        other.join();
    }

    @Test
    void park_wokenWhileItAsks_returns() {
        int[] asked = {0};
        net.poll.park(net.clock.nanoTime() + 1_000_000, () -> ++asked[0] > 0);
        int asks = asked[0];
        assertTrue(asks > 0);
        // The wake comes exactly while the poll asks for the n-th time, which decides whether it can be missed.
        for (int n = 1; n <= asks; n++) {
            int wakingAt = n;
            asked[0] = 0;
            long deadline = net.clock.nanoTime() + Net.PATIENCE.toNanos();
            net.poll.park(deadline, () -> {
                if (++asked[0] == wakingAt) {
                    wakeFromAnotherThread();
                }
                return true;
            });
            assertTrue(net.clock.nanoTime() < deadline, "missed a wake at question " + n + " of " + asks);
        }
    }

    private void wakeFromAnotherThread() {
        Thread other = new Thread(net.poll::wake);
        other.start();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void park_afterAWake_returnsAtOnce() {
        net.poll.wake();
        net.poll.park(Poller.NEVER, () -> true);
    }

    @Test
    void park_withWorkWaiting_returnsAtOnce() {
        net.poll.park(Poller.NEVER, () -> false);
    }

    @Test
    void park_withADeadlineInThePast_returnsAtOnce() {
        net.poll.park(0, () -> true);
        net.poll.park(1, () -> true);
        net.poll.park(-1, () -> true);
        net.poll.park(Long.MIN_VALUE, () -> true);
    }

    @Test
    void park_untilADeadlineOfItsClock_isNotForever() throws IOException {
        Clock clock = Clock.system();
        try (Poll poll = Poll.open(transport(), clock)) {
            long deadline = clock.nanoTime() + 3_000_000;
            while (clock.nanoTime() < deadline) {
                poll.park(deadline, () -> true);
                poll.poll(clock.nanoTime(), 1);
            }
            // The same deadline again, which the system's timer has seen already.
            poll.park(deadline, () -> true);
        }
    }

    @Test
    void park_takesTheDelayFromTheClockItWasGiven() throws IOException {
        long[] now = {1_000};
        try (Poll poll = Poll.open(transport(), () -> now[0])) {
            // A clock that jumps to the deadline while the reactor falls asleep.
            poll.park(Long.MAX_VALUE - 1, () -> {
                now[0] = Long.MAX_VALUE - 1;
                return true;
            });
        }
    }

    @Test
    void park_askingThrows_handsItOnAndLosesNoEdge() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.READABLE);
        pair.peer().getOutputStream().write(1);
        IllegalStateException thrown = new IllegalStateException("asked too much");
        long start = System.nanoTime();
        IllegalStateException caught = assertThrows(
                IllegalStateException.class,
                () -> net.poll.park(Poller.NEVER, () -> {
                    throw thrown;
                }));
        assertEquals(thrown, caught);
        net.untilEvent(A, Ready.READABLE);
        assertTrue(System.nanoTime() - start < Net.PATIENCE.toNanos());
    }

    @Test
    void park_endsWithAnEvent_whichTheNextTurnDelivers() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), Interest.READABLE);
        readiness.clearReadable();
        AtomicInteger wakes = new AtomicInteger();
        assertTrue(!readiness.pollReadable(wakes::incrementAndGet));
        pair.peer().getOutputStream().write(1);
        while (net.poll.deadline() != Poller.NOW) {
            net.poll.park(Poller.NEVER, () -> true);
        }
        assertEquals(1, net.poll.poll(0, 10));
        assertEquals(1, wakes.get());
        assertEquals(Poller.NEVER, net.poll.deadline());
    }

    @Test
    void park_withTokensOnly_doesNotKeepTheReactorAwake() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), B, Interest.WRITABLE);
        net.poll.poll(0, 10);
        assertEquals(Poller.NEVER, net.poll.deadline());
        net.untilEvent(B, Ready.WRITABLE);
    }

    @Test
    void park_onAClosedPoll_says() throws IOException {
        net.poll.close();
        assertThrows(IllegalStateException.class, () -> net.poll.park(Poller.NEVER, () -> true));
        assertEquals(0, net.poll.poll(0, 1));
    }
}
