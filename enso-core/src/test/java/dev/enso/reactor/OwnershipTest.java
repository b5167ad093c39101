package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One thread turns a reactor at a time, and what belongs to a turn is refused outside of it. */
class OwnershipTest {
    private final Rig rig = Rig.of(2);
    private final Reactor reactor = rig.reactor(0);

    @Test
    void turn_fromWithinItsOwnTurnIsRefused() {
        reactor.spawn("nested", new Probe((self, cx) -> {
            reactor.turn();
            return Polled.READY;
        }));
        reactor.turn();
        String message = rig.heard.only("nested").getMessage();
        assertTrue(
                message.contains("rig-0 is turned by " + Thread.currentThread().getName()), message);
        assertTrue(message.contains("one thread turns it at a time"), message);
        assertEquals(0, reactor.turn(), "given up in order");
    }

    @Test
    void turn_ofAnotherReactorWithinATurnIsAllowed() {
        Probe inner = Probe.of("x");
        rig.reactor(1).spawn(inner);
        List<Reactor> current = new ArrayList<>();
        reactor.execute(() -> {
            rig.reactor(1).turn();
            current.add(rig.group.current());
        });
        reactor.turn();
        assertEquals(1, inner.polls);
        assertEquals(List.of(reactor), current);
        rig.heard.assertNothing();
    }

    @Test
    void turn_fromASecondThreadIsRefused() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        reactor.execute(() -> {
            inside.countDown();
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread turning = new Thread(reactor::turn, "turning");
        turning.start();
        inside.await();
        assertFalse(reactor.isOwner());
        String message =
                assertThrows(IllegalStateException.class, reactor::turn).getMessage();
        assertTrue(message.startsWith("reactor rig-0 is turned by turning"), message);
        done.countDown();
        turning.join();
        assertEquals(0, reactor.turn());
        rig.heard.assertNothing();
    }

    /** Many threads turn at will: each turn is whole or refused, and what one did the next one sees. */
    @Test
    void turn_byManyThreadsInAnyOrderIsNeverTwoAtATime() throws Exception {
        int threads = 4;
        int rounds = 20_000;
        int[] polls = {0};
        AtomicInteger inside = new AtomicInteger();
        reactor.spawn(new Probe((self, cx) -> {
            assertEquals(1, inside.incrementAndGet());
            polls[0]++;
            inside.decrementAndGet();
            return Polled.PENDING;
        }));
        Task<String> task = reactor.spawn(new Probe((self, cx) -> {
            assertEquals(1, inside.incrementAndGet());
            polls[0]++;
            inside.decrementAndGet();
            return Polled.PENDING;
        }));
        AtomicInteger turned = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                for (int round = 0; round < rounds; round++) {
                    task.wake();
                    try {
                        turned.addAndGet(reactor.turn());
                    } catch (IllegalStateException busy) {
                        Thread.onSpinWait();
                    }
                }
            });
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        rig.settle();
        rig.heard.assertNothing();
        assertEquals(polls[0], reactor.tasks.polls());
        assertTrue(turned.get() > 0);
    }

    @Test
    void isOwner_andCurrentAreTrueOnlyWithinATurn() {
        List<Object> seen = new ArrayList<>();
        assertFalse(reactor.isOwner());
        assertNull(rig.group.current());
        reactor.execute(() -> {
            seen.add(reactor.isOwner());
            seen.add(rig.group.current());
            seen.add(rig.reactor(1).isOwner());
        });
        reactor.turn();
        assertEquals(List.of(true, reactor, false), seen);
        assertFalse(reactor.isOwner());
        assertNull(rig.group.current());
    }

    @Test
    void bus_isRefusedOutsideOfTurnsWithTheRemedy() {
        Bus bus = reactor.core().bus();
        Request request = new Request() {
            @Override
            protected Polled serve(CoreContext at) {
                return Polled.READY;
            }

            @Override
            protected void answered(CoreContext at) {}
        };
        for (var call : List.<org.junit.jupiter.api.function.Executable>of(
                () -> bus.send(1, at -> {}), () -> bus.request(1, request), () -> bus.poll(1, null))) {
            String message = assertThrows(IllegalStateException.class, call).getMessage();
            assertEquals(
                    "this end of the bus belongs to rig-0 and was called on "
                            + Thread.currentThread().getName()
                            + ": call it from a task or message on rig-0, or use Reactor.send and Reactor.spawn, which"
                            + " any thread may call",
                    message);
        }
        rig.within(1, at -> assertThrows(IllegalStateException.class, () -> bus.send(1, message -> {})));
    }

    @Test
    void context_isRefusedAfterItsPoll() {
        List<Context> kept = new ArrayList<>();
        Probe probe = new Probe((self, cx) -> {
            kept.add(cx);
            return Polled.PENDING;
        });
        Task<String> task = reactor.spawn(probe);
        reactor.turn();
        Context cx = kept.get(0);
        for (var call : List.<org.junit.jupiter.api.function.Executable>of(
                cx::waker, cx::spend, cx::alarms, () -> cx.service(Reactor.class))) {
            assertEquals(
                    "a Context is lent for one poll and this poll is over: keep waker() instead",
                    assertThrows(IllegalStateException.class, call).getMessage());
        }
        assertSame(task, probe.waker, "a task is its own waker");
    }

    @Test
    void context_lendsServicesDuringThePoll() {
        List<Object> seen = new ArrayList<>();
        rig.clock.set(77);
        reactor.spawn(new Probe((self, cx) -> {
            seen.add(cx.service(Reactor.class));
            seen.add(cx.now());
            assertThrows(IllegalStateException.class, cx::alarms);
            return Polled.READY;
        }));
        reactor.turn();
        assertEquals(List.of(reactor, 77L), seen);
        rig.heard.assertNothing();
    }

    @Test
    void budget_isGivenAnewToEachPollAndItsEndAsksForAnother() {
        List<Integer> spent = new ArrayList<>();
        Probe probe = new Probe((self, cx) -> {
            int units = 0;
            while (cx.spend()) {
                units++;
            }
            assertFalse(cx.spend());
            spent.add(units);
            return self.polls < 3 ? Polled.PENDING : Polled.READY;
        });
        reactor.spawn(probe);
        rig.settle();
        assertEquals(List.of(TaskContext.BUDGET, TaskContext.BUDGET, TaskContext.BUDGET), spent);
    }

    @Test
    void executor_runsStagesOnTheReactor() {
        CompletableFuture<Boolean> stage = CompletableFuture.supplyAsync(reactor::isOwner, reactor);
        assertFalse(stage.isDone());
        reactor.turn();
        assertTrue(stage.join());
    }

    @Test
    void spawner_startsOnTheReactorAndOnTheGroupInTurn() {
        Probe[] probes = {Probe.of("a"), Probe.of("b"), Probe.of("c")};
        CompletableFuture<String> one = reactor.start(probes[0]).toCompletableFuture();
        CompletableFuture<String> two = rig.group.start(probes[1]).toCompletableFuture();
        CompletableFuture<String> three = rig.group.start(probes[2]).toCompletableFuture();
        reactor.turn();
        assertEquals("a", one.join());
        assertEquals("b", two.join());
        assertFalse(three.isDone(), "the next reactor's");
        rig.reactor(1).turn();
        assertEquals("c", three.join());
    }

    @Test
    void groupSpawn_onAReactorStaysThere() {
        List<Reactor> homes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rig.within(1, at -> homes.add(rig.group.spawn(Probe.of("x")).reactor()));
        }
        assertEquals(List.of(rig.reactor(1), rig.reactor(1), rig.reactor(1)), homes);
    }
}
