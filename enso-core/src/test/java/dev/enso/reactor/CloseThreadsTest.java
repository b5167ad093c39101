package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The orderly end of reactors with threads. */
@Timeout(120)
class CloseThreadsTest {
    private static final int ROUNDS = Boolean.getBoolean("enso.long") ? 1000 : 10;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Heard heard = new Heard();

    private Reactors start(int count) {
        return Reactors.builder()
                .count(count)
                .name("closing")
                .affinity(Affinity.none())
                .failures(heard)
                .laneCapacity(4)
                .stallAfter(Duration.ZERO)
                .start();
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void close_drainsTasksAndMessagesThatHopBetweenReactors() {
        for (int round = 0; round < ROUNDS; round++) {
            Reactors group = start(3);
            AtomicInteger hops = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                group.get(i).send(hop(group, 400, hops));
                group.get(i).execute(() -> spawnHop(group, 100, hops));
            }
            CloseReport report = group.close(LONG);
            assertEquals(new CloseReport(List.of(), 0, List.of()), report, "round " + round);
            assertEquals(3 * (400 + 100), hops.get(), "round " + round);
        }
        heard.assertNothing();
    }

    private static Message hop(Reactors group, int left, AtomicInteger hops) {
        return at -> {
            hops.incrementAndGet();
            if (left > 1) {
                Message next = hop(group, left - 1, hops);
                int target = (at.index() + 1 + (left & 1)) % group.size();
                if (at.bus().send(target, next) == Sent.FULL) {
                    at.reactor().spawn(at.bus().sending(target, next));
                }
            }
        };
    }

    private static void spawnHop(Reactors group, int left, AtomicInteger hops) {
        hops.incrementAndGet();
        if (left > 1) {
            group.get(left % group.size()).execute(() -> spawnHop(group, left - 1, hops));
        }
    }

    @Test
    void close_waitsForFiniteTasksAndCancelsServices() {
        Reactors group = start(2);
        Probe service = Probe.pending();
        Task<String> serving = group.get(0).spawn(TaskOptions.named("service").service(), service);
        CountDownLatch go = new CountDownLatch(1);
        Task<String> finite = group.get(1).spawn(Probe.readyAt(2));
        new Thread(() -> {
                    await(go);
                    Waiting.until("the service is cancelled first", serving::isDone);
                    finite.wake();
                })
                .start();
        go.countDown();
        assertTrue(group.close(LONG).isClean());
        assertEquals("value", finite.outcome().value());
        assertEquals(1, service.closes);
        heard.assertNothing();
    }

    @Test
    void close_cutsAtTheLimitWithNames() {
        Reactors group = start(2);
        Probe[] probes = new Probe[1000];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = Probe.pending();
            group.get(i & 1).spawn("t" + i, probes[i]);
        }
        CloseReport report = group.close(Duration.ofMillis(20));
        assertEquals(probes.length, report.cut().size());
        assertTrue(report.cut().contains("t0") && report.cut().contains("t999"));
        for (Probe probe : probes) {
            assertEquals(1, probe.closes);
        }
    }

    @Test
    void close_cutsTasksThatAreBusyForEver() {
        Reactors group = start(2);
        Probe busy = Probe.busy();
        group.get(0).spawn("busy", busy);
        Waiting.until("it is busy", () -> busy.polls > 1000);
        assertEquals(List.of("busy"), group.close(Duration.ofMillis(20)).cut());
        assertEquals(1, busy.closes);
    }

    @Test
    void close_reportsATaskThatNeverYieldsAndEndsTheOthers() throws Exception {
        Reactors group = start(2);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        Probe stuck = new Probe((self, cx) -> {
            thread.set(Thread.currentThread());
            inside.countDown();
            release.await();
            return Polled.PENDING;
        });
        Probe behind = Probe.pending();
        Task<String> waiting = group.get(0).spawn("behind", behind);
        Waiting.until("it waits", () -> behind.polls == 1);
        group.get(0).spawn("stuck", stuck);
        Probe other = Probe.pending();
        group.get(1).spawn("other", other);
        inside.await();
        CloseReport report = group.close(Duration.ZERO);
        assertEquals(List.of("closing-0 in stuck"), report.stuck());
        assertEquals(List.of("other"), report.cut());
        assertEquals(1, other.closes);
        assertTrue(group.get(1).isStopped());

        // When it yields after all, its reactor ends like the others.
        release.countDown();
        thread.get().join();
        assertEquals(1, stuck.closes);
        assertEquals(1, behind.closes);
        assertTrue(waiting.isDone());
        assertTrue(group.get(0).isStopped());
    }

    @Test
    void close_byManyThreadsAnswersOneReport() throws Exception {
        Reactors group = start(2);
        group.get(0).spawn("waiting", Probe.pending());
        Set<CloseReport> reports = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> reports.add(group.close(Duration.ofMillis(20))));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, reports.size());
        assertSame(reports.iterator().next(), group.close(Duration.ZERO));
    }

    /** A reactor that waited for the closing thread, which waits for the reactor, would wait until the limit. */
    @Test
    void close_onAReactorWhileAnotherThreadClosesIsRefusedAtOnce() throws Exception {
        Reactors group = start(1);
        AtomicBoolean closing = new AtomicBoolean();
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        Task<String> task = group.get(0).spawn(new Probe((self, cx) -> {
            cx.waker().wake();
            if (!closing.get()) {
                return Polled.PENDING;
            }
            refusal.set(assertThrows(IllegalStateException.class, group::close));
            return Polled.READY;
        }));
        Thread closer = new Thread(() -> assertTrue(group.close(LONG).isClean()));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        closer.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        closer.start();
        // The closing thread waits for the task by now, or is about to.
        Waiting.until("it closes", () -> closer.getState() == Thread.State.TIMED_WAITING);
        closing.set(true);
        closer.join();
        assertEquals(null, failure.get());
        assertTrue(task.isDone());
        assertTrue(refusal.get().getMessage().contains("(called on closing-0)"));
        heard.assertNothing();
    }

    @Test
    void close_ofAnotherGroupOnAReactorIsAllowed() {
        Reactors group = start(1);
        Reactors other = start(1);
        AtomicReference<CloseReport> report = new AtomicReference<>();
        group.get(0).execute(() -> report.set(other.close(LONG)));
        Waiting.until("the other is closed", () -> report.get() != null);
        assertTrue(report.get().isClean());
        assertTrue(group.close(LONG).isClean());
    }

    @Test
    void close_byAnInterruptedThreadIsCompleteAndKeepsTheInterrupt() {
        Reactors group = start(2);
        Probe waiting = Probe.pending();
        group.get(0).spawn("waiting", waiting);
        Thread.currentThread().interrupt();
        CloseReport report = group.close(Duration.ofMillis(20));
        assertTrue(Thread.interrupted());
        assertEquals(List.of("waiting"), report.cut());
        assertEquals(1, waiting.closes);
        assertTrue(group.get(0).isStopped() && group.get(1).isStopped());
    }

    /** Whose clock a test moves by hand, or not at all: who waits, waits by the system's. */
    @Test
    void close_endsAlsoWhenTheReactorsClockStandsStill() {
        Reactors group = Reactors.builder()
                .count(2)
                .clock(new ManualClock())
                .affinity(Affinity.none())
                .failures(heard)
                .start();
        group.get(0).spawn("waiting", Probe.pending());
        group.get(1).spawn("busy", Probe.busy());
        CloseReport report = group.close(Duration.ofMillis(20));
        assertEquals(List.of("waiting", "busy"), report.cut());
        assertEquals(List.of(), report.stuck());
    }

    @Test
    void close_withoutAnyPatienceOfIdleReactorsIsClean() {
        for (int i = 0; i < 20; i++) {
            assertTrue(start(2).close(Duration.ZERO).isClean());
        }
    }

    @Test
    void close_underLoadFromOutsideEnds() throws Exception {
        Reactors group = start(2);
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger delivered = new AtomicInteger();
        Thread[] senders = new Thread[3];
        for (int i = 0; i < senders.length; i++) {
            int target = i & 1;
            senders[i] = new Thread(() -> {
                Sent sent;
                while ((sent = group.get(target).send(at -> {
                            delivered.incrementAndGet();
                            at.bus().send(1 - at.index(), there -> {});
                        }))
                        != Sent.CLOSED) {
                    if (sent == Sent.ACCEPTED) {
                        accepted.incrementAndGet();
                    } else {
                        Thread.yield();
                    }
                }
                refused.incrementAndGet();
            });
            senders[i].start();
        }
        Waiting.until("load", () -> accepted.get() > 10_000);
        CloseReport report = group.close(LONG);
        for (Thread sender : senders) {
            sender.join();
        }
        assertEquals(3, refused.get());
        assertEquals(List.of(), report.stuck());
        assertEquals(accepted.get(), delivered.get() + report.undelivered());
    }
}
