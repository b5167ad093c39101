package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who waits for a task, and how they hear of its end. */
class TaskJoinTest {
    private final Rig rig = Rig.of(3);
    private final Reactor home = rig.reactor(0);

    /** Spawns a task that joins, and answers it. */
    private Task<String> joiner(int on, Task<String> joined) {
        return rig.reactor(on).spawn("joiner-" + on, joined.join());
    }

    private static String valueOf(Task<String> task) {
        assertTrue(task.isDone(), task + " is not done");
        assertNull(task.outcome().failure());
        return (String) task.outcome().value();
    }

    @TestFactory
    DynamicContainer join_keepsTheLawsOfStreams() {
        return StreamLaws.of("join", () -> {
            Rig lone = Rig.one();
            Probe probe = Probe.readyAt(2);
            Task<String> task = lone.reactor().spawn(probe);
            return Subject.of((Stream<String>) task.join(), List.of("value")).outside(cx -> {
                lone.settle();
                task.wake();
                lone.settle();
            });
        });
    }

    @Test
    void join_fromTheSameReactor() {
        Probe probe = Probe.readyAt(2);
        Task<String> task = home.spawn(probe);
        Task<String> joiner = joiner(0, task);
        rig.settle();
        assertFalse(joiner.isDone());
        task.wake();
        rig.settle();
        assertEquals("value", valueOf(joiner));
    }

    @Test
    void join_fromAnotherReactor() {
        Probe probe = Probe.readyAt(2);
        Task<String> task = home.spawn(probe);
        Task<String> joiner = joiner(1, task);
        rig.settle();
        assertFalse(joiner.isDone());
        task.wake();
        rig.settle();
        assertEquals("value", valueOf(joiner));
    }

    @Test
    void join_afterTheEndIsReadyAtOnce() {
        Task<String> task = home.spawn(Probe.of("x"));
        rig.settle();
        Task<String> first = joiner(1, task);
        Task<String> second = joiner(1, task);
        assertEquals(4, rig.reactor(1).turn(), "two arrivals, two polls");
        assertEquals("x", valueOf(first));
        assertEquals("x", valueOf(second));
    }

    @Test
    void join_byManyWakesThemAll() {
        Probe probe = Probe.readyAt(2);
        Task<String> task = home.spawn(probe);
        List<Task<String>> joiners = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            joiners.add(joiner(i % 3, task));
        }
        rig.settle();
        task.wake();
        rig.settle();
        for (Task<String> joiner : joiners) {
            assertEquals("value", valueOf(joiner));
        }
    }

    @Test
    void join_ofAFailureFailsTheJoinerToo() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        Task<String> task = home.spawn("failing", Probe.failing(failure));
        Task<String> joiner = joiner(1, task);
        rig.settle();
        assertSame(failure, joiner.outcome().failure());
        assertEquals(List.of("failing", "joiner-1"), rig.heard.whats());
    }

    @Test
    void join_ofACancelledTaskSeesTheCancellation() {
        Task<String> task = home.spawn(Probe.pending());
        Task<String> joiner = joiner(1, task);
        rig.settle();
        task.cancel();
        rig.settle();
        assertInstanceOf(CancellationException.class, joiner.outcome().failure());
        assertEquals(List.of("joiner-1"), rig.heard.whats(), "nobody asked the joiner to end");
    }

    @Test
    void join_thatIsClosedIsNotWoken() {
        Task<String> task = home.spawn(Probe.readyAt(2));
        Future<String> join = task.join();
        Probe joiner = new Probe((self, cx) -> join.poll(cx));
        rig.reactor(1).spawn(joiner);
        rig.settle();
        assertEquals(1, joiner.polls);
        join.close();
        join.close();
        task.wake();
        rig.settle();
        assertEquals(1, joiner.polls);
        assertTrue(task.isDone());
    }

    @Test
    void join_wakesOnlyTheWakerOfItsLatestPoll() {
        Task<String> task = home.spawn(Probe.readyAt(2));
        Future<String> join = task.join();
        Probe first = new Probe((self, cx) -> join.poll(cx));
        Probe second = new Probe((self, cx) -> join.poll(cx));
        rig.reactor(1).spawn(first);
        rig.reactor(1).spawn(second);
        rig.settle();
        task.wake();
        rig.settle();
        assertEquals(1, first.polls);
        assertEquals(2, second.polls);
    }

    /** A task that lives for long and is joined with a timeout again and again must not collect the joins. */
    @Test
    void join_thatGaveUpLeavesNothingBehind() throws Exception {
        Task<String> task = home.spawn(Probe.pending());
        List<Future<String>> waiting = new ArrayList<>();
        Probe churning = new Probe((self, cx) -> {
            for (int i = 0; i < 50_000; i++) {
                Future<String> join = task.join();
                assertEquals(Polled.PENDING, join.poll(cx));
                waiting.add(join);
                if (waiting.size() > 10) {
                    waiting.remove(0).close();
                }
            }
            return Polled.PENDING;
        });
        home.spawn(churning);
        rig.settle();
        int links = 0;
        for (Joiner joiner = task.newestJoiner(); joiner != null; joiner = joiner.older()) {
            links++;
        }
        assertTrue(links <= 100, links + " links for 10 who wait");
        task.cancel();
        rig.settle();
        assertEquals(2, churning.polls, "the ten were woken all the same");
    }

    @Test
    void get_thatTimesOutLeavesNothingBehind() {
        Task<String> task = home.spawn(Probe.pending());
        for (int i = 0; i < 1000; i++) {
            assertThrows(TimeoutException.class, () -> task.get(Duration.ZERO));
        }
        int links = 0;
        for (Joiner joiner = task.newestJoiner(); joiner != null; joiner = joiner.older()) {
            links++;
        }
        assertTrue(links <= 100, links + " links, and nobody waits");
    }

    @Test
    void wakerOfAJoinerThatThrowsIsToldAndStopsNobodyElse() {
        Task<String> task = home.spawn("joined", Probe.readyAt(2));
        Task<String> joiner = joiner(1, task);
        rig.settle();
        RuntimeException failure = new RuntimeException("on purpose");
        task.await(null, () -> {
            throw failure;
        });
        Task<String> later = joiner(2, task);
        rig.settle();
        task.wake();
        rig.settle();
        assertEquals("value", valueOf(joiner));
        assertEquals("value", valueOf(later));
        assertSame(failure, rig.heard.only("waking a joiner of joined"));
    }

    @Test
    void toStage_completesWithTheValue() {
        Task<String> task = home.spawn(Probe.readyAt(2));
        CompletableFuture<String> before = task.toStage().toCompletableFuture();
        rig.settle();
        assertFalse(before.isDone());
        task.wake();
        rig.settle();
        assertEquals("value", before.join());
        assertEquals("value", task.toStage().toCompletableFuture().join());
    }

    @Test
    void toStage_completesWithTheFailureItself() {
        Exception failure = new Exception("on purpose");
        CompletableFuture<String> stage =
                home.spawn(Probe.failing(failure)).toStage().toCompletableFuture();
        rig.settle();
        assertSame(failure, assertThrows(ExecutionException.class, stage::get).getCause());
    }

    @Test
    void toStage_ofACancelledTaskIsCancelled() {
        Task<String> task = home.spawn(Probe.pending());
        CompletableFuture<String> stage = task.toStage().toCompletableFuture();
        task.cancel();
        rig.settle();
        assertTrue(stage.isCancelled());
    }

    @Test
    void get_answersTheOutcome() throws Exception {
        Task<String> good = home.spawn(Probe.of("x"));
        Task<String> bad = home.spawn(Probe.failing(new IllegalStateException("on purpose")));
        Task<String> cancelled = home.spawn(Probe.pending());
        cancelled.cancel();
        rig.settle();
        assertEquals("x", good.get());
        assertEquals("x", good.get(Duration.ZERO));
        assertEquals("x", good.get(Duration.ofSeconds(Long.MAX_VALUE)), "longer than nanoseconds can say");
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(ExecutionException.class, bad::get).getCause());
        assertThrows(CancellationException.class, cancelled::get);
    }

    @Test
    void get_timesOutAndTheTaskGoesOn() {
        Task<String> task = home.spawn(Probe.readyAt(2));
        rig.settle();
        for (Duration timeout : List.of(
                Duration.ZERO, Duration.ofNanos(1), Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThrows(TimeoutException.class, () -> task.get(timeout));
        }
        task.wake();
        rig.settle();
        assertEquals("value", valueOf(task));
    }

    @Test
    void get_onAReactorOfTheGroupIsRefusedWithTheRemedy() {
        Task<String> task = home.spawn(Probe.pending());
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        for (int on = 0; on < 3; on++) {
            rig.within(on, at -> {
                refusal.set(assertThrows(IllegalStateException.class, task::get));
                assertThrows(IllegalStateException.class, () -> task.get(Duration.ZERO));
            });
            assertEquals(
                    "Task.get would block a reactor; poll Task.join() instead (called on rig-" + on + ")",
                    refusal.get().getMessage());
        }
    }

    @Test
    void get_thatIsInterruptedStopsWaiting() {
        Task<String> task = home.spawn(Probe.pending());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, task::get);
        assertFalse(Thread.interrupted());
    }

    @Test
    void join_ofWhatIsNeitherExceptionNorErrorWrapsIt() {
        Throwable strange = new Throwable("on purpose");
        Task<String> task = home.spawn(Probe.failing(strange));
        Task<String> joiner = joiner(1, task);
        rig.settle();
        assertSame(
                strange,
                assertInstanceOf(ExecutionException.class, joiner.outcome().failure())
                        .getCause());
    }
}
