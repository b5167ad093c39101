package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The orderly end of reactors that are turned by hand: the closing thread turns them, and their clock never moves by itself. */
@Timeout(60)
class ClosingTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Rig rig = Rig.of(3);

    private CloseReport close() {
        return rig.group.close(LIMIT);
    }

    @Test
    void close_ofIdleReactorsIsClean() {
        assertTrue(close().isClean());
        for (Reactor reactor : rig.group) {
            assertTrue(reactor.isStopped());
            assertEquals(0, reactor.turn(), "a stopped reactor does nothing");
        }
    }

    @Test
    void close_withoutAnyPatienceIsCleanWhenNothingIsLeft() {
        assertTrue(rig.group.close(Duration.ZERO).isClean());
        assertTrue(Rig.of(2).group.close(Duration.ofSeconds(-1)).isClean());
        assertTrue(Rig.of(2).group.close(Duration.ofSeconds(Long.MAX_VALUE)).isClean());
    }

    @Test
    void close_letsFiniteTasksComeToTheirEnd() {
        Probe counting = new Probe((self, cx) -> {
            cx.waker().wake();
            return self.polls < 10_000 ? Polled.PENDING : Polled.READY;
        });
        Task<String> task = rig.reactor(1).spawn(counting);
        assertEquals(new CloseReport(List.of(), 0, List.of()), close());
        assertEquals("value", task.outcome().value());
        assertEquals(1, counting.closes);
    }

    @Test
    void close_letsMessagesHopToTheirEnd() {
        List<Integer> hops = new ArrayList<>();
        rig.reactor(0).send(hop(1000, hops));
        assertTrue(close().isClean());
        assertEquals(1000, hops.size());
    }

    private Message hop(int left, List<Integer> hops) {
        return at -> {
            hops.add(at.index());
            if (left > 1) {
                assertEquals(Sent.ACCEPTED, at.bus().send((at.index() + 1) % rig.group.size(), hop(left - 1, hops)));
            }
        };
    }

    /** The group's own work may still move from reactor to reactor while it drains. */
    @Test
    void close_letsTasksSpawnOnOtherReactorsOfTheGroup() {
        List<Integer> hops = new ArrayList<>();
        rig.reactor(0).execute(() -> spawnOn(1, 500, hops));
        assertTrue(close().isClean());
        assertEquals(500, hops.size());
        rig.heard.assertNothing();
    }

    private void spawnOn(int next, int left, List<Integer> hops) {
        if (left > 0) {
            rig.reactor(next).execute(() -> {
                hops.add(next);
                spawnOn((next + 1) % 3, left - 1, hops);
            });
        }
    }

    @Test
    void close_waitsForAnswersOfRequests() {
        List<String> home = new ArrayList<>();
        Request request = new Request() {
            @Override
            protected Polled serve(CoreContext at) {
                at.reactor().spawn(new Probe((self, cx) -> {
                    cx.waker().wake();
                    if (self.polls < 100) {
                        return Polled.PENDING;
                    }
                    answer();
                    return Polled.READY;
                }));
                return Polled.PENDING;
            }

            @Override
            protected void answered(CoreContext at) {
                home.add(at.reactor().name());
            }
        };
        rig.within(0, at -> at.bus().request(2, request));
        assertTrue(close().isClean());
        assertEquals(List.of("rig-0"), home);
    }

    @Test
    void close_cancelsServicesFirst() {
        List<String> order = new ArrayList<>();
        Probe service = new Probe((self, cx) -> Polled.PENDING);
        Task<String> serving = rig.reactor(0).spawn(TaskOptions.named("service").service(), service);
        serving.toStage().whenComplete((value, failure) -> order.add("service"));
        Probe finite = new Probe((self, cx) -> {
            cx.waker().wake();
            return self.polls < 100 ? Polled.PENDING : Polled.READY;
        });
        rig.reactor(0).spawn(finite).toStage().thenRun(() -> order.add("finite"));
        assertTrue(close().isClean());
        assertEquals(List.of("service", "finite"), order);
        assertInstanceOf(CancellationException.class, serving.outcome().failure());
        assertEquals(1, service.closes);
        rig.heard.assertNothing();
    }

    @Test
    void close_cancelsServicesThatAreSpawnedMeanwhile() {
        Probe service = Probe.pending();
        List<Task<String>> late = new ArrayList<>();
        rig.reactor(0).spawn(new Probe((self, cx) -> {
            cx.waker().wake();
            if (self.polls < 10) {
                return Polled.PENDING;
            }
            late.add(rig.reactor(0).spawn(TaskOptions.defaults().service(), service));
            return Polled.READY;
        }));
        assertTrue(close().isClean());
        assertTrue(late.get(0).isDone());
        assertEquals(1, service.closes);
    }

    @Test
    void close_cutsOffWhatWaitsForTimeThatWillNotPass() {
        Probe waiting = Probe.pending();
        Task<String> task = rig.reactor(2).spawn("waiting", waiting);
        assertEquals(new CloseReport(List.of("waiting"), 0, List.of()), close());
        assertInstanceOf(CancellationException.class, task.outcome().failure());
        assertEquals(1, waiting.closes);
    }

    @Test
    void close_cutsOffWhatIsBusyForEverAlthoughTheClockStandsStill() {
        Probe busy = Probe.busy();
        rig.reactor(0).spawn("busy", busy);
        assertEquals(List.of("busy"), close().cut());
        assertEquals(1, busy.closes);
    }

    @Test
    void close_cutsOffAtTheDeadlineOfItsClock() {
        Rig moving = Rig.one();
        Probe busy = new Probe((self, cx) -> {
            moving.clock.advance(1_000_000);
            cx.waker().wake();
            return Polled.PENDING;
        });
        moving.reactor().spawn("busy", busy);
        // The turn that learns how slow it is.
        moving.reactor().turn();
        busy.polls = 0;
        assertEquals(List.of("busy"), moving.group.close(Duration.ofMillis(100)).cut());
        assertTrue(busy.polls >= 98 && busy.polls <= 102, busy.polls + " polls");
    }

    @Test
    void close_cutsOffMessagesThatHopForEver() {
        assertEquals(Sent.ACCEPTED, rig.reactor(0).send(this::hopForEver));
        CloseReport report = close();
        assertEquals(List.of(), report.cut());
        assertEquals(1, report.undelivered());
    }

    private void hopForEver(CoreContext at) {
        at.bus().send((at.index() + 1) % rig.group.size(), this::hopForEver);
    }

    @Test
    void close_namesAndEndsEveryTaskHoweverMany() {
        List<Task<String>> tasks = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            Probe probe = Probe.pending();
            probes.add(probe);
            tasks.add(rig.reactor(i % 3).spawn("t" + i, probe));
        }
        rig.settle();
        CloseReport report = rig.group.close(Duration.ZERO);
        assertEquals(5000, report.cut().size());
        tasks.forEach(task -> assertTrue(task.isDone(), task.name()));
        probes.forEach(probe -> assertEquals(1, probe.closes));
        rig.heard.assertNothing();
    }

    @Test
    void close_endsManyServicesAndNamesNone() {
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Probe probe = Probe.pending();
            probes.add(probe);
            rig.reactor(0).spawn(TaskOptions.defaults().service(), probe);
        }
        assertTrue(rig.group.close(Duration.ZERO).isClean());
        probes.forEach(probe -> assertEquals(1, probe.closes));
    }

    @Test
    void close_doesNotNameTasksThatHadEnded() {
        rig.reactor(0).spawn("done, but woken in its last poll", new Probe((self, cx) -> {
            cx.waker().wake();
            return Polled.READY;
        }));
        rig.reactor(0).spawn("busy", Probe.busy());
        assertEquals(List.of("busy"), rig.group.close(Duration.ZERO).cut());
    }

    @Test
    void close_wakesJoinersOfWhatItCutsOff() {
        Task<String> waiting = rig.reactor(0).spawn("waiting", Probe.pending());
        Task<String> joiner = rig.reactor(1).spawn("joiner", waiting.join());
        List<Throwable> stage = new ArrayList<>();
        waiting.toStage().whenComplete((value, failure) -> stage.add(failure));
        close();
        assertTrue(waiting.isDone());
        assertTrue(joiner.isDone());
        assertInstanceOf(CancellationException.class, stage.get(0));
    }

    @Test
    void close_isIdempotentAndAnswersTheSameReport() {
        rig.reactor(0).spawn("waiting", Probe.pending());
        CloseReport report = close();
        assertSame(report, close());
        assertSame(report, rig.group.close(Duration.ZERO));
        rig.group.close();
    }

    @Test
    void close_onAReactorOfTheGroupIsRefused() {
        List<Throwable> refusals = new ArrayList<>();
        rig.within(1, at -> {
            refusals.add(assertThrows(IllegalStateException.class, () -> rig.group.close(LIMIT)));
            refusals.add(assertThrows(IllegalStateException.class, rig.group::close));
        });
        for (Throwable refusal : refusals) {
            assertEquals(
                    "close waits for the reactors and can't be called on one of them: call it from another thread"
                            + " (called on rig-1)",
                    refusal.getMessage());
        }
        assertTrue(close().isClean());
    }

    @Test
    void spawnAndSend_fromOutsideAreRefusedOnceItCloses() {
        Probe late = Probe.of("x");
        Probe closing = new Probe((self, cx) -> {
            cx.waker().wake();
            assertFalse(rig.reactor(0).isStopped());
            Thread outsider = new Thread(() -> {
                assertThrows(
                        RejectedExecutionException.class, () -> rig.reactor(0).spawn(late));
                assertThrows(RejectedExecutionException.class, () -> rig.group.spawn(late));
                assertThrows(
                        RejectedExecutionException.class, () -> rig.reactor(0).execute(() -> {}));
                assertEquals(Sent.CLOSED, rig.reactor(0).send(at -> {}));
                refused = true;
            });
            outsider.start();
            outsider.join();
            return Polled.READY;
        });
        rig.reactor(1).spawn(new Probe((self, cx) -> {
            cx.waker().wake();
            return self.polls < 10 ? Polled.PENDING : closing.poll(cx);
        }));
        assertTrue(close().isClean());
        assertTrue(refused);
        assertEquals(0, late.closes, "the future stays with the caller");
    }

    private volatile boolean refused;

    @Test
    void spawnAndSend_afterTheEndAreRefused() {
        close();
        Probe late = Probe.of("x");
        var refusal = assertThrows(
                RejectedExecutionException.class, () -> rig.reactor(0).spawn(late));
        assertEquals("reactor rig-0 is closing and takes no new work", refusal.getMessage());
        assertEquals(Sent.CLOSED, rig.reactor(0).send(at -> {}));
        assertEquals(0, late.closes);
    }

    @Test
    void spawn_bySomebodyWhoIsClosedAtTheEndIsRefused() {
        List<Throwable> refusals = new ArrayList<>();
        Probe waiting = Probe.pending();
        rig.reactor(0).spawn("spawns when it is closed", new dev.enso.core.Future<String>() {
            @Override
            public Polled poll(dev.enso.core.Context cx) {
                return waiting.poll(cx);
            }

            @Override
            public String head() {
                return waiting.head();
            }

            @Override
            public dev.enso.core.Stream<String> tail() {
                return waiting.tail();
            }

            @Override
            public void close() {
                try {
                    rig.reactor(0).spawn("too late", Probe.pending());
                } catch (RejectedExecutionException refusal) {
                    refusals.add(refusal);
                }
            }
        });
        rig.settle();
        CloseReport report = close();
        assertTrue(rig.reactor(0).isStopped());
        // Spawned by one that is cut off: refused, or cut off as well, and named.
        assertEquals(2, report.cut().size() + refusals.size());
    }

    /** Who comes through the door while the reactor stops is turned away by itself. */
    @Test
    void arrivals_afterTheLastTurnAreTurnedAway() {
        Reactor reactor = rig.reactor(0);
        Probe spawned = Probe.of("x");
        Task<String> task = reactor.spawn("late", spawned);
        assertEquals(Sent.ACCEPTED, reactor.send(at -> {}));
        reactor.stopByHand();
        assertTrue(task.isDone());
        assertInstanceOf(RejectedExecutionException.class, task.outcome().failure());
        assertSame(task.outcome().failure(), rig.heard.failures().get(0));
        assertInstanceOf(Refused.class, rig.heard.failures().get(1), "the message tells that it was not delivered");
        assertEquals(2, rig.heard.count());
        assertEquals(0, spawned.polls);
        assertEquals(1, spawned.closes);
        assertEquals(1, close().undelivered());
    }

    @Test
    void messagesInLanesOfAStoppedReactor_areCounted() {
        rig.within(0, at -> {
            for (int i = 0; i < 7; i++) {
                at.bus().send(1, there -> {});
            }
        });
        rig.reactor(1).stopByHand();
        assertEquals(7, close().undelivered());
    }

    @Test
    void wake_afterTheEndIsHarmless() {
        Task<String> task = rig.reactor(0).spawn(Probe.pending());
        close();
        task.wake();
        assertFalse(task.cancel());
        rig.reactor(0).wake();
    }

    @Test
    void closeWithoutLimit_warnsOnceOfWhatItCut() {
        try (Logged logged = Logged.from("dev.enso.reactor")) {
            rig.reactor(0).spawn("waiting", Probe.pending());
            rig.group.close();
            rig.group.close();
            assertEquals(1, logged.messages().size());
            assertTrue(
                    logged.messages().get(0).contains("waiting"),
                    logged.messages().get(0));
        }
    }

    @Test
    void report_copiesItsLists() {
        List<String> names = new ArrayList<>(List.of("a"));
        CloseReport report = new CloseReport(names, 0, List.of());
        names.clear();
        assertEquals(List.of("a"), report.cut());
        assertFalse(report.isClean());
        assertFalse(new CloseReport(List.of(), 1, List.of()).isClean());
        assertFalse(new CloseReport(List.of(), 0, List.of("x")).isClean());
    }

    @Test
    void close_ofATurnUnderWayElsewhereIsRefusedAndMayBeRepeated() throws Exception {
        var inside = new java.util.concurrent.CountDownLatch(1);
        var done = new java.util.concurrent.CountDownLatch(1);
        rig.reactor(0).execute(() -> {
            inside.countDown();
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread turning = new Thread(rig.reactor(0)::turn, "turning");
        turning.start();
        inside.await();
        assertTrue(assertThrows(IllegalStateException.class, this::close)
                .getMessage()
                .contains("turned by turning"));
        done.countDown();
        turning.join();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertTrue(close().isClean()));
    }
}
