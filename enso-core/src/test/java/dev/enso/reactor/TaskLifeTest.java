package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** From spawn to end on one reactor. */
class TaskLifeTest {
    private final Rig rig = Rig.one();
    private final Reactor reactor = rig.reactor();

    private static Throwable failureOf(Task<?> task) {
        return task.outcome().failure();
    }

    private static Object valueOf(Task<?> task) {
        assertSame(null, failureOf(task));
        return task.outcome().value();
    }

    @Test
    void spawn_fromOutsideIsPolledInTheNextTurn() {
        Probe probe = Probe.of("x");
        Task<String> task = reactor.spawn(probe);
        assertEquals(0, probe.polls);
        assertEquals(0, task.id(), "not admitted yet");
        assertFalse(task.isDone());

        assertEquals(2, reactor.turn(), "one arrival, one poll");
        assertEquals(1, probe.polls);
        assertTrue(task.isDone());
        assertEquals("x", valueOf(task));
        assertEquals(1, probe.closes);
        assertEquals(0, reactor.turn());
        rig.heard.assertNothing();
    }

    @Test
    void spawn_fromInsideHasItsIdAtOnceAndIsPolledInTheSameTurn() {
        Probe inner = Probe.of("inner");
        List<Task<String>> spawned = new ArrayList<>();
        reactor.spawn(new Probe((self, cx) -> {
            spawned.add(reactor.spawn(inner));
            return Polled.READY;
        }));
        reactor.turn();
        assertEquals(1, inner.polls);
        assertNotEquals(0, spawned.get(0).id());
        assertEquals("inner", valueOf(spawned.get(0)));
    }

    @Test
    void task_thatIsNotWokenIsNotPolled() {
        Probe probe = Probe.pending();
        reactor.spawn(probe);
        rig.settle();
        for (int i = 0; i < 5; i++) {
            assertEquals(0, reactor.turn());
        }
        assertEquals(1, probe.polls);
    }

    @Test
    void wakes_beforeAPollMakeOnePoll() {
        Probe probe = Probe.pending();
        Task<String> task = reactor.spawn(probe);
        rig.settle();
        for (int i = 0; i < 10; i++) {
            task.wake();
        }
        rig.settle();
        assertEquals(2, probe.polls);
        rig.within(0, at -> {
            task.wake();
            task.wake();
        });
        assertEquals(3, probe.polls, "the wakes within a turn");
    }

    @Test
    void wake_fromOutsideAndInsideTogetherMakesOnePoll() {
        Probe probe = Probe.pending();
        Task<String> task = reactor.spawn(probe);
        rig.settle();
        reactor.send(at -> task.wake());
        task.wake();
        reactor.turn();
        assertEquals(2, probe.polls);
        assertEquals(0, reactor.turn());
    }

    @Test
    void wake_ofItselfMakesAnotherPoll() {
        Probe probe = new Probe((self, cx) -> {
            cx.waker().wake();
            return self.polls < 5 ? Polled.PENDING : Polled.READY;
        });
        Task<String> task = reactor.spawn(probe);
        rig.settle();
        assertEquals(5, probe.polls);
        assertTrue(task.isDone());
        assertEquals(1, probe.closes);
    }

    /** The slot of a task that is still in the run queue belongs to it, or the entry would poll somebody else. */
    @Test
    void wake_ofItselfInTheLastPollDoesNotGiveTheSlotAwayTooEarly() {
        Probe last = new Probe((self, cx) -> {
            cx.waker().wake();
            reactor.spawn(TaskOptions.named("later"), Probe.pending());
            return Polled.READY;
        });
        Probe second = Probe.pending();
        Task<String> task = reactor.spawn(last);
        task.toStage().thenRun(() -> reactor.spawn(second));
        rig.settle();
        assertEquals(1, last.polls);
        assertEquals(1, last.closes);
        assertEquals(1, second.polls, "polled for its own spawn and no other");
        assertEquals(2, reactor.tasks.live());
    }

    @Test
    void wake_afterTheEndDoesNothing() {
        Probe probe = Probe.of("x");
        Task<String> task = reactor.spawn(probe);
        rig.settle();
        task.wake();
        rig.settle();
        rig.within(0, at -> task.wake());
        Probe next = Probe.pending();
        reactor.spawn(next);
        rig.settle();
        task.wake();
        rig.settle();
        assertEquals(1, probe.polls);
        assertEquals(1, next.polls, "the next user of the slot is not woken");
    }

    /** A handle may reach the reactor's own thread before the spawn does. */
    @Test
    void wake_onTheReactorBeforeTheAdmissionDoesNothing() {
        List<Task<String>> early = new ArrayList<>();
        reactor.send(at -> early.get(0).wake());
        Probe probe = Probe.readyAt(1);
        early.add(reactor.spawn(probe));
        rig.settle();
        assertEquals(1, probe.polls);
        assertTrue(early.get(0).isDone());
        rig.heard.assertNothing();
    }

    @Test
    void cancel_onTheReactorBeforeTheAdmissionClosesItUnpolled() {
        List<Task<String>> early = new ArrayList<>();
        reactor.send(at -> early.get(0).cancel());
        Probe probe = Probe.pending();
        early.add(reactor.spawn(probe));
        rig.settle();
        assertEquals(0, probe.polls);
        assertEquals(1, probe.closes);
        assertInstanceOf(CancellationException.class, failureOf(early.get(0)));
        rig.heard.assertNothing();
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void cancel_beforeTheFirstPollClosesItUnpolled() {
        Probe probe = Probe.pending();
        Task<String> task = reactor.spawn(TaskOptions.named("victim"), probe);
        assertTrue(task.cancel());
        assertTrue(task.cancel(), "asking again is asking");
        rig.settle();
        assertEquals(0, probe.polls);
        assertEquals(1, probe.closes);
        assertEquals("victim was cancelled", failureOf(task).getMessage());
        assertFalse(task.cancel());
        rig.heard.assertNothing();
    }

    @Test
    void cancel_whileWaitingClosesIt() {
        Probe probe = Probe.pending();
        Task<String> task = reactor.spawn(probe);
        rig.settle();
        task.cancel();
        assertFalse(task.isDone(), "the reactor does it");
        rig.settle();
        assertEquals(1, probe.polls);
        assertEquals(1, probe.closes);
        assertTrue(task.isDone());
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void cancel_whileQueuedClosesItInsteadOfThePoll() {
        Probe probe = Probe.pending();
        Task<String> task = reactor.spawn(probe);
        rig.settle();
        rig.within(0, at -> {
            task.wake();
            task.cancel();
        });
        assertEquals(1, probe.polls);
        assertEquals(1, probe.closes);
    }

    @Test
    void cancel_inItsOwnPollClosesItBeforeTheNext() {
        List<Task<String>> self = new ArrayList<>();
        Probe probe = new Probe((me, cx) -> {
            assertTrue(self.get(0).cancel());
            assertEquals(0, me.closes, "a poll under way is not interrupted");
            return Polled.PENDING;
        });
        self.add(reactor.spawn(probe));
        rig.settle();
        assertEquals(1, probe.polls);
        assertEquals(1, probe.closes);
        assertInstanceOf(CancellationException.class, failureOf(self.get(0)));
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void cancel_inItsLastPollLosesAgainstTheValue() {
        List<Task<String>> self = new ArrayList<>();
        Probe probe = new Probe((me, cx) -> {
            self.get(0).cancel();
            return Polled.READY;
        });
        self.add(reactor.spawn(probe));
        rig.settle();
        assertEquals("value", valueOf(self.get(0)));
        assertEquals(1, probe.closes);
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void cancel_afterTheEndAnswersFalse() {
        Task<String> task = reactor.spawn(Probe.of("x"));
        rig.settle();
        assertFalse(task.cancel());
        rig.settle();
        assertEquals("x", valueOf(task));
    }

    @Test
    void close_isCalledOnceOnEachEnd() {
        for (Probe probe : List.of(
                Probe.of("x"),
                Probe.failing(new IllegalStateException("on purpose")),
                Probe.failing(new AssertionError("on purpose")),
                new Probe((self, cx) -> Polled.ENDED))) {
            reactor.spawn(probe);
            rig.settle();
            assertEquals(1, probe.polls);
            assertEquals(1, probe.closes);
        }
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void id_isNeverUsedTwiceAlthoughSlotsAre() {
        HashSet<Long> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Task<String> task = reactor.spawn(Probe.of("x"));
            rig.settle();
            assertTrue(ids.add(task.id()), "id " + task.id());
            assertTrue(task.id() > 0);
        }
        assertEquals(1, reactor.tasks.slots(), "one slot was enough for one task after the other");
    }

    @Test
    void id_tellsReactorsApart() {
        Rig two = Rig.of(2);
        Task<String> first = two.reactor(0).spawn(Probe.pending());
        Task<String> second = two.reactor(1).spawn(Probe.pending());
        two.settle();
        assertNotEquals(first.id(), second.id());
    }

    @Test
    void name_isTheGivenOneOrMadeFromTheId() {
        Task<String> named = reactor.spawn("alice", Probe.pending());
        Task<String> nameless = reactor.spawn(Probe.pending());
        rig.settle();
        assertEquals("alice", named.name());
        assertEquals("task-" + Long.toHexString(nameless.id()), nameless.name());
    }

    @Test
    void toString_saysNameLevelReactorAndState() {
        Task<String> task = reactor.spawn(TaskOptions.named("alice").priority(Priority.HIGH), Probe.of("x"));
        assertEquals("alice[HIGH, on rig-0, live]", task.toString());
        rig.settle();
        assertEquals("alice[HIGH, on rig-0, done]", task.toString());
        Task<String> failed = reactor.spawn("bob", Probe.failing(new IllegalStateException("no")));
        rig.settle();
        assertEquals("bob[NORMAL, on rig-0, failed: java.lang.IllegalStateException: no]", failed.toString());
    }

    @Test
    void spawn_ofNothingIsRefusedAndCostsNoPlaceAtTheDoor() {
        Rig narrow = Rig.of(1, builder -> builder.admission(1));
        Consumer<Probe> spawn = probe -> narrow.reactor().spawn(probe);
        for (int i = 0; i < 3; i++) {
            assertThrows(NullPointerException.class, () -> spawn.accept(null));
        }
        assertThrows(NullPointerException.class, () -> narrow.reactor().execute(null));
        spawn.accept(Probe.of("x"));
    }

    @Test
    void spawn_beyondTheAdmissionIsRefusedUntilTheReactorHasTakenSome() {
        Rig narrow = Rig.of(1, builder -> builder.admission(3));
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 3; i++) {
                narrow.reactor().spawn(Probe.of("x"));
            }
            Probe tooMany = Probe.of("y");
            var refusal = assertThrows(
                    RejectedExecutionException.class, () -> narrow.reactor().spawn(tooMany));
            assertTrue(refusal.getMessage().contains("3 spawns and messages"), refusal.getMessage());
            assertEquals(0, tooMany.closes, "the future stays with the caller");
            narrow.settle();
        }
    }

    @Test
    void wakesAndInsideSpawns_needNoAdmission() {
        Rig narrow = Rig.of(1, builder -> builder.admission(1));
        Reactor door = narrow.reactor();
        List<Probe> inner = List.of(Probe.pending(), Probe.pending(), Probe.pending());
        List<Task<String>> tasks = new ArrayList<>();
        door.execute(() -> inner.forEach(probe -> tasks.add(door.spawn(probe))));
        narrow.settle();
        assertEquals(3, tasks.size());
        door.spawn(Probe.of("fills the door"));
        tasks.forEach(Task::wake);
        narrow.settle();
        inner.forEach(probe -> assertEquals(2, probe.polls));
        door.spawn(Probe.of("there is room again"));
    }
}
