package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of started reactors: how they begin, what they survive, how they end. */
@Timeout(60)
class ReactorThreadTest {
    private final Heard heard = new Heard();
    private final List<Thread> made = Collections.synchronizedList(new ArrayList<>());

    private Reactors.Builder builder(int count) {
        return Reactors.builder()
                .count(count)
                .name("threaded")
                .affinity(Affinity.none())
                .failures(heard)
                .threads(task -> {
                    Thread thread = new Thread(task);
                    made.add(thread);
                    return thread;
                });
    }

    private void assertGone() {
        for (Thread thread : made) {
            assertFalse(thread.isAlive(), thread + " is still there");
        }
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("threaded"))
                        .toList());
    }

    private static void assertWorks(Reactors group) {
        for (Reactor reactor : group) {
            AtomicReference<Thread> ran = new AtomicReference<>();
            reactor.execute(() -> ran.set(Thread.currentThread()));
            Waiting.until(reactor + " runs a command", () -> ran.get() != null);
            assertEquals(reactor.name(), ran.get().getName());
        }
    }

    @Test
    void start_givesEachReactorAThreadOfItsNameAndCloseEndsThem() {
        Reactors group = builder(3).start();
        assertWorks(group);
        assertEquals(3, made.size());
        assertTrue(group.close(Duration.ofSeconds(30)).isClean());
        assertGone();
        heard.assertNothing();
    }

    @Test
    void turn_ofAStartedReactorIsRefused() {
        try (Reactors group = builder(1).start()) {
            assertWorks(group);
            String message = assertThrows(
                            IllegalStateException.class, () -> group.get(0).turn())
                    .getMessage();
            assertTrue(message.contains("is turned by threaded-0"), message);
        }
    }

    @Test
    void factoryThatMakesNoThread_isRefusedAndNothingIsLeftBehind() {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger calls = new AtomicInteger();
        Reactors.Builder builder = builder(3)
                .poller(core -> new Source("s" + core.index(), log))
                .threads(task -> calls.incrementAndGet() == 3 ? null : new Thread(task));
        String message =
                assertThrows(IllegalArgumentException.class, builder::start).getMessage();
        assertEquals("the thread factory made null for threaded-2: it must make a thread each time", message);
        assertEquals(
                List.of("close s0", "close s1", "close s2"),
                log.stream().sorted().toList());
        assertGone();
    }

    @Test
    void threadThatCannotBeStarted_stopsThoseThatWere() {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger calls = new AtomicInteger();
        OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread, on purpose");
        Reactors.Builder builder = builder(3)
                .poller(core -> new Source("s" + core.index(), log))
                .threads(task -> {
                    Thread thread = calls.incrementAndGet() < 3
                            ? new Thread(task)
                            : new Thread(task) {
                                @Override
                                public synchronized void start() {
                                    throw failure;
                                }
                            };
                    made.add(thread);
                    return thread;
                });
        assertSame(failure, assertThrows(OutOfMemoryError.class, builder::start));
        assertEquals(
                List.of("close s0", "close s1", "close s2"),
                log.stream().filter(entry -> entry.startsWith("close")).sorted().toList());
        assertGone();
    }

    /** A parker that throws now and then. */
    private static final class BadParker implements Parker {
        private final ThreadParker parker;
        private final AtomicInteger parks = new AtomicInteger();
        private final Throwable failure;

        BadParker(Clock clock, Throwable failure) {
            this.parker = new ThreadParker(clock);
            this.failure = failure;
        }

        @Override
        public void park(long deadline, BooleanSupplier canBlock) {
            if (parks.incrementAndGet() % 2 == 1) {
                throw ReactorThreadTest.<RuntimeException>sneak(failure);
            }
            parker.park(deadline, canBlock);
        }

        @Override
        public void wake() {
            parker.wake();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void parkerThatFails_isToldAndTheReactorGoesOn() {
        AssertionError failure = new AssertionError("on purpose");
        try (Reactors group = builder(1)
                .idle(empty -> Idle.Step.PARK)
                .parker(core -> new BadParker(core.clock(), failure))
                .start()) {
            for (int i = 0; i < 10; i++) {
                assertWorks(group);
            }
            Waiting.until("it was told", () -> heard.count() > 0);
        }
        assertEquals("the loop of threaded-0", heard.whats().get(0));
        assertSame(failure, heard.failures().get(0));
        assertGone();
    }

    @Test
    void clockIdlingAndDeadlinesThatFail_areToldAndTheReactorGoesOn() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        AtomicInteger calls = new AtomicInteger();
        Runnable sometimes = () -> {
            if (calls.incrementAndGet() % 5 == 0) {
                throw failure;
            }
        };
        Clock system = Clock.system();
        Source source = new Source("source", Collections.synchronizedList(new ArrayList<>())) {
            @Override
            public long deadline() {
                sometimes.run();
                return NEVER;
            }
        };
        Reactors group = builder(1)
                .clock(() -> {
                    sometimes.run();
                    return system.nanoTime();
                })
                .idle(empty -> {
                    sometimes.run();
                    return Idle.Step.PARK;
                })
                .poller(core -> source)
                .stallAfter(Duration.ZERO)
                .start();
        for (int i = 0; i < 100; i++) {
            assertWorks(group);
        }
        assertTrue(group.close(Duration.ofSeconds(30)).isClean());
        assertTrue(heard.count() > 0);
        heard.failures().forEach(told -> assertSame(failure, told));
        assertGone();
    }

    /** An interrupt means nothing to a reactor, and must not keep it from sleeping for ever after. */
    @Test
    void interrupt_isClearedBeforeTheNextSleep() {
        AtomicInteger parks = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        // An interrupt from outside may come between the clearing and the park: counted is what follows the last one.
        AtomicBoolean last = new AtomicBoolean();
        try (Reactors group = builder(1)
                .idle(empty -> Idle.Step.PARK)
                .parker(core -> new Parker() {
                    private final ThreadParker parker = new ThreadParker(core.clock());

                    @Override
                    public void park(long deadline, BooleanSupplier canBlock) {
                        parks.incrementAndGet();
                        if (last.get() && Thread.currentThread().isInterrupted()) {
                            interrupted.incrementAndGet();
                        }
                        parker.park(deadline, canBlock);
                    }

                    @Override
                    public void wake() {
                        parker.wake();
                    }
                })
                .start()) {
            assertWorks(group);
            made.get(0).interrupt();
            group.get(0).execute(() -> {
                Thread.currentThread().interrupt();
                last.set(true);
            });
            assertWorks(group);
            Waiting.until("asleep", () -> group.get(0).sleeps());
            int before = parks.get();
            assertWorks(group);
            Waiting.until("asleep again", () -> group.get(0).sleeps());
            assertTrue(parks.get() - before < 100, "it sleeps instead of spinning");
        }
        assertEquals(0, interrupted.get());
    }

    @Test
    void errorInATask_leavesTheThreadAlone() {
        try (Reactors group = builder(1).start()) {
            group.get(0).spawn("failing", Probe.failing(new StackOverflowError("on purpose")));
            Waiting.until("it was told", () -> heard.count() == 1);
            assertWorks(group);
            assertTrue(made.get(0).isAlive());
        }
        assertGone();
    }

    /** Nothing is left to hear of the failure, neither handler nor log nor thread: it dies, but in order. */
    @Test
    void threadThatDies_endsItsTasksAndClosesItsPlugs() throws Exception {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        CountDownLatch dead = new CountDownLatch(1);
        AssertionError fatal = new AssertionError("on purpose");
        AtomicBoolean armed = new AtomicBoolean();
        Logged logged = Logged.from("dev.enso.reactor");
        Reactors group = builder(2)
                .poller(core -> new Source("s" + core.index(), log))
                .threads(task -> {
                    Thread thread = new Thread(task);
                    thread.setUncaughtExceptionHandler((dying, failure) -> {
                        uncaught.set(failure);
                        if (dying == made.get(0) && dead.getCount() > 0) {
                            dead.countDown();
                            throw fatal;
                        }
                    });
                    made.add(thread);
                    return thread;
                })
                .idle(empty -> {
                    if (armed.get() && Thread.currentThread() == made.get(0)) {
                        throw fatal;
                    }
                    return Idle.Step.YIELD;
                })
                .failures((reactor, what, failure) -> {
                    throw fatal;
                })
                .start();
        Probe waiting = Probe.pending();
        Task<String> task = group.get(0).spawn("waiting", waiting);
        Task<String> joiner = group.get(1).spawn("joiner", task.join());
        Waiting.until("the first poll", () -> waiting.polls == 1);
        logged.failWith(fatal);
        armed.set(true);
        dead.await();
        made.get(0).join();
        logged.failWith(null);
        assertSame(fatal, uncaught.get());
        assertTrue(group.get(0).isStopped());
        Waiting.until("its joiner hears of it", joiner::isDone);
        assertEquals(1, waiting.closes);
        assertTrue(log.contains("close s0"));
        CloseReport report = group.close(Duration.ofMillis(100));
        assertEquals(List.of("waiting"), report.cut());
        assertEquals(List.of(), report.stuck());
        assertGone();
        logged.close();
    }

    @Test
    void sendsToAReactorThatStops_areAcceptedAndCountedOrRefused() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger delivered = new AtomicInteger();
            AtomicInteger accepted = new AtomicInteger();
            Reactors group = builder(2).laneCapacity(4).start();
            Thread[] senders = new Thread[2];
            CountDownLatch going = new CountDownLatch(senders.length);
            for (int i = 0; i < senders.length; i++) {
                Reactor target = group.get(i);
                senders[i] = new Thread(() -> {
                    for (int sent = 0; ; sent++) {
                        if (sent == 10) {
                            going.countDown();
                        }
                        switch (target.send(at -> delivered.incrementAndGet())) {
                            case ACCEPTED -> accepted.incrementAndGet();
                            case FULL -> Thread.yield();
                            case CLOSED -> {
                                return;
                            }
                        }
                    }
                });
                senders[i].start();
            }
            going.await();
            CloseReport report = group.close(Duration.ofSeconds(30));
            for (Thread sender : senders) {
                sender.join();
            }
            assertEquals(accepted.get(), delivered.get() + report.undelivered(), "round " + round);
        }
        assertGone();
    }

    @Test
    void spawnsOnAReactorThatStops_allEndOrAreRefused() throws Exception {
        for (int round = 0; round < 50; round++) {
            Reactors group = builder(1).start();
            List<Task<String>> tasks = Collections.synchronizedList(new ArrayList<>());
            List<Probe> probes = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch going = new CountDownLatch(1);
            Thread spawner = new Thread(() -> {
                try {
                    while (true) {
                        Probe probe = Probe.readyAt(1);
                        Task<String> task = group.get(0).spawn(probe);
                        probes.add(probe);
                        tasks.add(task);
                        if (tasks.size() == 10) {
                            going.countDown();
                        }
                        if (tasks.size() % 1000 == 0) {
                            Thread.yield();
                        }
                    }
                } catch (java.util.concurrent.RejectedExecutionException refused) {
                    if (!refused.getMessage().contains("is closing")) {
                        throw refused;
                    }
                }
            });
            spawner.start();
            going.await();
            group.close(Duration.ofSeconds(30));
            spawner.join();
            for (Task<String> task : tasks) {
                Waiting.until(task + " ends", task::isDone);
            }
            for (Probe probe : probes) {
                Waiting.until("it is closed", () -> probe.closes == 1);
            }
        }
        assertGone();
    }

    @Test
    void spinningReactor_worksAndCloses() {
        try (Reactors group = builder(2).idle(Idle.spinning()).start()) {
            assertWorks(group);
        }
        assertGone();
    }

    @Test
    void serviceOnAnotherReactor_isPolledByItsOwnThreadOnly() {
        try (Reactors group = builder(2).start()) {
            AtomicReference<Thread> polledBy = new AtomicReference<>();
            group.get(1).spawn(new Probe((self, cx) -> {
                polledBy.set(Thread.currentThread());
                return Polled.READY;
            }));
            Waiting.until("a poll", () -> polledBy.get() != null);
            assertSame(made.get(1), polledBy.get());
        }
    }
}
