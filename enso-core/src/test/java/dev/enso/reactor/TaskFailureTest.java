package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What fails reaches the handler once, and its reactor goes on. */
class TaskFailureTest {
    private final Rig rig = Rig.one();
    private final Reactor reactor = rig.reactor();

    private void assertGoesOn() {
        Probe probe = Probe.of("x");
        reactor.spawn(probe);
        rig.settle();
        assertEquals(1, probe.polls);
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void failure_isToldOnceAndTheReactorGoesOn() {
        for (Throwable failure : List.of(
                new RuntimeException("on purpose"),
                new Exception("on purpose"),
                new AssertionError("on purpose"),
                new OutOfMemoryError("on purpose"),
                new LinkageError("on purpose"),
                new Throwable("on purpose"))) {
            Rig lone = Rig.one();
            Probe probe = Probe.failing(failure);
            Task<String> task = lone.reactor().spawn("failing", probe);
            lone.settle();
            assertSame(failure, lone.heard.only("failing"));
            assertSame(failure, task.outcome().failure());
            assertEquals(1, probe.closes);
        }
        assertGoesOn();
    }

    private int depth;

    private int fallInto(int from) {
        depth = from;
        return from < 0 ? 0 : fallInto(from + 1) + depth;
    }

    @Test
    void stackOverflow_endsTheTaskAndNothingElse() {
        Task<String> task = reactor.spawn("deep", new Probe((self, cx) -> {
            fallInto(0);
            return Polled.READY;
        }));
        rig.settle();
        assertInstanceOf(StackOverflowError.class, rig.heard.only("deep"));
        assertTrue(task.isDone());
        assertGoesOn();
    }

    @Test
    void failureOfClose_failsATaskThatHadItsValue() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        Task<Void> task = reactor.spawn("closing badly", new ClosingBadly(Polled.READY, null, failure));
        rig.settle();
        assertSame(failure, rig.heard.only("closing badly"));
        assertSame(failure, task.outcome().failure());
        assertGoesOn();
    }

    @Test
    void failureOfClose_isSuppressedByAnEarlierFailure() {
        IllegalStateException first = new IllegalStateException("on purpose");
        IllegalStateException second = new IllegalStateException("also on purpose");
        reactor.spawn("failing", new ClosingBadly(Polled.READY, first, second));
        rig.settle();
        assertSame(first, rig.heard.only("failing"));
        assertSame(second, first.getSuppressed()[0]);

        IllegalStateException same = new IllegalStateException("the same in both");
        reactor.spawn("again", new ClosingBadly(Polled.READY, same, same));
        rig.settle();
        assertEquals(2, rig.heard.count());
        assertGoesOn();
    }

    private record ClosingBadly(Polled polled, RuntimeException inPoll, RuntimeException inClose)
            implements Future<Void> {
        @Override
        public Polled poll(Context cx) {
            if (inPoll != null) {
                throw inPoll;
            }
            return polled;
        }

        @Override
        public Void head() {
            return null;
        }

        @Override
        public Stream<Void> tail() {
            return this;
        }

        @Override
        public void close() {
            throw inClose;
        }
    }

    @Test
    void futureThatEndsWithoutAValue_isAFailure() {
        Task<String> task = reactor.spawn("empty", new Probe((self, cx) -> Polled.ENDED));
        rig.settle();
        assertInstanceOf(IllegalStateException.class, rig.heard.only("empty"));
        assertTrue(task.outcome().failure().getMessage().contains("ended without a value"));
    }

    @Test
    void restOfAFutureThatIsAnotherStream_isClosedToo() {
        Probe rest = Probe.pending();
        Probe work = Probe.of("x");
        reactor.spawn(new Future<String>() {
            @Override
            public Polled poll(Context cx) throws Exception {
                return work.poll(cx);
            }

            @Override
            public String head() {
                return work.head();
            }

            @Override
            public Stream<String> tail() {
                work.tail();
                return rest;
            }

            @Override
            public void close() {
                work.close();
            }
        });
        rig.settle();
        assertEquals(1, rest.closes);
        assertEquals(1, work.closes);
    }

    @Test
    void serviceThatEndsByItself_isAFailure() {
        Task<String> task = reactor.spawn(TaskOptions.named("server").service(), Probe.of("x"));
        rig.settle();
        Throwable failure = rig.heard.only("server");
        assertEquals("the service server ended by itself", failure.getMessage());
        assertSame(failure, task.outcome().failure());
    }

    @Test
    void serviceThatIsCancelled_isNoFailure() {
        Probe probe = Probe.pending();
        Task<String> task = reactor.spawn(TaskOptions.defaults().service(), probe);
        rig.settle();
        task.cancel();
        rig.settle();
        assertInstanceOf(CancellationException.class, task.outcome().failure());
        assertEquals(1, probe.closes);
        rig.heard.assertNothing();
    }

    @Test
    void serviceThatEndsInThePollInWhichItWasCancelled_isNoFailure() {
        List<Task<String>> self = new ArrayList<>();
        self.add(reactor.spawn(TaskOptions.defaults().service(), new Probe((me, cx) -> {
            self.get(0).cancel();
            return Polled.READY;
        })));
        rig.settle();
        assertInstanceOf(CancellationException.class, self.get(0).outcome().failure());
        rig.heard.assertNothing();
    }

    @Test
    void cancellationThatNobodyAskedFor_isAFailureLikeAnyOther() {
        CancellationException failure = new CancellationException("on purpose");
        reactor.spawn("impostor", Probe.failing(failure));
        rig.settle();
        assertSame(failure, rig.heard.only("impostor"));
    }

    @Test
    void handlerThatThrows_isLoggedAndTheReactorGoesOn() {
        try (Logged logged = Logged.from("dev.enso.reactor")) {
            IllegalStateException worse = new IllegalStateException("the handler, on purpose");
            RuntimeException failure = new RuntimeException("on purpose");
            Rig bad = Rig.of(
                    1,
                    builder -> builder.failures((reactor, what, thrown) -> {
                        throw worse;
                    }));
            bad.reactor().spawn("failing", Probe.failing(failure));
            Probe next = Probe.of("x");
            bad.reactor().spawn(next);
            bad.settle();
            assertEquals(1, next.polls);
            assertSame(failure, worse.getSuppressed()[0]);
            assertEquals(
                    List.of("the failure handler, while it was told of failing, failed on rig-0"), logged.messages());
        }
    }

    @Test
    void failuresAreLoggedWithTheirStack_whenNobodySaysOtherwise() {
        try (Logged logged = Logged.from("dev.enso.reactor")) {
            RuntimeException failure = new RuntimeException("on purpose");
            Reactors group = Reactors.builder().count(1).name("plain").build();
            group.get(0).spawn("failing", Probe.failing(failure));
            group.get(0).turn();
            assertEquals(List.of("failing failed on plain-0"), logged.messages());
            assertSame(failure, logged.thrown(0));
            group.close();
        }
    }

    @Test
    void messageThatFails_isToldAndTheNextIsDelivered() {
        RuntimeException failure = new RuntimeException("on purpose");
        List<String> delivered = new ArrayList<>();
        reactor.send(new Message() {
            @Override
            public void deliver(CoreContext at) {
                throw failure;
            }

            @Override
            public String toString() {
                return "bad";
            }
        });
        reactor.send(at -> delivered.add("next"));
        rig.settle();
        assertSame(failure, rig.heard.only("the message bad"));
        assertEquals(List.of("next"), delivered);
    }

    @Test
    void toStringThatThrows_doesNotHideTheFailure() {
        RuntimeException failure = new RuntimeException("on purpose");
        reactor.send(new Message() {
            @Override
            public void deliver(CoreContext at) {
                throw failure;
            }

            @Override
            public String toString() {
                throw new UnsupportedOperationException("on purpose");
            }
        });
        Probe next = Probe.of("x");
        reactor.spawn(next);
        rig.settle();
        assertEquals(1, next.polls);
        assertSame(failure, rig.heard.failures().get(0));
        assertTrue(
                rig.heard.whats().get(0).contains("toString throws java.lang.UnsupportedOperationException"),
                rig.heard.whats().get(0));
    }

    @Test
    void command_runsOnceAndItsFailureIsTold() {
        List<String> ran = new ArrayList<>();
        reactor.execute(() -> ran.add("good"));
        RuntimeException failure = new RuntimeException("on purpose");
        reactor.execute(() -> {
            ran.add("bad");
            throw failure;
        });
        rig.settle();
        rig.settle();
        assertEquals(List.of("good", "bad"), ran);
        assertSame(failure, rig.heard.failures().get(0));
    }

    @Test
    void taskThatFindsNoSlot_isRefusedAndClosed() {
        Rig small = Rig.of(1, builder -> builder.taskSlots(2));
        Reactor full = small.reactor();
        full.spawn(Probe.pending());
        full.spawn(Probe.pending());
        small.settle();
        Probe third = Probe.pending();
        Task<String> task = full.spawn("third", third);
        small.settle();
        assertInstanceOf(RejectedExecutionException.class, small.heard.only("third"));
        assertEquals(0, third.polls);
        assertEquals(1, third.closes);
        assertNotNull(task.outcome().failure());
        small.reactor().send(at -> {
            var refusal = org.junit.jupiter.api.Assertions.assertThrows(
                    RejectedExecutionException.class, () -> full.spawn(Probe.pending()));
            assertTrue(refusal.getMessage().contains("at most 2 tasks"), refusal.getMessage());
        });
        small.settle();
        assertEquals(1, small.heard.count());
    }
}
