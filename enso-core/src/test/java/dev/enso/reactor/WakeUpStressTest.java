package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Reactors that park at every chance, woken on every way there is. A wake-up that is lost stops its test for ever: there is
 * no deadline that would end the sleep, and so the wait for the effect runs into its own.
 */
class WakeUpStressTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int ROUNDS = LONG ? 2_000_000 : 100_000;
    private static final long PATIENCE_NANOS = LONG ? 180_000_000_000L : 400_000_000L;

    private static Reactors.Builder parking(int count, Heard heard) {
        return Reactors.builder()
                .count(count)
                .name("parking")
                .affinity(Affinity.none())
                .idle(empty -> Idle.Step.PARK)
                .stallAfter(Duration.ZERO)
                .failures(heard);
    }

    /** One way to wake a reactor, repeated until the rounds or the time are used up; each round waits for its effect. */
    private interface Way {
        void wake(int round);
    }

    private static void rounds(AtomicInteger effects, Way way) {
        SplittableRandom random = new SplittableRandom(7);
        int wasted = 0;
        long start = System.nanoTime();
        int round = 1;
        for (; round <= ROUNDS && System.nanoTime() - start < PATIENCE_NANOS; round++) {
            way.wake(round);
            int expected = round;
            Waiting.until(() -> "the effect of wake-up " + expected, () -> effects.get() >= expected);
            // The reactor is on its way to sleep: meet it at ever other places.
            for (int i = random.nextInt(2_000); i > 0; i--) {
                wasted += i;
            }
        }
        assertTrue(wasted != 1 && round > 1);
    }

    private static void withParkingReactor(Consumer<Reactor> test) {
        Heard heard = new Heard();
        try (Reactors group = parking(1, heard).start()) {
            test.accept(group.get(0));
        }
        heard.assertNothing();
    }

    @Test
    void wakesOfATask_areNotLost() {
        withParkingReactor(reactor -> {
            AtomicInteger polls = new AtomicInteger();
            Task<String> task = reactor.spawn(TaskOptions.defaults().service(), new Probe((self, cx) -> {
                polls.incrementAndGet();
                return Polled.PENDING;
            }));
            Waiting.until("the first poll", () -> polls.get() == 1);
            polls.set(0);
            rounds(polls, round -> task.wake());
        });
    }

    @Test
    void spawns_areNotLost() {
        withParkingReactor(reactor -> {
            AtomicInteger ran = new AtomicInteger();
            rounds(ran, round -> reactor.execute(ran::incrementAndGet));
        });
    }

    @Test
    void messagesFromOutside_areNotLost() {
        withParkingReactor(reactor -> {
            AtomicInteger delivered = new AtomicInteger();
            rounds(delivered, round -> assertEquals(Sent.ACCEPTED, reactor.send(at -> delivered.incrementAndGet())));
        });
    }

    @Test
    void wakesForAPollerFedFromOutside_areNotLost() {
        Heard heard = new Heard();
        AtomicInteger fed = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        Poller source = new Poller() {
            @Override
            public int poll(long now, int limit) {
                if (fed.get() == taken.get()) {
                    return 0;
                }
                taken.incrementAndGet();
                return 1;
            }

            @Override
            public long deadline() {
                return fed.get() == taken.get() ? NEVER : NOW;
            }
        };
        try (Reactors group = parking(1, heard).poller(core -> source).start()) {
            rounds(taken, round -> {
                fed.incrementAndGet();
                group.get(0).wake();
            });
        }
        heard.assertNothing();
    }

    @Test
    void wakesByManyThreadsAtOnce_areNotLost() throws InterruptedException {
        Heard heard = new Heard();
        int threads = 3;
        try (Reactors group = parking(1, heard).start()) {
            Thread[] all = new Thread[threads];
            AtomicInteger failed = new AtomicInteger();
            for (int i = 0; i < threads; i++) {
                AtomicInteger ran = new AtomicInteger();
                all[i] = new Thread(() -> rounds(ran, round -> group.get(0).execute(ran::incrementAndGet)));
                all[i].setUncaughtExceptionHandler((thread, failure) -> failed.incrementAndGet());
                all[i].start();
            }
            for (Thread thread : all) {
                thread.join();
            }
            assertEquals(0, failed.get(), "threads that waited in vain");
        }
        heard.assertNothing();
    }

    /** A message goes round all reactors, each of which sleeps when it is not there. */
    @Test
    void lanesOfOtherReactors_loseNoWakeUp() {
        Heard heard = new Heard();
        try (Reactors group = parking(3, heard).start()) {
            AtomicInteger hops = new AtomicInteger();
            Message token = new Message() {
                @Override
                public void deliver(CoreContext at) {
                    int hop = hops.incrementAndGet();
                    if (hop < ROUNDS) {
                        assertEquals(Sent.ACCEPTED, at.bus().send((at.index() + 1 + (hop & 1)) % 3, this));
                    }
                }
            };
            group.get(0).send(token);
            awaitProgress(hops, ROUNDS);
        }
        heard.assertNothing();
    }

    /** Requests come home to reactors that sleep. */
    @Test
    void answers_loseNoWakeUp() {
        Heard heard = new Heard();
        try (Reactors group = parking(2, heard).start()) {
            AtomicInteger answers = new AtomicInteger();
            Request request = new Request() {
                @Override
                protected Polled serve(CoreContext at) {
                    return Polled.READY;
                }

                @Override
                protected void answered(CoreContext at) {
                    if (answers.incrementAndGet() < ROUNDS) {
                        assertEquals(Sent.ACCEPTED, at.bus().request(1, this));
                    }
                }
            };
            group.get(0).send(at -> at.bus().request(1, request));
            awaitProgress(answers, ROUNDS);
        }
        heard.assertNothing();
    }

    /** A task that waits for room sleeps with its reactor until the receiver's notice. */
    @Test
    void notices_loseNoWakeUp() {
        Heard heard = new Heard();
        try (Reactors group =
                parking(2, heard).laneCapacity(1).lanes(ExactLane.factory()).start()) {
            Bus bus = group.get(0).core().bus();
            AtomicInteger delivered = new AtomicInteger();
            Message message = at -> delivered.incrementAndGet();
            AtomicInteger sent = new AtomicInteger();
            group.get(0).spawn(new Probe((self, cx) -> {
                while (sent.get() < ROUNDS) {
                    if (bus.send(1, message) == Sent.FULL) {
                        return bus.poll(1, cx);
                    }
                    sent.incrementAndGet();
                    if (!cx.spend()) {
                        return Polled.PENDING;
                    }
                }
                return Polled.READY;
            }));
            awaitProgress(delivered, ROUNDS);
            sent.set(ROUNDS);
        }
        heard.assertNothing();
    }

    /** Until the goal or the end of the time; in between, nothing may stand still. */
    private static void awaitProgress(AtomicInteger count, int goal) {
        long start = System.nanoTime();
        while (count.get() < goal && System.nanoTime() - start < PATIENCE_NANOS) {
            int seen = count.get();
            Waiting.until(() -> "a step after " + seen + " of " + goal, () -> count.get() > seen);
        }
        assertTrue(count.get() > 0);
        // What goes round by itself ends here.
        count.set(goal);
    }
}
