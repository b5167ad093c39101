package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody else's loop as a task. */
class DutyTest {
    private final PlainTimers timers = new PlainTimers();
    private final Rig rig = Rig.of(1, builder -> builder.timers(core -> timers));
    private final Reactor reactor = rig.reactor();
    private final List<String> calls = new ArrayList<>();
    private int work;

    private Duty agent() {
        return Duty.of(
                () -> calls.add("start"),
                () -> {
                    calls.add("work");
                    return work-- > 0 ? 1 : 0;
                },
                () -> calls.add("close"));
    }

    @Test
    void cycle_startsWorksWaitsAndCloses() {
        work = 3;
        Task<Void> task = reactor.spawn(
                TaskOptions.named("agent").service(), agent().cycle(Duration.ofNanos(10), Duration.ofNanos(30)));
        rig.settle();
        assertEquals("start", calls.get(0));
        assertEquals(1 + 3 + 16, calls.size(), "three times work, and patience");
        assertEquals(1, timers.armed());
        long[] waits = {10, 20, 30, 30};
        for (long wait : waits) {
            int before = calls.size();
            rig.clock.advance(wait - 1);
            rig.settle();
            assertEquals(before, calls.size(), "before " + wait);
            rig.clock.advance(1);
            rig.settle();
            assertEquals(before + 1, calls.size(), "after " + wait);
        }
        task.cancel();
        rig.settle();
        assertEquals("close", calls.get(calls.size() - 1));
        assertEquals(1, calls.stream().filter("close"::equals).count());
        assertEquals(0, timers.armed());
        rig.heard.assertNothing();
    }

    @Test
    void wake_makesAnIdleDutyLookAtOnce() {
        Task<Void> task = reactor.spawn(agent().cycle());
        rig.settle();
        int before = calls.size();
        work = 1;
        task.wake();
        rig.settle();
        assertTrue(calls.size() >= before + 2);
    }

    @Test
    void busyDuty_givesWayToOthers() {
        work = Integer.MAX_VALUE;
        reactor.spawn(agent().cycle());
        Probe neighbour = Probe.of("polled");
        reactor.spawn(neighbour);
        reactor.turn();
        assertEquals(1, neighbour.polls);
    }

    @Test
    void failure_endsTheTaskAndClosesTheDuty() {
        IOException failure = new IOException("on purpose");
        Task<Void> task = reactor.spawn(Duty.of(
                        () -> {},
                        () -> {
                            throw failure;
                        },
                        () -> calls.add("close"))
                .cycle());
        rig.settle();
        assertSame(failure, task.outcome().failure());
        assertEquals(List.of("close"), calls);
    }

    @Test
    void close_comesOnlyAfterAStart() {
        Task<Void> task = reactor.spawn(agent().cycle());
        task.cancel();
        rig.settle();
        assertEquals(List.of(), calls);
    }

    @Test
    void failure_inOnCloseIsKeptInTheOutcome() {
        IOException failure = new IOException("on purpose");
        Task<Void> task = reactor.spawn(Duty.of(() -> {}, () -> 0, () -> {
                    throw failure;
                })
                .cycle());
        rig.settle();
        task.cancel();
        rig.settle();
        assertSame(failure, task.outcome().failure().getSuppressed()[0].getCause());
    }

    @Test
    void waits_thatMakeNoSenseAreRefused() {
        Duration ms = Duration.ofMillis(1);
        assertThrows(IllegalArgumentException.class, () -> agent().cycle(ms.negated(), ms));
        assertThrows(IllegalArgumentException.class, () -> agent().cycle(ms, Duration.ZERO));
    }

    /** The reverse: a loop of somebody else's turns a reactor among its other work. */
    @Test
    void reactor_isDrivenByAnotherLoop() {
        Rig driven = Rig.of(1, builder -> builder.timers(core -> new PlainTimers()));
        Duty guest = () -> driven.reactor().turn();
        Task<Void> host = reactor.spawn(TaskOptions.named("host").service(), guest.cycle());
        Task<String> task = driven.reactor().spawn(Probe.readyAt(3));
        rig.settle();
        for (int i = 0; i < 2; i++) {
            task.wake();
            rig.clock.advance(Duration.ofMillis(1).toNanos());
            rig.settle();
        }
        assertEquals("value", task.outcome().value());
        host.cancel();
        rig.settle();
        driven.group.close();
    }
}
