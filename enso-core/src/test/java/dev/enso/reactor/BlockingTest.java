package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that block, on threads of their own. */
@Timeout(60)
class BlockingTest {
    private final Heard heard = new Heard();
    private final Reactors group = Reactors.builder()
            .count(1)
            .name("blocks")
            .affinity(Affinity.none())
            .failures(heard)
            .blocking(3, 2)
            .start();

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void call_isMadeOnAThreadOfThePoolAndResumedOnTheOwner() throws Exception {
        Future<List<String>> future = group.blocking(
                        () -> Thread.currentThread().getName())
                .map(thread -> List.of(thread, Thread.currentThread().getName()));
        List<String> threads = group.spawn(future).get(Waiting.LIMIT);
        assertTrue(threads.get(0).startsWith("blocks-blocking-"), threads::toString);
        assertEquals("blocks-0", threads.get(1));
    }

    @Test
    void failure_isTheCallsOwn() {
        IOException failure = new IOException("on purpose");
        Task<Object> task = group.spawn(group.blocking(() -> {
            throw failure;
        }));
        assertSame(
                failure,
                assertThrows(ExecutionException.class, () -> task.get(Waiting.LIMIT))
                        .getCause());
        assertThrows(NullPointerException.class, () -> group.blocking(null));
    }

    @Test
    void calls_areBoundedInThreadsAndQueueAndNoneIsLost() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int number = i;
            tasks.add(group.spawn(group.blocking(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                threads.add(Thread.currentThread().getName());
                Thread.yield();
                running.decrementAndGet();
                return number;
            })));
        }
        for (int i = 0; i < tasks.size(); i++) {
            assertEquals(i, tasks.get(i).get(Waiting.LIMIT));
        }
        assertTrue(most.get() <= 3, most + " at once");
        assertTrue(threads.size() <= 3, threads::toString);
    }

    @Test
    void threads_areStartedAsTheyAreNeeded() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(group.spawn(group.<Void>blocking(() -> {
                all.countDown();
                all.await();
                return null;
            })));
        }
        for (Task<Void> task : tasks) {
            task.get(Waiting.LIMIT);
        }
    }

    @Test
    void cancel_interruptsTheCallAndGivesItsPlaceToOthers() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch interrupted = new CountDownLatch(3);
        List<Task<Void>> stuck = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stuck.add(group.spawn(group.<Void>blocking(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
                return null;
            })));
        }
        begun.await();
        List<Task<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(group.spawn(group.blocking(() -> "done")));
        }
        for (int i = 0; i < 20; i += 2) {
            waiting.get(i).cancel();
        }
        stuck.forEach(Task::cancel);
        interrupted.await();
        for (int i = 1; i < 20; i += 2) {
            assertEquals("done", waiting.get(i).get(Waiting.LIMIT));
        }
        heard.assertNothing();
    }

    @Test
    void interrupt_ofOneCallDoesNotReachTheNext() throws Exception {
        for (int round = 0; round < 200; round++) {
            Task<Void> cancelled = group.spawn(group.<Void>blocking(() -> {
                Thread.sleep(1);
                return null;
            }));
            Task<Boolean> next =
                    group.spawn(group.blocking(() -> Thread.currentThread().isInterrupted()));
            cancelled.cancel();
            assertFalse(next.get(Waiting.LIMIT));
        }
    }

    @Test
    void close_waitsForCallsAndEndsTheThreads() {
        Task<String> task = group.spawn(group.blocking(() -> "done"));
        CloseReport report = group.close(Waiting.LIMIT);
        assertTrue(report.isClean(), report::toString);
        assertEquals("done", task.outcome().value());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("blocks-")));
    }

    @Test
    void close_atItsLimitInterruptsCalls() {
        CountDownLatch begun = new CountDownLatch(1);
        group.spawn("sleeper", group.<Void>blocking(() -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        }));
        Waiting.until("the call", () -> begun.getCount() == 0);
        CloseReport report = group.close(Duration.ZERO);
        assertEquals(List.of("sleeper"), report.cut());
        assertEquals(List.of(), report.stuck());
    }

    @Test
    void call_afterTheEndIsRefused() {
        Rig rig = Rig.of(2);
        Future<String> late = rig.group.blocking(() -> "late");
        rig.group.close();
        assertThrows(RejectedExecutionException.class, () -> late.poll(new dev.enso.core.TestContext()));
    }

    @Test
    void handTurnedReactors_useItToo() {
        Rig rig = Rig.one();
        Task<String> task = rig.reactor().spawn(rig.group.blocking(() -> "done"));
        Waiting.until("the call", () -> {
            rig.settle();
            return task.isDone();
        });
        assertEquals("done", task.outcome().value());
        assertTrue(rig.group.close(Waiting.LIMIT).isClean());
    }

    @Test
    void bounds_areChecked() {
        assertThrows(IllegalArgumentException.class, () -> Reactors.builder().blocking(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Reactors.builder().blocking(1, 0));
    }
}
