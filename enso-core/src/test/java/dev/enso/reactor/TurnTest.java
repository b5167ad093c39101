package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One turn: its order, its bounds, and what failing plugs do to it. */
class TurnTest {
    private static final long MICRO = 1_000;

    private final List<String> log = new ArrayList<>();
    private final Source.Timers timers = new Source.Timers(log);
    private final Source.Io io = new Source.Io(log);
    private final Source first = new Source("first", log);
    private final Source second = new Source("second", log);
    // Plugged in another order than they are polled in.
    private final Rig rig = Rig.of(
            1,
            builder -> builder.poller(core -> first)
                    .poller(core -> second)
                    .io(core -> io)
                    .timers(core -> timers));
    private final Reactor reactor = rig.reactor();

    @Test
    void turn_looksAtTheBusThenTimersThenIoThenTheRestThenTasks() {
        reactor.execute(() -> log.add("task"));
        reactor.send(at -> log.add("message"));
        reactor.turn();
        assertEquals(List.of("message", "timers", "io", "first", "second", "task"), log);
    }

    @Test
    void turn_pollsTasksThatEventsOfTheSameTurnHaveWoken() {
        Probe probe = Probe.readyAt(2);
        Task<String> task = reactor.spawn(probe);
        reactor.turn();
        reactor.send(at -> task.wake());
        reactor.turn();
        assertTrue(task.isDone());
    }

    @Test
    void turn_countsEventsArrivalsAndPolls() {
        assertEquals(0, reactor.turn());
        io.waiting = 3;
        timers.waiting = 2;
        reactor.send(at -> {});
        reactor.spawn(Probe.pending());
        assertEquals(3 + 2 + 1 + 1 + 1, reactor.turn());
        assertEquals(0, reactor.turn());
    }

    @Test
    void turn_leavesWhatIsBeyondTheLimitForTheNext() {
        io.waiting = 1000;
        assertEquals(io.lastLimit, 0);
        assertEquals(256, reactor.turn());
        assertEquals(1000 - 256, io.waiting);
        assertEquals(256, io.lastLimit);
        rig.settle();
        assertEquals(0, io.waiting);
    }

    @Test
    void turn_takesABoundedNumberOfArrivals() {
        List<Integer> delivered = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            int number = i;
            reactor.send(at -> delivered.add(number));
        }
        assertEquals(256, reactor.turn());
        assertEquals(256, delivered.size());
        assertEquals(256, reactor.turn());
        assertEquals(88, reactor.turn());
        for (int i = 0; i < 600; i++) {
            assertEquals(i, delivered.get(i));
        }
    }

    @Test
    void pollerThatThrows_isToldAndStopsNobodyElse() {
        io.failure = new IllegalStateException("on purpose");
        Probe probe = Probe.of("x");
        reactor.spawn(probe);
        reactor.turn();
        assertSame(io.failure, rig.heard.only("the poller io"));
        assertEquals(List.of("timers", "io", "first", "second"), log);
        assertEquals(1, probe.polls);
        io.failure = null;
        reactor.turn();
        assertEquals(1, rig.heard.count());
    }

    @Test
    void clock_isHandedOnAsTheTurnsReading() {
        rig.clock.set(1234);
        reactor.turn();
        assertEquals(1234, timers.lastNow);
        assertEquals(1234, io.lastNow);
        assertEquals(1234, reactor.core().now());
    }

    /** Once a message was told the time of the turn before, however long ago that was. */
    @Test
    void clock_isReadBeforeMessagesAreTaken() {
        reactor.turn();
        rig.clock.set(1234);
        List<Long> seen = new ArrayList<>();
        reactor.send(at -> seen.add(at.now()));
        reactor.turn();
        assertEquals(List.of(1234L), seen);
    }

    @Test
    void clockThatGoesBack_standsStillInstead() {
        rig.clock.set(5000);
        reactor.turn();
        rig.clock.set(4000);
        List<Long> seen = new ArrayList<>();
        reactor.spawn(new Probe((self, cx) -> {
            seen.add(cx.now());
            return Polled.READY;
        }));
        reactor.turn();
        assertEquals(5000, timers.lastNow);
        assertEquals(List.of(5000L), seen);
        rig.clock.set(5001);
        reactor.turn();
        assertEquals(5001, timers.lastNow);
    }

    @Test
    void clockBeforeItsOrigin_readsAsZero() {
        rig.clock.set(-10);
        reactor.turn();
        assertEquals(0, timers.lastNow);
    }

    /** Polls of a task between two looks at the I/O, one element a turn. */
    private List<Integer> pollsATurn(int turns, Probe probe) {
        List<Integer> polls = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            int before = probe.polls;
            reactor.turn();
            polls.add(probe.polls - before);
        }
        return polls;
    }

    @Test
    void turn_withBusyTasksThatCostNothingIsBoundedByTheirNumber() {
        Probe probe = Probe.busy();
        reactor.spawn(probe);
        assertEquals(List.of(256, 256, 256), pollsATurn(3, probe));
    }

    @Test
    void turn_withSlowTasksLooksAtTheIoEvery50Microseconds() {
        for (long cost : new long[] {1, 100, 700, 900, 3 * MICRO, 10 * MICRO, 49 * MICRO, 50 * MICRO}) {
            Rig lone = Rig.of(1, builder -> builder.io(core -> io));
            Probe probe = new Probe((self, cx) -> {
                lone.clock.advance(cost);
                cx.waker().wake();
                return Polled.PENDING;
            });
            lone.reactor().spawn(probe);
            lone.reactor().turn();
            for (int turn = 0; turn < 100; turn++) {
                int before = probe.polls;
                long start = lone.clock.nanoTime();
                lone.reactor().turn();
                int polls = probe.polls - before;
                assertTrue(polls >= 1 && polls <= 256, polls + " polls of " + cost + " ns");
                assertTrue(
                        lone.clock.nanoTime() - start <= Pace.LOOK_NANOS,
                        polls + " polls of " + cost + " ns in one turn");
                assertTrue(polls >= Math.min(250, Pace.LOOK_NANOS / cost), polls + " polls of " + cost + " ns");
            }
        }
    }

    @Test
    void turn_withPollsBeyondTheBoundPollsOneTask() {
        Probe probe = new Probe((self, cx) -> {
            rig.clock.advance(1_000 * MICRO);
            cx.waker().wake();
            return Polled.PENDING;
        });
        reactor.spawn(probe);
        reactor.turn();
        assertEquals(List.of(1, 1, 1), pollsATurn(3, probe));
    }

    /** Nothing can foresee that quick polls become slow, but it is noticed after {@link Pace#MOST} of them. */
    @Test
    void turn_noticesPollsThatBecomeSlow() {
        long[] cost = {0};
        Probe probe = new Probe((self, cx) -> {
            rig.clock.advance(cost[0]);
            cx.waker().wake();
            return Polled.PENDING;
        });
        reactor.spawn(probe);
        assertEquals(List.of(256, 256), pollsATurn(2, probe));
        cost[0] = 1_000 * MICRO;
        assertEquals(List.of(Pace.MOST, 1, 1), pollsATurn(3, probe));
        cost[0] = 0;
        pollsATurn(1, probe);
        assertEquals(List.of(256), pollsATurn(1, probe), "and it notices that they are quick again");
    }

    @Test
    void turn_staysAtItsPaceWhenQuickMessagesComeBetweenSlowPolls() {
        Probe probe = new Probe((self, cx) -> {
            rig.clock.advance(1_000 * MICRO);
            cx.waker().wake();
            return Polled.PENDING;
        });
        reactor.spawn(probe);
        reactor.turn();
        for (int i = 0; i < 10; i++) {
            int before = probe.polls;
            reactor.send(at -> {});
            reactor.turn();
            assertTrue(probe.polls - before <= 2, probe.polls - before + " polls");
        }
    }

    /** A turn that runs out of ready tasks takes no reading at its end; the next one's says how long it took. */
    @Test
    void turn_noticesSlowPollsAlsoWhenFewAreReady() {
        List<Task<String>> tasks = new ArrayList<>();
        Probe[] probes = new Probe[Pace.MOST - 1];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = new Probe((self, cx) -> {
                rig.clock.advance(100 * MICRO);
                return Polled.PENDING;
            });
            tasks.add(reactor.spawn(probes[i]));
        }
        reactor.turn();
        tasks.forEach(Task::wake);
        assertEquals(tasks.size() + 1, reactor.turn(), "the arrivals, and one poll");
    }

    /** What events take is not charged to tasks. */
    @Test
    void turn_givesTasksTheirTimeAfterSlowEvents() {
        Probe probe = Probe.busy();
        reactor.spawn(probe);
        reactor.turn();
        int before = probe.polls;
        reactor.send(at -> rig.clock.advance(1_000 * MICRO));
        reactor.turn();
        assertEquals(256, probe.polls - before);
    }

    @Test
    void service_answersWhatIsPluggedInByType() {
        CoreContext core = reactor.core();
        assertSame(timers, core.service(Source.Timers.class));
        assertSame(io, core.service(Source.Io.class));
        assertSame(reactor, core.service(Reactor.class));
        assertSame(core.bus(), core.service(Bus.class));
        assertSame(core, core.service(CoreContext.class));
        assertSame(timers, core.service(Poller.class), "the first that fits");
        assertSame(timers, core.alarms());
    }

    @Test
    void service_thatIsMissingIsNamedWithTheRemedy() {
        CoreContext core = Rig.one().reactor().core();
        var missing = assertThrows(IllegalStateException.class, () -> core.service(Source.Io.class));
        assertEquals(
                "nothing of type dev.enso.reactor.Source$Io is plugged into rig-0: it is added when the reactors are"
                        + " built (Reactors.builder)",
                missing.getMessage());
        var none = assertThrows(IllegalStateException.class, core::alarms);
        assertTrue(none.getMessage().startsWith("no timers on rig-0: build the reactors with"), none.getMessage());
    }

    @Test
    void plugs_areClosedOnceInReverseOrder() {
        reactor.turn();
        log.clear();
        rig.group.close();
        log.removeIf(entry -> !entry.startsWith("close"));
        assertEquals(List.of("close second", "close first", "close io", "close timers"), log);
        rig.group.close();
        assertEquals(4, log.size());
    }

    @Test
    void plugs_areClosedAlsoWhenOneFailsToClose() {
        List<String> closed = new ArrayList<>();
        IllegalStateException broken = new IllegalStateException("on purpose");
        Rig bad = Rig.of(
                1,
                builder -> builder.poller(core -> new Source("good", closed)).poller(core -> new Source("bad", closed) {
                    @Override
                    public void close() {
                        throw broken;
                    }
                }));
        bad.group.close();
        assertTrue(closed.contains("close good"));
        assertSame(broken, bad.heard.only("closing bad"));
    }

    @Test
    void buildThatFails_closesWhatItHadMade() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        Reactors.Builder builder = Reactors.builder()
                .count(2)
                .timers(core -> timers)
                .poller(core -> {
                    if (core.index() == 1) {
                        throw failure;
                    }
                    return first;
                });
        assertSame(failure, assertThrows(IllegalStateException.class, builder::build));
        assertEquals(List.of("close timers", "close first", "close timers"), log);
    }

    @Test
    void plugThatIsNull_isRefusedByName() {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Reactors.builder().count(1).name("x").poller(core -> null).build());
        assertEquals("the function given to poller(...) made null for x-0", refusal.getMessage());
    }

    @Test
    void aClockBelowZero_isRefusedWithItsReading() {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> Reactors.builder().count(1).clock(() -> -7).build());
        assertTrue(refused.getMessage().contains("-7 ns"), refused.getMessage());
    }
}
