package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import dev.enso.reactor.Refused.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The verbs that need nothing but reactors, between reactors that one thread turns. */
class InterCoreTest {
    private static final Verb<String, String> GREET = Verb.of("greet", "greets");
    private static final Verb<Integer, List<String>> OPEN = Verb.of("open", "opens something");

    private final Rig rig = Rig.of(3, builder -> builder.laneCapacity(2).lanes(ExactLane.factory()));
    private final InterCore node = rig.group.interCore();
    private final List<String> events = new ArrayList<>();

    private <T> Task<T> start(int reactor, Future<T> future) {
        return rig.reactor(reactor).spawn(future);
    }

    private <T> Task<T> run(int reactor, Future<T> future) {
        Task<T> task = start(reactor, future);
        rig.settle();
        assertTrue(task.isDone(), () -> "never over: " + task);
        return task;
    }

    @SuppressWarnings("unchecked")
    private <T> T answer(int reactor, Future<T> future) {
        Outcome outcome = run(reactor, future).outcome();
        assertEquals(null, outcome.failure());
        return (T) outcome.value();
    }

    private Refused refusal(Reason reason, int reactor, Future<?> future) {
        Refused refused =
                assertInstanceOf(Refused.class, run(reactor, future).outcome().failure());
        assertEquals(reason, refused.reason(), refused.getMessage());
        return refused;
    }

    // The frame

    @Test
    void verbOfAModule_isServedWhereItIsAsked() {
        node.serve(GREET, (at, name) -> name + " on " + at.reactor().name());
        assertEquals("Ann on rig-2", answer(0, node.at(2).ask(GREET, "Ann")));
        assertEquals("Bob on rig-1", answer(1, node.at(1).ask(GREET, "Bob")), "one may ask oneself");
        assertTrue(node.verbs().contains(GREET));
    }

    @Test
    void verbThatNobodyServes_isRefusedWithItsMeaning() {
        Refused refused = refusal(Reason.UNSUPPORTED, 0, node.at(1).ask(GREET, "Ann"));
        assertTrue(refused.getMessage().contains("'greet', which greets"), refused.getMessage());
    }

    @Test
    void twoVerbsOfOneWord_areRefused() {
        node.serve(GREET, (at, name) -> name);
        node.serve(GREET, (at, name) -> name + "!");
        assertEquals("Ann!", answer(0, node.at(1).ask(GREET, "Ann")), "the later handler serves");
        Verb<String, String> other = Verb.of("greet", "says hello");
        assertThrows(IllegalArgumentException.class, () -> node.serve(other, (at, name) -> name));
    }

    @Test
    void handlerThatThrows_failsTheAskerAlone() {
        node.serve(GREET, (at, name) -> {
            throw new IllegalStateException("no voice");
        });
        Throwable failure = run(0, node.at(1).ask(GREET, "Ann")).outcome().failure();
        assertEquals("no voice", failure.getMessage());
    }

    @Test
    void handlerThatTakesItsTime_isATaskOfTheTarget() {
        CompletableFuture<String> later = new CompletableFuture<>();
        node.serveLater(GREET, (at, name) -> Future.from(later).map(word -> word + ", " + name));
        Task<String> asked = start(0, node.at(1).ask(GREET, "Ann"));
        rig.settle();
        assertFalse(asked.isDone());
        later.complete("hello");
        rig.settle();
        assertEquals("hello, Ann", asked.outcome().value());
    }

    @Test
    void moreQuestionsThanTheLaneHolds_waitAndAreAllAnswered() {
        node.serve(GREET, (at, name) -> "hello, " + name);
        List<Task<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(start(0, node.at(1).ask(GREET, "nr " + i)));
        }
        rig.settle();
        for (int i = 0; i < 50; i++) {
            assertEquals("hello, nr " + i, tasks.get(i).outcome().value());
        }
    }

    @Test
    void line_asksAgainOnceItsAnswerWasTaken() {
        node.serve(GREET, (at, name) -> "hello, " + name);
        Line<String, String> line = node.at(1).line(GREET);
        for (int i = 0; i < 5; i++) {
            Future<String> asked = line.ask("nr " + i);
            assertSame(line, asked);
            assertThrows(IllegalStateException.class, () -> line.ask("too early"));
            String[] heard = new String[1];
            run(0, new Probe((self, cx) -> {
                Polled polled = line.poll(cx);
                if (polled == Polled.READY) {
                    heard[0] = line.head();
                    line.tail();
                }
                return polled;
            }));
            assertEquals("hello, nr " + i, heard[0]);
        }
        line.close();
        assertThrows(IllegalStateException.class, () -> line.ask("after close"));
    }

    @Test
    void answerWhoseAskerHasGone_isGivenBack() {
        List<String> opened = new ArrayList<>(List.of("open"));
        Verb<Integer, List<String>> closing = OPEN.unwanted(List::clear);
        node.serve(closing, (at, number) -> opened);
        Task<List<String>> asked = start(0, node.at(1).ask(closing, 1));
        rig.reactor(0).turn();
        asked.cancel();
        rig.settle();
        assertEquals(List.of(), opened);
        opened.add("again");
        assertEquals(List.of("again"), answer(0, node.at(1).ask(closing, 1)));
    }

    @Test
    void anyThread_asksByAStage() {
        node.serve(GREET, (at, name) -> name + " on " + at.reactor().name());
        Remote there = node.at(2);
        CompletionStage<String> stage = there.stage(there.ask(GREET, "Ann"));
        rig.settle();
        assertEquals("Ann on rig-2", stage.toCompletableFuture().join());
    }

    @Test
    void taskOfAnotherGroup_isToldWhereToStart() {
        Rig other = Rig.of(1);
        Task<?> task = other.reactor().spawn(node.at(1).sync());
        other.settle();
        assertTrue(task.outcome().failure().getMessage().contains("another group"));
    }

    @Test
    void stoppedReactor_isClosed() {
        rig.reactor(1).stopByHand();
        Refused refused = refusal(Reason.CLOSED, 0, node.at(1).sync());
        assertTrue(refused.getMessage().contains("rig-1"), refused.getMessage());
        assertEquals(Sent.CLOSED, answer(0, node.at(1).send(at -> events.add("lost"))));
    }

    @TestFactory
    DynamicContainer ask_keepsTheLawsOfStreams() {
        return StreamLaws.of("ask", () -> {
            Rig lone = Rig.of(1);
            lone.group.interCore().serve(GREET, (at, name) -> name);
            Line<String, String> line = lone.group.interCore().at(0).line(GREET);
            // The laws are walked outside of turns, after the answer has come.
            lone.within(0, at -> {});
            lone.reactor(0).spawn(new Probe((self, cx) -> line.ask("Ann").poll(cx)));
            lone.settle();
            return Subject.of(line, List.of("Ann"));
        });
    }

    // sync, send

    @Test
    void sync_comesBehindWhatWasSentBefore() {
        Task<Void> synced = start(
                0,
                new Probe((self, cx) -> {
                            rig.reactor(1).spawn(Probe.of("spawned")).toStage().thenRun(() -> events.add("task ran"));
                            rig.reactor(1).send(at -> events.add("by the door"));
                            rig.reactor(0).core().bus().send(1, at -> events.add("by the lane"));
                            return Polled.READY;
                        })
                        .then(ignored -> node.at(1).sync())
                        .map(nothing -> {
                            events.add("synced");
                            return nothing;
                        }));
        rig.settle();
        assertTrue(synced.isDone());
        int at = events.indexOf("synced");
        assertTrue(events.indexOf("by the door") < at && events.contains("by the door"), events::toString);
        assertTrue(events.indexOf("by the lane") < at && events.contains("by the lane"), events::toString);
    }

    @Test
    void sync_comesBehindALongQueueAtTheDoor() {
        for (int i = 0; i < 2_000; i++) {
            rig.reactor(1).send(at -> events.add("door"));
        }
        int[] seen = new int[1];
        Task<Void> synced = start(0, node.at(1).sync().map(nothing -> {
            seen[0] = events.size();
            return nothing;
        }));
        rig.settle();
        assertTrue(synced.isDone());
        assertEquals(2_000, seen[0]);
    }

    @Test
    void send_waitsWhileTheLaneIsFull() {
        List<Task<Sent>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            tasks.add(start(0, node.at(1).send(at -> events.add("m" + number))));
        }
        rig.settle();
        tasks.forEach(task -> assertEquals(Sent.ACCEPTED, task.outcome().value()));
        assertEquals(20, events.size());
    }

    @Test
    void send_toAnActorAnswersWhatBecameOfIt() {
        Address<String, Integer> actor = Actor.<String, Integer>of(0, (count, message) -> {
                    events.add(message);
                    return count + 1;
                })
                .mailbox(2)
                .spawnOn(rig.reactor(1));
        long[] id = new long[1];
        rig.within(1, at -> id[0] = at.objects().add(Kind.ACTOR, "log", actor));
        assertEquals(Sent.ACCEPTED, answer(0, node.of(id[0]).send(id[0], "one")));
        assertEquals(List.of("one"), events);
        List<Task<Sent>> burst = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            actor.tell("fill");
        }
        Task<Sent> full = start(0, node.at(1).send(id[0], "full"));
        rig.reactor(0).turn();
        rig.within(1, at -> {});
        rig.settle();
        assertNotNull(full.outcome());
        burst.add(full);
        actor.stop();
        rig.settle();
        assertEquals(Sent.CLOSED, answer(0, node.at(1).send(id[0], "late")));
    }

    @Test
    void send_toSomethingElseIsRefused() {
        long[] id = new long[1];
        rig.within(1, at -> {
            at.objects().counter("count");
            id[0] = at.objects().list().get(0).id();
        });
        Kind<String> text = Kind.of("TEXT", Kind.Source.MQ);
        long[] words = new long[1];
        rig.within(1, at -> words[0] = at.objects().add(text, "text", "abc"));
        refusal(Reason.RIGHTS, 0, node.at(1).send(id[0], "x"));
        refusal(Reason.KIND, 0, node.at(1).send(words[0], "x"));
    }

    // spawn, join

    @Test
    void spawn_answersTheTaskThatRunsThere() {
        Task<String> spawned = answer(0, node.at(2).spawn(TaskOptions.named("far"), Probe.of("value")));
        assertSame(rig.reactor(2), spawned.reactor());
        assertEquals("far", spawned.name());
        assertEquals("value", spawned.outcome().value());
    }

    @Test
    void spawn_withoutASlotIsRefusedAsFull() {
        Rig narrow = Rig.of(2, builder -> builder.taskSlots(1));
        narrow.reactor(1).spawn(new Probe((self, cx) -> Polled.PENDING));
        narrow.settle();
        Task<?> asked =
                narrow.reactor(0).spawn(narrow.group.interCore().at(1).spawn(TaskOptions.defaults(), Probe.of("x")));
        narrow.settle();
        assertEquals(Reason.FULL, ((Refused) asked.outcome().failure()).reason());
    }

    @Test
    void join_awaitsATaskByItsId() {
        boolean[] go = new boolean[1];
        Task<String> task = start(1, new Probe((self, cx) -> {
            cx.waker();
            return go[0] ? Polled.READY : Polled.PENDING;
        }));
        rig.settle();
        Task<Object> joined = start(0, node.of(task.id()).join(task.id()));
        rig.settle();
        assertFalse(joined.isDone());
        go[0] = true;
        task.wake();
        rig.settle();
        assertEquals(task.outcome().value(), joined.outcome().value());
    }

    @Test
    void join_ofATaskThatHasEndedIsStale() {
        Task<String> task = run(1, Probe.of("gone"));
        refusal(Reason.STALE, 0, node.at(1).join(task.id()));
        refusal(Reason.OWNER, 0, node.at(2).join(task.id()));
    }

    // register, lookUp

    @Test
    void registeredName_isFoundByAll() {
        Task<String> task = start(1, new Probe((self, cx) -> Polled.PENDING));
        rig.settle();
        ObjectInfo name = answer(0, node.at(1).register("worker", task.id(), Rights.R));
        assertEquals("worker", name.name());
        assertEquals("NAME", name.kind());
        assertEquals(1, name.owner());
        for (int from = 0; from < 3; from++) {
            ObjectInfo found = answer(from, node.lookUp("worker"));
            assertEquals(name.id(), found.id());
            assertEquals(Rights.R, found.rights());
        }
        task.cancel();
        rig.settle();
        refusal(Reason.STALE, 2, node.lookUp("worker"));
        refusal(Reason.UNKNOWN, 2, node.lookUp("nobody"));
    }

    @Test
    void joinByName_waitsForTheTask() {
        boolean[] go = new boolean[1];
        Task<String> task = start(1, new Probe((self, cx) -> {
            cx.waker();
            return go[0] ? Polled.READY : Polled.PENDING;
        }));
        rig.settle();
        ObjectInfo name = answer(0, node.at(1).register("worker", task.id(), Rights.R));
        Task<Object> joined =
                start(2, node.lookUp("worker").then(found -> node.of(found.id()).join(found.id())));
        rig.settle();
        go[0] = true;
        task.wake();
        rig.settle();
        assertEquals(task.outcome().value(), joined.outcome().value());
        refusal(Reason.STALE, 0, node.of(name.id()).join(name.id()));
    }

    @Test
    void takenName_isRefusedAndAStaleOneIsTakenOver() {
        Task<String> first = start(1, new Probe((self, cx) -> Polled.PENDING));
        Task<String> second = start(2, new Probe((self, cx) -> Polled.PENDING));
        rig.settle();
        answer(0, node.at(1).register("worker", first.id(), Rights.R));
        Refused taken = refusal(Reason.TAKEN, 0, node.at(2).register("worker", second.id(), Rights.R));
        assertTrue(taken.getMessage().contains("'worker'"), taken.getMessage());
        first.cancel();
        rig.settle();
        ObjectInfo name = answer(0, node.at(2).register("worker", second.id(), Rights.R));
        assertEquals(2, name.owner());
        assertEquals(name.id(), answer(1, node.lookUp("worker")).id());
    }

    @Test
    void unregister_takesTheNameBackAndLeavesTheObject() {
        Task<String> task = start(1, new Probe((self, cx) -> Polled.PENDING));
        rig.settle();
        long name =
                answer(0, node.at(1).register("worker", task.id(), Rights.R)).id();
        assertEquals(true, answer(0, node.of(name).unregister(name)));
        assertEquals(false, answer(0, node.of(name).unregister(name)));
        refusal(Reason.STALE, 0, node.lookUp("worker"));
        assertFalse(task.isDone());
    }

    @Test
    void name_ofWhatIsNotThere_isRefused() {
        refusal(
                Reason.STALE,
                0,
                node.at(1).register("x", run(1, Probe.of("gone")).id(), Rights.R));
        refusal(
                Reason.OWNER,
                0,
                node.at(2).register("x", start(1, Probe.of("far")).id(), Rights.R));
        assertThrows(Refused.class, () -> node.of(0));
        assertThrows(Refused.class, () -> node.of(-1));
        assertThrows(Refused.class, () -> node.of(Long.MAX_VALUE));
    }

    // list

    @Test
    void list_namesTheSourcesAndTheObjects() {
        rig.within(1, at -> at.objects().counter("orders").add(7));
        Task<String> task = rig.reactor(1).spawn("idler", new Probe((self, cx) -> Polled.PENDING));
        rig.settle();
        Listing listing = answer(0, node.at(1).list());
        assertEquals("rig-1", listing.reactor());
        assertEquals(Kind.Source.values().length, listing.sources().size());
        String text = listing.toString();
        for (String word :
                List.of("EXT ", "MQ ", "DISK ", "NET ", "TIMERS ", "TASKS ", "CNT 'orders'", ": 7", "idler")) {
            assertTrue(text.contains(word), text + " without " + word);
        }
        assertEquals(2, listing.objects().size());
        assertEquals(task.id(), listing.objects().get(1).id());
    }
}
