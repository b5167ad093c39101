package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Process;
import dev.enso.reactor.Ending.How;
import dev.enso.reactor.Scope.OnFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Processes behind addresses. */
class ActorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PlainTimers timers = new PlainTimers();
    private final Rig rig =
            Rig.of(2, builder -> builder.timers(core -> core.index() == 0 ? new PlainTimers() : timers));
    private final Reactor home = rig.reactor(0);
    private final Reactor other = rig.reactor(1);

    private static final Actor<Integer, Integer> SUM = Actor.<Integer, Integer>of(0, (sum, number) -> {
                if (number < 0) {
                    throw new IllegalArgumentException("negative: " + number);
                }
                if (number == 666) {
                    throw new StackOverflowError("on purpose");
                }
                return sum + number;
            })
            .named("sum");

    private Object outcome(Task<?> task) {
        rig.settle();
        assertTrue(task.isDone(), task::toString);
        return task.outcome().failure() != null
                ? task.outcome().failure()
                : task.outcome().value();
    }

    private Object outcome(Future<?> future) {
        return outcome(other.spawn(future));
    }

    @Test
    void tell_movesTheStateInTheOrderOfTheMessages() {
        Address<String, String> text = Actor.<String, String>of("", (state, message) -> state + message)
                .spawnOn(home);
        assertEquals(Sent.ACCEPTED, text.tell("a"));
        assertEquals(Sent.ACCEPTED, text.tell("b"));
        rig.within(0, at -> text.tell("c"));
        assertEquals("abc", outcome(text.snapshot()));
        rig.heard.assertNothing();
    }

    @Test
    void ask_answersTheStateAfterTheMessage() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        sum.tell(1);
        assertEquals(3, outcome(sum.ask(2, SECOND)));
        assertEquals("3+3=6", outcome(sum.ask(3, state -> "3+3=" + state, SECOND)));
        assertEquals(0, timers.armed(), "no alarm is left");
    }

    @Test
    void ask_onTheSameReactorIsAnsweredToo() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        assertEquals(2, outcome(home.spawn(sum.ask(2, SECOND))));
    }

    @Test
    void ask_ofAProcessThatRefusesFailsAndTheActorGoesOn() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        sum.tell(5);
        Throwable refusal = assertInstanceOf(IllegalArgumentException.class, outcome(sum.ask(-1, SECOND)));
        assertEquals("negative: -1", refusal.getMessage());
        assertEquals(5, outcome(sum.snapshot()));
        assertEquals(1, rig.heard.count(), "the asking task has failed, and nothing else");
    }

    @Test
    void tell_ofWhatTheProcessRefusesIsToldToTheHandler() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        sum.tell(-1);
        rig.settle();
        assertEquals("negative: -1", rig.heard.only("the message -1 to sum").getMessage());
        assertFalse(sum.task().isDone());
    }

    @Test
    void ask_whoseViewFailsLeavesTheActorAlone() {
        Address<Integer, Integer> sum = SUM.endOnFailure().spawnOn(home);
        IllegalStateException broken = new IllegalStateException("view");
        assertSame(
                broken,
                outcome(sum.ask(
                        1,
                        state -> {
                            throw broken;
                        },
                        SECOND)));
        assertEquals(1, outcome(sum.snapshot()));
    }

    @Test
    void ask_thatIsNotAnsweredInTimeFailsAndIsWithdrawn() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        Task<Integer> ask = other.spawn(sum.ask(7, SECOND));
        other.turn();
        rig.clock.advance(SECOND.toNanos() - 1);
        other.turn();
        assertFalse(ask.isDone());
        rig.clock.advance(1);
        other.turn();
        Throwable late = assertInstanceOf(TimeoutException.class, ask.outcome().failure());
        assertEquals("sum has not answered within PT1S: 7", late.getMessage());
        assertEquals(0, outcome(sum.snapshot()), "the actor had not begun with it");
        assertEquals(0, timers.armed());
    }

    @Test
    void ask_thatWaitsForRoomTimesOutToo() {
        Address<Integer, Integer> sum = SUM.mailbox(1).spawnOn(home);
        sum.tell(1);
        Task<Integer> ask = other.spawn(sum.ask(7, SECOND));
        other.turn();
        rig.clock.advance(SECOND.toNanos());
        other.turn();
        assertEquals(
                "sum had no room for a question within PT1S: 7",
                ask.outcome().failure().getMessage());
        assertEquals(1, outcome(sum.snapshot()));
    }

    @Test
    void mailbox_holdsExactlyWhatItWasAskedTo() {
        for (int capacity : new int[] {1, 2, 3, 5, 100}) {
            Address<Integer, Integer> sum = SUM.mailbox(capacity).spawnOn(home);
            for (int i = 0; i < capacity; i++) {
                assertEquals(Sent.ACCEPTED, sum.tell(1), capacity + ", " + i);
            }
            assertEquals(Sent.FULL, sum.tell(1));
            assertEquals(capacity, sum.waiting());
            rig.settle();
            assertEquals(Sent.ACCEPTED, sum.tell(1));
            assertEquals(capacity + 1, outcome(sum.snapshot()));
        }
    }

    @Test
    void send_parksTheTaskUntilThereIsRoomAndKeepsTheOrderOfThoseThatWait() {
        Address<String, String> text = Actor.<String, String>of("", (state, message) -> state + message)
                .mailbox(2)
                .spawnOn(home);
        text.tell("a");
        text.tell("b");
        List<Task<Sent>> sending = new ArrayList<>();
        for (String message : List.of("c", "d", "e", "f", "g")) {
            sending.add(other.spawn(text.send(message)));
        }
        other.turn();
        sending.forEach(task -> assertFalse(task.isDone()));
        rig.settle();
        sending.forEach(task -> assertEquals(Sent.ACCEPTED, task.outcome().value()));
        assertEquals("abcdefg", outcome(text.snapshot()));
    }

    @Test
    void send_thatIsCancelledWhileItWaitsGivesItsRoomToTheNext() {
        Address<String, String> text = Actor.<String, String>of("", (state, message) -> state + message)
                .mailbox(1)
                .spawnOn(home);
        text.tell("a");
        Task<Sent> first = other.spawn(text.send("never"));
        Task<Sent> second = other.spawn(text.send("b"));
        other.turn();
        first.cancel();
        assertEquals(Sent.ACCEPTED, outcome(second));
        assertEquals("ab", outcome(text.snapshot()));
    }

    @Test
    void send_thatWasWokenAndIsCancelledThenGivesItsRoomToTheNext() {
        Address<String, String> text = Actor.<String, String>of("", (state, message) -> state + message)
                .mailbox(1)
                .spawnOn(home);
        text.tell("a");
        Task<Sent> first = other.spawn(text.send("never"));
        Task<Sent> second = other.spawn(text.send("b"));
        other.turn();
        home.turn();
        first.cancel();
        assertEquals(Sent.ACCEPTED, outcome(second));
        assertEquals("ab", outcome(text.snapshot()));
    }

    @Test
    void sends_thatGiveUpAgainAndAgainAreForgotten() {
        Address<Integer, Integer> sum = SUM.mailbox(1).spawnOn(home);
        sum.tell(0);
        for (int i = 0; i < 1_000; i++) {
            Task<Sent> sending = other.spawn(sum.send(1));
            other.turn();
            sending.cancel();
            other.turn();
            assertTrue(sending.isDone());
        }
        assertEquals(0, outcome(sum.snapshot()), "none was sent");
    }

    @Test
    void stop_processesWhatWasAcceptedAndRefusesTheRest() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        Task<Ending> watch = other.spawn(sum.watch());
        Task<Integer> ask = other.spawn(sum.ask(2, SECOND));
        other.turn();
        sum.tell(1);
        assertTrue(sum.stop());
        assertFalse(sum.stop());
        assertEquals(Sent.CLOSED, sum.tell(1));
        assertEquals(2, outcome(ask));
        assertEquals(new Ending(How.STOPPED, null), outcome(watch));
        assertEquals(0, sum.dropped());
        assertInstanceOf(CancellationException.class, outcome(sum.task().join()));
        assertEquals(Sent.CLOSED, outcome(sum.send(1)));
        RejectedExecutionException late =
                assertInstanceOf(RejectedExecutionException.class, outcome(sum.ask(1, SECOND)));
        assertEquals("sum takes no more messages: it was stopped or cancelled", late.getMessage());
    }

    @Test
    void cancel_dropsWhatWaitsAndSaysSo() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        rig.settle();
        Task<Integer> ask = other.spawn(sum.ask(2, SECOND));
        other.turn();
        sum.tell(1);
        sum.tell(1);
        sum.task().cancel();
        assertEquals(new Ending(How.CANCELLED, null), outcome(sum.watch()));
        assertEquals(2, sum.dropped());
        assertInstanceOf(RejectedExecutionException.class, ask.outcome().failure());
        assertTrue(
                rig.heard.failures().get(0).getMessage().startsWith("2 messages that were accepted have been dropped"));
        assertFalse(sum.stop());
    }

    @Test
    void cancel_wakesThoseWhoWaitForRoom() {
        Address<Integer, Integer> sum = SUM.mailbox(1).spawnOn(home);
        sum.tell(1);
        Task<Sent> sending = other.spawn(sum.send(2));
        other.turn();
        sum.task().cancel();
        assertEquals(Sent.CLOSED, outcome(sending));
    }

    @Test
    void error_endsTheActorAndWhoWatchesIsTold() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        Task<Ending> watch = other.spawn(sum.watch());
        sum.tell(666);
        sum.tell(1);
        Ending ending = (Ending) outcome(watch);
        assertEquals(How.FAILED, ending.how());
        assertInstanceOf(StackOverflowError.class, ending.failure());
        assertEquals(1, sum.dropped());
        RejectedExecutionException late =
                assertInstanceOf(RejectedExecutionException.class, outcome(sum.ask(1, SECOND)));
        assertEquals("sum takes no more messages: it has failed", late.getMessage());
        assertSame(ending.failure(), late.getCause());
    }

    @Test
    void endOnFailure_endsAtTheFirstException() {
        Address<Integer, Integer> sum = SUM.endOnFailure().spawnOn(home);
        assertInstanceOf(IllegalArgumentException.class, outcome(sum.ask(-1, SECOND)));
        assertEquals(How.FAILED, ((Ending) outcome(sum.watch())).how());
    }

    @Test
    void restart_goesOnFromTheStateBeforeTheFailureAndKeepsTheMailbox() {
        List<Integer> starts = new ArrayList<>();
        Address<Integer, Integer> sum = Actor.<Integer, Integer>from(10, state -> {
                    starts.add(state);
                    return new Adder(state);
                })
                .named("adder")
                .restart(Restart.times(5).backOff(SECOND, SECOND).jitter(0))
                .spawnOn(home);
        sum.tell(1);
        sum.tell(-1);
        sum.tell(2);
        Task<Integer> ask = other.spawn(sum.ask(3, Duration.ofSeconds(5)));
        rig.settle();
        assertEquals(List.of(10), starts);
        assertEquals(2, sum.waiting(), "during the back-off");
        rig.clock.advance(SECOND.toNanos());
        assertEquals(16, outcome(ask));
        assertEquals(List.of(10, 11), starts);
        assertEquals(
                "adder (-1), restarted in PT1S as number 1", rig.heard.whats().get(0));
    }

    @Test
    void restart_beyondTheLimitEndsTheActor() {
        Address<Integer, Integer> sum = SUM.restart(Restart.times(2).atOnce()).spawnOn(home);
        for (int i = 0; i < 3; i++) {
            sum.tell(-1);
        }
        sum.tell(1);
        Ending ending = (Ending) outcome(sum.watch());
        assertEquals(How.FAILED, ending.how());
        assertTrue(ending.failure().getMessage().startsWith("sum failed 3 times in a row"));
        assertEquals(1, sum.dropped());
    }

    @Test
    void restart_ofAProcessThatCannotStartGivesWayToOthers() {
        int[] starts = {0};
        IllegalStateException failure = new IllegalStateException("not today");
        Address<Integer, Integer> never = Actor.<Integer, Integer>from(0, state -> {
                    starts[0]++;
                    throw failure;
                })
                .restart(Restart.always().atOnce())
                .spawnOn(home);
        Task<String> neighbour = home.spawn(Probe.of("polled"));
        home.turn();
        assertTrue(neighbour.isDone());
        int before = starts[0];
        home.turn();
        assertTrue(starts[0] > before, "it tries on");
        never.task().cancel();
        rig.settle();
        assertEquals(How.CANCELLED, ((Ending) outcome(never.watch())).how());
    }

    @Test
    void snapshot_andRestore_takeAStateFromOneActorToAnother() {
        Address<Integer, Integer> old = SUM.spawnOn(home);
        old.tell(40);
        Integer snapshot = (Integer) outcome(old.snapshot());
        Address<Integer, Integer> young = SUM.spawnOn(other);
        young.tell(1);
        assertEquals(40, outcome(young.restore(snapshot)));
        assertEquals(42, outcome(young.ask(2, SECOND)));
    }

    @Test
    void process_thatWasHandedOverIsSpawnedOnceAndNotRestored() {
        Actor<Integer, Integer> recipe = Actor.of(new Adder(1));
        Address<Integer, Integer> adder = recipe.spawnOn(home);
        assertEquals(3, outcome(adder.ask(2, SECOND)));
        assertThrows(IllegalStateException.class, () -> recipe.spawnOn(home));
        assertThrows(IllegalStateException.class, () -> recipe.restart(Restart.times(1)));
        assertInstanceOf(UnsupportedOperationException.class, outcome(adder.restore(9)));
        assertEquals(3, outcome(adder.snapshot()));
    }

    @Test
    void actor_thatCannotStartFails() {
        Address<Integer, Integer> broken =
                Actor.<Integer, Integer>from(0, state -> null).spawnOn(home);
        assertEquals(How.FAILED, ((Ending) outcome(broken.watch())).how());
    }

    @Test
    void busyActor_givesWay() {
        Address<Integer, Integer> sum = SUM.mailbox(10_000).spawnOn(home);
        for (int i = 0; i < 10_000; i++) {
            sum.tell(1);
        }
        int[] waiting = new int[1];
        home.spawn(new Probe((self, cx) -> {
            waiting[0] = sum.waiting();
            return Polled.READY;
        }));
        home.turn();
        assertTrue(waiting[0] > 0, "the neighbour was polled before the flood was over");
        assertEquals(10_000, outcome(sum.snapshot()));
    }

    @Test
    void scope_ownsItsActors() {
        List<Address<Integer, Integer>> actors = new ArrayList<>();
        Task<Integer> parent = home.spawn(Scope.run(OnFailure.FAIL_ALL, scope -> {
            actors.add(SUM.spawnIn(scope));
            return actors.get(0).ask(7, SECOND);
        }));
        assertEquals(7, outcome(parent));
        assertEquals(How.CANCELLED, ((Ending) outcome(actors.get(0).watch())).how());

        IllegalArgumentException failure = assertInstanceOf(
                IllegalArgumentException.class, outcome(home.spawn(Scope.run(OnFailure.FAIL_ALL, scope -> {
                    SUM.endOnFailure().spawnIn(scope).tell(-5);
                    return Probe.pending();
                }))));
        assertEquals("negative: -5", failure.getMessage());
    }

    @Test
    void watch_leavesNoTraceWhenItIsClosed() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        rig.settle();
        for (int i = 0; i < 1_000; i++) {
            Task<Ending> watch = other.spawn(sum.watch());
            other.turn();
            watch.cancel();
            other.turn();
        }
        int joiners = 0;
        for (Joiner joiner = sum.task().newestJoiner(); joiner != null; joiner = joiner.older()) {
            joiners++;
        }
        assertTrue(joiners <= 64, joiners + " joiners");
    }

    @Test
    void close_letsActorsServeFiniteTasksUntilTheyHaveEnded() {
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        Address<Integer, Integer> relay = Actor.<Integer, Integer>of(0, (count, number) -> {
                    sum.tell(number);
                    return count + 1;
                })
                .spawnOn(other);
        Task<Integer> slow = other.spawn(
                relay.ask(1, SECOND).then(one -> relay.ask(2, SECOND)).then(two -> sum.ask(3, SECOND)));
        relay.tell(10);
        CloseReport report = rig.group.close(SECOND);
        assertTrue(report.isClean(), report::toString);
        assertEquals(16, slow.outcome().value());
        assertEquals(0, sum.dropped() + relay.dropped());
        assertEquals(Sent.CLOSED, sum.tell(1));
        assertTrue(sum.task().isDone());
        rig.heard.assertNothing();
    }

    @Test
    void close_waitsForActorsThatTalkToEachOtherToComeToRest() {
        List<Address<Integer, Integer>> two = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int next = 1 - i;
            two.add(Actor.<Integer, Integer>of(0, (count, hops) -> {
                        if (hops > 0) {
                            two.get(next).tell(hops - 1);
                        }
                        return count + 1;
                    })
                    .spawnOn(rig.reactor(i)));
        }
        two.get(0).tell(1_000);
        CloseReport report = rig.group.close(SECOND);
        assertTrue(report.isClean(), report::toString);
        assertEquals(0, two.get(0).dropped() + two.get(1).dropped());
        rig.heard.assertNothing();
    }

    @Test
    void recipes_refuseWhatMakesNoSense() {
        assertMessage("a mailbox holds from 1 to 1048576 messages: 0", () -> SUM.mailbox(0));
        assertMessage("a mailbox holds from 1 to 1048576 messages: 1048577", () -> SUM.mailbox((1 << 20) + 1));
        Address<Integer, Integer> sum = SUM.spawnOn(home);
        assertMessage("the limit of an ask can't be negative: PT-1S", () -> sum.ask(1, SECOND.negated()));
        assertThrows(NullPointerException.class, () -> sum.tell(null));
        assertThrows(NullPointerException.class, () -> sum.send(null));
        assertThrows(NullPointerException.class, () -> sum.ask(null, SECOND));
        assertThrows(NullPointerException.class, () -> Actor.of(null));
        assertEquals("Address[sum on rig-0, open, 0 of 256 waiting]", sum.toString());
        assertNull(new Ending(How.STOPPED, null).failure());
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    private static final class Adder implements Process<Integer, Integer> {
        private int sum;

        Adder(int sum) {
            this.sum = sum;
        }

        @Override
        public Integer state() {
            return sum;
        }

        @Override
        public Integer send(Integer number) {
            if (number < 0) {
                throw new IllegalArgumentException("negative: " + number);
            }
            sum += number;
            return sum;
        }
    }
}
