package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests: each comes home once. */
class RequestTest {
    private final Rig rig = Rig.of(2, builder -> builder.laneCapacity(2).lanes(ExactLane.factory()));

    /** Answers what the script says and counts its ways. */
    private static final class Ask extends Request {
        interface Script {
            Polled serve(Ask ask, CoreContext at) throws Exception;
        }

        private final Script script;
        int served;
        int home;
        String answer;
        Throwable failureAtHome;
        Runnable atHome = () -> {};

        Ask(Script script) {
            this.script = script;
        }

        static Ask ready() {
            return new Ask((ask, at) -> Polled.READY);
        }

        static Ask pending() {
            return new Ask((ask, at) -> Polled.PENDING);
        }

        @Override
        protected Polled serve(CoreContext at) throws Exception {
            served++;
            answer = at.reactor().name();
            return script.serve(this, at);
        }

        @Override
        protected void answered(CoreContext at) {
            assertEquals(0, at.index());
            home++;
            failureAtHome = failure();
            atHome.run();
        }

        @Override
        public String toString() {
            return "ask";
        }
    }

    private void request(Ask ask, Sent expected) {
        rig.within(0, at -> assertEquals(expected, at.bus().request(1, ask)));
    }

    private Bus origin() {
        return rig.reactor(0).core().bus();
    }

    @Test
    void request_isServedThereAndComesHomeOnce() {
        Ask ask = Ask.ready();
        request(ask, Sent.ACCEPTED);
        assertEquals(1, origin().underWay());
        rig.settle();
        rig.settle();
        assertEquals(1, ask.served);
        assertEquals(1, ask.home);
        assertEquals("rig-1", ask.answer);
        assertNull(ask.failureAtHome);
        assertEquals(0, origin().underWay());
    }

    @Test
    void request_mayBeSentAgainOnceItIsHome() {
        Ask ask = Ask.ready();
        ask.atHome = () -> {
            if (ask.home < 10) {
                assertEquals(Sent.ACCEPTED, origin().request(1, ask));
            }
        };
        request(ask, Sent.ACCEPTED);
        rig.settle();
        assertEquals(10, ask.home);
        assertEquals(10, ask.served);
        rig.heard.assertNothing();
    }

    @Test
    void request_thatIsUnderWayIsRefused() {
        Ask ask = Ask.ready();
        request(ask, Sent.ACCEPTED);
        rig.within(
                0,
                at -> assertThrows(IllegalStateException.class, () -> at.bus().request(1, ask)));
        rig.settle();
        assertEquals(1, ask.home);
    }

    @Test
    void request_thatFindsNoRoomMayBeTriedAgain() {
        Ask[] asks = {Ask.ready(), Ask.ready(), Ask.ready()};
        request(asks[0], Sent.ACCEPTED);
        request(asks[1], Sent.ACCEPTED);
        request(asks[2], Sent.FULL);
        rig.settle();
        request(asks[2], Sent.ACCEPTED);
        rig.settle();
        for (Ask ask : asks) {
            assertEquals(1, ask.home);
        }
    }

    @Test
    void request_thatFindsTheLaneFullOfMessagesMayBeTriedAgain() {
        List<String> delivered = new ArrayList<>();
        rig.within(0, at -> {
            at.bus().send(1, there -> delivered.add("a"));
            at.bus().send(1, there -> delivered.add("b"));
        });
        Ask ask = Ask.ready();
        request(ask, Sent.FULL);
        assertEquals(0, origin().underWay());
        rig.settle();
        request(ask, Sent.ACCEPTED);
        rig.settle();
        assertEquals(1, ask.home);
        assertEquals(List.of("a", "b"), delivered);
    }

    @Test
    void answers_comeInTheOrderInWhichTheyAreGiven() {
        List<String> order = new ArrayList<>();
        Ask late = Ask.pending();
        late.atHome = () -> order.add("late");
        Ask early = Ask.ready();
        early.atHome = () -> order.add("early");
        request(late, Sent.ACCEPTED);
        request(early, Sent.ACCEPTED);
        rig.settle();
        assertEquals(List.of("early"), order);
        rig.within(1, at -> late.answer());
        rig.settle();
        assertEquals(List.of("early", "late"), order);
    }

    @Test
    void answer_withinServeIsOneAnswer() {
        for (Polled polled : List.of(Polled.PENDING, Polled.READY)) {
            Ask ask = new Ask((self, at) -> {
                self.answer();
                return polled;
            });
            request(ask, Sent.ACCEPTED);
            rig.settle();
            assertEquals(1, ask.home, () -> polled + " after answer()");
            assertEquals(0, origin().underWay());
        }
        rig.heard.assertNothing();
    }

    @Test
    void answer_thatWasGivenAlreadyIsRefused() {
        Ask ask = Ask.pending();
        request(ask, Sent.ACCEPTED);
        rig.reactor(1).turn();
        rig.within(1, at -> {
            ask.answer();
            assertThrows(IllegalStateException.class, ask::answer);
        });
        rig.settle();
        assertEquals(1, ask.home);
        assertThrows(IllegalStateException.class, ask::answer);
    }

    @Test
    void answer_onAnotherThreadThanTheTargetsIsRefusedWithTheRemedy() {
        Ask ask = Ask.pending();
        request(ask, Sent.ACCEPTED);
        rig.reactor(1).turn();
        String message = assertThrows(IllegalStateException.class, ask::answer).getMessage();
        assertTrue(message.startsWith("a request that is served belongs to rig-1"), message);
        rig.within(0, at -> assertThrows(IllegalStateException.class, ask::answer));
        rig.within(1, at -> ask.answer());
        rig.settle();
        assertEquals(1, ask.home);
    }

    @Test
    void answer_ofARequestThatWasNeverSentIsRefused() {
        assertThrows(IllegalStateException.class, () -> Ask.ready().answer());
    }

    @Test
    void serveThatFails_comesHomeWithTheFailure() {
        for (Throwable failure : List.of(new Exception("on purpose"), new AssertionError("on purpose"))) {
            Ask ask = new Ask((self, at) -> {
                if (failure instanceof Exception exception) {
                    throw exception;
                }
                throw (Error) failure;
            });
            request(ask, Sent.ACCEPTED);
            rig.settle();
            assertEquals(1, ask.home);
            assertSame(failure, ask.failureAtHome);
        }
        rig.heard.assertNothing();
    }

    @Test
    void failure_isForgottenWhenTheRequestIsSentAgain() {
        Ask ask = new Ask((self, at) -> {
            if (self.served == 1) {
                throw new IllegalStateException("on purpose");
            }
            return Polled.READY;
        });
        request(ask, Sent.ACCEPTED);
        rig.settle();
        assertEquals("on purpose", ask.failureAtHome.getMessage());
        request(ask, Sent.ACCEPTED);
        rig.settle();
        assertNull(ask.failureAtHome);
        assertEquals(2, ask.home);
    }

    @Test
    void serveThatFailsAfterItsAnswer_isToldToTheHandler() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        Ask ask = new Ask((self, at) -> {
            self.answer();
            throw failure;
        });
        request(ask, Sent.ACCEPTED);
        rig.settle();
        assertEquals(1, ask.home);
        assertNull(ask.failureAtHome);
        assertSame(failure, rig.heard.failures().get(0));
    }

    @Test
    void answeredThatFails_isToldAndTheNextComesHome() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        Ask bad = Ask.ready();
        bad.atHome = () -> {
            throw failure;
        };
        Ask good = Ask.ready();
        request(bad, Sent.ACCEPTED);
        request(good, Sent.ACCEPTED);
        rig.settle();
        assertSame(failure, rig.heard.only("the answer to ask"));
        assertEquals(1, good.home);
        assertEquals(0, origin().underWay());
    }

    @Test
    void requestsToOneself_comeHome() {
        Ask ask = Ask.ready();
        rig.within(0, at -> assertEquals(Sent.ACCEPTED, at.bus().request(0, ask)));
        rig.settle();
        assertEquals(1, ask.home);
        assertEquals("rig-0", ask.answer);
    }

    /** The lane has room, the count has not: a notice about the lane would come at once, for ever. */
    @Test
    void taskThatWaitsForAnswers_sleepsUntilOneComes() {
        Ask[] held = {Ask.pending(), Ask.pending()};
        request(held[0], Sent.ACCEPTED);
        request(held[1], Sent.ACCEPTED);
        Ask third = Ask.ready();
        Probe waiting = new Probe(
                (self, cx) -> origin().request(1, third) == Sent.ACCEPTED ? Polled.READY : origin().poll(1, cx));
        rig.reactor(0).spawn(waiting);
        rig.settle();
        assertEquals(1, waiting.polls);
        rig.within(1, at -> held[0].answer());
        rig.settle();
        assertEquals(2, waiting.polls);
        assertEquals(1, third.home);
    }

    /** Of two that wait at the same lane, one for the lane and one for the count, each gets what it waits for. */
    @Test
    void tasksThatWaitForTheLaneAndForAnswers_bothGoOn() {
        Ask[] held = {Ask.pending(), Ask.pending()};
        List<String> delivered = new ArrayList<>();
        request(held[0], Sent.ACCEPTED);
        request(held[1], Sent.ACCEPTED);
        Ask third = Ask.ready();
        Probe forTheCount = new Probe(
                (self, cx) -> origin().request(1, third) == Sent.ACCEPTED ? Polled.READY : origin().poll(1, cx));
        Probe forTheLane = new Probe((self, cx) ->
                origin().send(1, at -> delivered.add("x")) == Sent.ACCEPTED ? Polled.READY : origin().poll(1, cx));
        rig.reactor(0).spawn(forTheCount);
        rig.reactor(0).spawn(forTheLane);
        rig.reactor(0).turn();
        assertEquals(1, forTheLane.polls, "the lane is full: the requests have not been taken");
        rig.settle();
        assertEquals(List.of("x"), delivered, "room in the lane needs no answer");
        assertEquals(0, third.home);
        rig.within(1, at -> held[1].answer());
        rig.settle();
        assertEquals(1, third.home);
    }
}
