package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reactor in the hands of code that knows only executors. */
@Timeout(60)
class ReactorExecutorTest {
    private final PlainTimers timers = new PlainTimers();
    private final Rig rig = Rig.of(1, builder -> builder.timers(core -> timers));
    private final Reactor reactor = rig.reactor();
    private final ScheduledExecutorService executor = reactor.toExecutorService();
    private final AtomicInteger runs = new AtomicInteger();

    private void advance(long nanos) {
        rig.clock.advance(nanos);
        rig.settle();
    }

    @Test
    void execute_runsOnTheReactorAndTellsTheHandlerOfFailures() {
        executor.execute(() -> assertTrue(reactor.isOwner()));
        IllegalStateException failure = new IllegalStateException("on purpose");
        executor.execute(() -> {
            throw failure;
        });
        rig.settle();
        assertEquals(List.of(failure), rig.heard.failures());
        assertThrows(NullPointerException.class, () -> executor.execute(null));
    }

    @Test
    void submit_bringsTheValueOrTheFailure() throws Exception {
        Future<String> value = executor.submit(() -> "value");
        Future<String> given = executor.submit(runs::incrementAndGet, "given");
        Future<?> none = executor.submit(runs::incrementAndGet);
        IOException failure = new IOException("on purpose");
        Future<String> failed = executor.submit(() -> {
            throw failure;
        });
        assertThrows(TimeoutException.class, () -> value.get(0, TimeUnit.SECONDS));
        rig.settle();
        assertEquals("value", value.get());
        assertEquals("given", given.get(0, TimeUnit.SECONDS));
        assertEquals(2, runs.get());
        assertTrue(none.isDone());
        assertSame(failure, assertThrows(ExecutionException.class, failed::get).getCause());
        assertEquals(1, rig.heard.count());
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void schedule_runsAtItsTimeAndNotBefore() throws Exception {
        ScheduledFuture<String> later = executor.schedule(() -> "later", 10, TimeUnit.NANOSECONDS);
        ScheduledFuture<?> now = executor.schedule(runs::incrementAndGet, -5, TimeUnit.DAYS);
        assertEquals(10, later.getDelay(TimeUnit.NANOSECONDS));
        assertTrue(now.compareTo(later) < 0);
        assertTrue(later.compareTo(now) > 0);
        rig.settle();
        assertEquals(1, runs.get());
        advance(9);
        assertFalse(later.isDone());
        assertEquals(1, later.getDelay(TimeUnit.NANOSECONDS));
        advance(1);
        assertEquals("later", later.get());
        ScheduledFuture<?> never = executor.schedule(runs::incrementAndGet, Long.MAX_VALUE, TimeUnit.DAYS);
        advance(1_000_000);
        assertFalse(never.isDone());
        never.cancel(true);
        rig.settle();
        assertEquals(0, timers.armed());
    }

    @Test
    void fixedRate_keepsItsPhaseAndCatchesUp() {
        List<Long> times = new ArrayList<>();
        ScheduledFuture<?> ticks =
                executor.scheduleAtFixedRate(() -> times.add(rig.clock.nanoTime()), 5, 10, TimeUnit.NANOSECONDS);
        rig.settle();
        advance(5);
        advance(12);
        advance(8);
        assertEquals(List.of(5L, 17L, 25L), times);
        advance(30);
        assertEquals(List.of(5L, 17L, 25L, 55L, 55L, 55L), times);
        assertFalse(ticks.isDone());
        assertTrue(ticks.cancel(false));
        advance(100);
        assertEquals(6, times.size());
        assertThrows(CancellationException.class, ticks::get);
        assertEquals(0, timers.armed());
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void fixedDelay_countsFromTheEndOfTheRunBefore() {
        List<Long> times = new ArrayList<>();
        executor.scheduleWithFixedDelay(() -> times.add(rig.clock.nanoTime()), 0, 10, TimeUnit.NANOSECONDS);
        rig.settle();
        advance(15);
        advance(9);
        advance(1);
        assertEquals(List.of(0L, 15L, 25L), times);
    }

    @Test
    void periodic_thatFailsIsOver() {
        ScheduledFuture<?> ticks = executor.scheduleAtFixedRate(
                () -> {
                    if (runs.incrementAndGet() == 3) {
                        throw new IllegalStateException("on purpose");
                    }
                },
                0,
                1,
                TimeUnit.NANOSECONDS);
        rig.settle();
        advance(10);
        assertEquals(3, runs.get());
        assertThrows(ExecutionException.class, ticks::get);
        assertEquals(1, rig.heard.count());
    }

    @Test
    void periodic_thatCancelsItselfIsOver() {
        CompletableFuture<ScheduledFuture<?>> self = new CompletableFuture<>();
        self.complete(executor.scheduleAtFixedRate(
                () -> {
                    runs.incrementAndGet();
                    self.join().cancel(true);
                    assertFalse(Thread.currentThread().isInterrupted());
                },
                0,
                1,
                TimeUnit.NANOSECONDS));
        rig.settle();
        advance(10);
        assertEquals(1, runs.get());
        rig.heard.assertNothing();
    }

    @Test
    void cancel_beforeTheRunFreesTheTask() {
        Future<?> command = executor.submit(runs::incrementAndGet);
        assertTrue(command.cancel(true));
        assertFalse(command.cancel(true));
        rig.settle();
        assertEquals(0, runs.get());
        assertEquals(0, reactor.tasks.live());
        rig.heard.assertNothing();
    }

    @Test
    void shutdown_runsWhatIsDelayedAndCancelsWhatRepeats() throws Exception {
        ScheduledFuture<?> delayed = executor.schedule(runs::incrementAndGet, 10, TimeUnit.NANOSECONDS);
        ScheduledFuture<?> ticks = executor.scheduleAtFixedRate(runs::incrementAndGet, 5, 5, TimeUnit.NANOSECONDS);
        Future<?> command = executor.submit(runs::incrementAndGet);
        executor.shutdown();
        executor.shutdown();
        assertTrue(executor.isShutdown());
        assertFalse(executor.isTerminated());
        assertTrue(ticks.isCancelled());
        RejectedExecutionException refusal =
                assertThrows(RejectedExecutionException.class, () -> executor.execute(runs::incrementAndGet));
        assertEquals(
                "Executor[rig-0, shutdown, 3 live] was shut down and takes no more commands", refusal.getMessage());
        rig.settle();
        assertTrue(command.isDone());
        assertFalse(executor.awaitTermination(0, TimeUnit.SECONDS));
        advance(10);
        assertTrue(delayed.isDone());
        assertEquals(2, runs.get());
        assertTrue(executor.isTerminated());
        assertTrue(executor.awaitTermination(0, TimeUnit.SECONDS));
        assertTrue(reactor.spawn(Probe.of("goes on")) != null);
    }

    @Test
    void shutdownNow_answersWhatNeverBegan() {
        Future<?> one = executor.submit(runs::incrementAndGet);
        ScheduledFuture<?> two = executor.schedule(runs::incrementAndGet, 10, TimeUnit.NANOSECONDS);
        ScheduledFuture<?> ticking = executor.scheduleAtFixedRate(runs::incrementAndGet, 0, 5, TimeUnit.NANOSECONDS);
        rig.settle();
        assertEquals(2, runs.get());
        assertEquals(List.of(two), executor.shutdownNow());
        assertTrue(one.isDone() && ticking.isCancelled());
        rig.settle();
        assertTrue(executor.isTerminated());
        advance(10);
        assertEquals(2, runs.get());
        ((Runnable) two).run();
        assertEquals(3, runs.get(), "it is the caller's now");
        assertEquals(0, timers.armed());
    }

    @Test
    void close_ofTheReactorsCancelsWhatIsLeft() {
        ScheduledFuture<?> later = executor.schedule(runs::incrementAndGet, 10, TimeUnit.NANOSECONDS);
        rig.settle();
        rig.group.close(Duration.ZERO);
        assertThrows(CancellationException.class, later::get);
        assertTrue(executor.isShutdown());
        assertTrue(executor.isTerminated());
        assertThrows(RejectedExecutionException.class, () -> executor.execute(runs::incrementAndGet));
    }

    @Test
    void arguments_areChecked() {
        assertThrows(
                IllegalArgumentException.class,
                () -> executor.scheduleAtFixedRate(runs::incrementAndGet, 0, 0, TimeUnit.SECONDS));
        assertThrows(
                IllegalArgumentException.class,
                () -> executor.scheduleWithFixedDelay(runs::incrementAndGet, 0, -1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> executor.schedule((Runnable) null, 1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> executor.submit((Callable<?>) null));
        IllegalStateException noTimers = assertThrows(
                IllegalStateException.class,
                () -> Rig.one().reactor().toExecutorService().schedule(runs::incrementAndGet, 1, TimeUnit.SECONDS));
        assertTrue(noTimers.getMessage().contains("no timers"), noTimers.getMessage());
    }

    @Test
    void whatWouldBlockTheReactor_isRefusedThere() {
        executor.execute(() -> {
            Future<?> open = executor.submit(runs::incrementAndGet);
            for (org.junit.jupiter.api.function.Executable blocking :
                    List.<org.junit.jupiter.api.function.Executable>of(
                            open::get,
                            () -> open.get(1, TimeUnit.DAYS),
                            () -> executor.invokeAll(List.of()),
                            () -> executor.invokeAny(List.of(() -> 1)),
                            () -> executor.awaitTermination(1, TimeUnit.DAYS))) {
                IllegalStateException refusal = assertThrows(IllegalStateException.class, blocking);
                assertTrue(refusal.getMessage().contains("would block a reactor"), refusal.getMessage());
            }
            runs.incrementAndGet();
        });
        rig.settle();
        rig.heard.assertNothing();
        assertEquals(2, runs.get());
    }

    @Test
    void threads_useItLikeAnyOther() throws Exception {
        try (Reactors group = Reactors.builder()
                .count(1)
                .affinity(Affinity.none())
                .timers(core -> new PlainTimers())
                .failures(rig.heard)
                .start()) {
            ScheduledExecutorService service = group.get(0).toExecutorService(TaskOptions.named("theirs"));
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                calls.add(() -> number);
            }
            int sum = 0;
            for (Future<Integer> future : service.invokeAll(calls)) {
                sum += future.get();
            }
            assertEquals(4950, sum);
            assertTrue(calls.get(service.invokeAny(calls)).call() < 100);
            CompletableFuture<Void> thrice = new CompletableFuture<>();
            ScheduledFuture<?> ticks = service.scheduleAtFixedRate(
                    () -> {
                        if (runs.incrementAndGet() == 3) {
                            thrice.complete(null);
                        }
                    },
                    1,
                    1,
                    TimeUnit.MILLISECONDS);
            thrice.get(30, TimeUnit.SECONDS);
            ticks.cancel(true);
            CompletableFuture<String> async =
                    CompletableFuture.supplyAsync(() -> Thread.currentThread().getName(), service);
            assertEquals(group.get(0).name(), async.get(30, TimeUnit.SECONDS));
            service.shutdown();
            assertTrue(service.awaitTermination(30, TimeUnit.SECONDS));
        }
        rig.heard.assertNothing();
    }

    /** Whatever was accepted has run when the service says that it has terminated. */
    @Test
    void shutdown_thatRacesWithSubmissionsLosesNothing() throws Exception {
        try (Reactors group =
                Reactors.builder().count(1).affinity(Affinity.none()).start()) {
            for (int round = 0; round < 300; round++) {
                ScheduledExecutorService service = group.get(0).toExecutorService();
                AtomicInteger ran = new AtomicInteger();
                AtomicInteger accepted = new AtomicInteger();
                Thread submitter = new Thread(() -> {
                    try {
                        for (int i = 0; i < 1_000; i++) {
                            service.execute(ran::incrementAndGet);
                            accepted.incrementAndGet();
                        }
                    } catch (RejectedExecutionException over) {
                        // What this is about.
                    }
                });
                submitter.start();
                Waiting.until("a submission", () -> accepted.get() > 0);
                service.shutdown();
                assertTrue(service.awaitTermination(30, TimeUnit.SECONDS));
                int atTheEnd = ran.get();
                submitter.join();
                assertEquals(accepted.get(), atTheEnd);
            }
        }
    }
}
