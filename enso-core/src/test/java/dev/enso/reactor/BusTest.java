package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Messages between reactors that one thread turns. */
class BusTest {
    private final Rig rig = Rig.of(3, builder -> builder.laneCapacity(2).lanes(ExactLane.factory()));
    private final List<String> delivered = new ArrayList<>();

    private Message message(String text) {
        return at -> delivered.add(text);
    }

    private Bus bus(int reactor) {
        return rig.reactor(reactor).core().bus();
    }

    @Test
    void send_deliversOnTheTargetInOrder() {
        List<Sent> sent = new ArrayList<>();
        rig.within(0, at -> {
            sent.add(at.bus().send(1, message("a")));
            sent.add(at.bus().send(1, message("b")));
        });
        assertEquals(List.of(Sent.ACCEPTED, Sent.ACCEPTED), sent);
        assertEquals(List.of(), delivered);
        rig.within(1, at -> assertEquals(1, at.index()));
        assertEquals(List.of("a", "b"), delivered);
        assertEquals(2, bus(0).sent());
        assertEquals(2, bus(1).delivered());
    }

    @Test
    void send_toAFullLaneAnswersFullAndLosesNothing() {
        rig.within(0, at -> {
            assertEquals(Sent.ACCEPTED, at.bus().send(1, message("a")));
            assertEquals(Sent.ACCEPTED, at.bus().send(1, message("b")));
            assertEquals(Sent.FULL, at.bus().send(1, message("c")));
            assertEquals(Sent.ACCEPTED, at.bus().send(2, message("d")), "another lane has its own room");
        });
        rig.settle();
        rig.within(0, at -> assertEquals(Sent.ACCEPTED, at.bus().send(1, message("e"))));
        rig.settle();
        assertEquals(List.of("a", "b", "d", "e"), delivered);
        assertEquals(4, bus(0).sent());
    }

    @Test
    void taskThatFindsTheLaneFull_sleepsUntilThereIsRoom() {
        int messages = 100;
        Probe sender = new Probe((self, cx) -> {
            while (delivered.size() < messages) {
                int next = sentSoFar++;
                if (next == messages) {
                    return Polled.READY;
                }
                if (bus(0).send(1, message("m" + next)) == Sent.FULL) {
                    sentSoFar--;
                    return bus(0).poll(1, cx);
                }
            }
            return Polled.READY;
        });
        Task<String> task = rig.reactor(0).spawn(sender);
        rig.reactor(0).turn();
        for (int i = 0; i < 5; i++) {
            assertEquals(0, rig.reactor(0).turn(), "asleep while the target does nothing");
        }
        assertEquals(1, sender.polls);
        rig.settle();
        assertTrue(task.isDone());
        assertEquals(messages, delivered.size());
        for (int i = 0; i < messages; i++) {
            assertEquals("m" + i, delivered.get(i));
        }
        assertTrue(sender.polls <= messages, sender.polls + " polls");
    }

    private int sentSoFar;

    @Test
    void manyTasksThatWaitForTheSameLane_allGetTheirTurn() {
        List<Task<Sent>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(rig.reactor(0).spawn(bus(0).sending(1, message("m" + i))));
        }
        rig.settle();
        assertEquals(50, delivered.size());
        for (Task<Sent> task : tasks) {
            assertEquals(Sent.ACCEPTED, task.outcome().value());
        }
    }

    @TestFactory
    DynamicContainer sending_keepsTheLawsOfStreams() {
        return StreamLaws.of("sending", () -> {
            Rig lone = Rig.of(2);
            Stream<Sent> sending = lone.reactor(0).core().bus().sending(1, at -> {});
            // The laws are walked outside of turns, and the bus belongs to the turn: the test owns the reactor
            // meanwhile.
            lone.reactor(0).takeOwnership();
            return Subject.of(sending, List.of(Sent.ACCEPTED));
        });
    }

    @Test
    void sending_toAStoppedReactorIsClosed() {
        rig.reactor(1).stopByHand();
        Task<Sent> task = rig.reactor(0).spawn(bus(0).sending(1, message("lost")));
        rig.settle();
        assertEquals(Sent.CLOSED, task.outcome().value());
    }

    @Test
    void sending_thatWaitsWhenTheTargetStopsIsClosedAtItsNextPoll() {
        for (int i = 0; i < 2; i++) {
            rig.within(0, at -> at.bus().send(1, message("fills the lane")));
        }
        Task<Sent> task = rig.reactor(0).spawn(bus(0).sending(1, message("lost")));
        rig.reactor(0).turn();
        assertFalse(task.isDone());
        rig.reactor(1).stopByHand();
        rig.settle();
        assertEquals(Sent.CLOSED, task.outcome().value());
    }

    @Test
    void stoppedTarget_answersClosed() {
        rig.reactor(1).stopByHand();
        rig.within(0, at -> {
            assertEquals(Sent.CLOSED, at.bus().send(1, message("lost")));
            assertEquals(Sent.CLOSED, at.bus().request(1, new Echo("lost")));
            assertEquals(Polled.ENDED, at.bus().poll(1, null));
        });
        assertEquals(Sent.CLOSED, rig.reactor(1).send(message("lost")));
        assertEquals(0, rig.reactor(1).turn());
    }

    @Test
    void messagesToOneself_areDeliveredInOrder() {
        rig.within(0, at -> {
            assertEquals(Sent.ACCEPTED, at.bus().send(0, message("a")));
            assertEquals(Sent.ACCEPTED, at.bus().send(0, message("b")));
            assertEquals(Sent.FULL, at.bus().send(0, message("c")));
        });
        rig.settle();
        assertEquals(List.of("a", "b"), delivered);
        Task<Sent> task = rig.reactor(0).spawn(bus(0).sending(0, message("d")));
        rig.settle();
        assertTrue(task.isDone());
        assertEquals(List.of("a", "b", "d"), delivered);
    }

    @Test
    void target_thatDoesNotExistIsRefused() {
        rig.within(0, at -> {
            for (int target : new int[] {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThrows(IndexOutOfBoundsException.class, () -> at.bus().send(target, message("x")));
                assertThrows(IndexOutOfBoundsException.class, () -> at.bus().request(target, new Echo("x")));
            }
            assertThrows(NullPointerException.class, () -> at.bus().send(1, null));
        });
    }

    @Test
    void lanes_takeTurnsInBeingFirst() {
        Rig four = Rig.of(4);
        List<Integer> firsts = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int from = 1; from < 4; from++) {
            int number = from;
            four.within(from, at -> at.bus().send(0, to -> order.add(number)));
        }
        for (int round = 0; round < 6; round++) {
            order.clear();
            for (int from = 1; from < 4; from++) {
                int number = from;
                four.within(from, at -> at.bus().send(0, to -> order.add(number)));
            }
            four.reactor(0).turn();
            firsts.add(order.get(0));
        }
        for (int from = 1; from < 4; from++) {
            assertTrue(firsts.contains(from), firsts + " without " + from);
        }
    }

    @Test
    void send_fromOutsideIsBoundedByTheAdmission() {
        Rig narrow = Rig.of(1, builder -> builder.admission(2));
        Reactor door = narrow.reactor();
        for (int round = 0; round < 5; round++) {
            assertEquals(Sent.ACCEPTED, door.send(message("a")));
            assertEquals(Sent.ACCEPTED, door.send(message("b")));
            assertEquals(Sent.FULL, door.send(message("c")));
            assertThrows(java.util.concurrent.RejectedExecutionException.class, () -> door.execute(() -> {}));
            narrow.settle();
        }
        assertEquals(10, delivered.size());
    }

    @Test
    void admission_isGivenBackAlsoWhenMessagesFail() {
        Rig narrow = Rig.of(1, builder -> builder.admission(1));
        for (int round = 1; round <= 5; round++) {
            assertEquals(Sent.ACCEPTED, narrow.reactor().send(at -> {
                throw new AssertionError("on purpose");
            }));
            narrow.settle();
            assertEquals(round, narrow.heard.count());
        }
    }

    @Test
    void send_withinAMessageIsDeliveredToo() {
        rig.within(
                0,
                at -> at.bus()
                        .send(
                                1,
                                there -> there.bus()
                                        .send(2, further -> further.bus().send(0, message("round trip")))));
        rig.settle();
        assertEquals(List.of("round trip"), delivered);
        rig.heard.assertNothing();
    }

    @Test
    void spawn_byMessageRunsOnTheTarget() {
        List<Task<String>> spawned = new ArrayList<>();
        rig.within(
                0, at -> at.bus().send(1, there -> spawned.add(there.reactor().spawn(Probe.of("x")))));
        rig.settle();
        assertSame(rig.reactor(1), spawned.get(0).reactor());
        assertTrue(spawned.get(0).isDone());
    }

    private static final class Echo extends Request {
        final String text;
        String answer;
        int home;

        Echo(String text) {
            this.text = text;
        }

        @Override
        protected Polled serve(CoreContext at) {
            answer = text + " on " + at.reactor().name();
            return Polled.READY;
        }

        @Override
        protected void answered(CoreContext at) {
            home++;
        }
    }
}
