package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One reactor stops, and another takes its place, while the others go on. */
@Timeout(60)
class StoppingTest {
    private static final Duration LONG = Duration.ofSeconds(5);

    private final Rig rig = Rig.of(3, builder -> builder.laneCapacity(4).lanes(ExactLane.factory()));
    private final InterCore node = rig.group.interCore();
    private final List<String> events = new ArrayList<>();

    /** A message that says what became of it. */
    private final class Parcel implements Message {
        private final String name;

        Parcel(String name) {
            this.name = name;
        }

        @Override
        public void deliver(CoreContext at) {
            events.add(name + " delivered on " + at.reactor().name());
        }

        @Override
        public void undelivered(Reactor target) {
            assertTrue(rig.reactor(0).isOwner(), "told on the sender's thread");
            events.add(name + " back from " + target.name());
        }
    }

    /** Serves when told to. */
    private final class Slow extends Request {
        @Override
        protected Polled serve(CoreContext at) {
            return Polled.PENDING;
        }

        @Override
        protected void answered(CoreContext at) {
            Refused refused = assertInstanceOf(Refused.class, failure());
            assertEquals(Refused.Reason.CLOSED, refused.reason());
            events.add("refused");
        }
    }

    private CloseReport report(CompletionStage<CloseReport> end) {
        return end.toCompletableFuture().getNow(null);
    }

    @Test
    void stop_letsFiniteTasksEndAndThenStops() {
        boolean[] go = new boolean[1];
        Task<String> finite = rig.reactor(1).spawn("finite", new Probe((self, cx) -> {
            cx.waker();
            return go[0] ? Polled.READY : Polled.PENDING;
        }));
        Task<String> service = rig.reactor(1).spawn(TaskOptions.named("service").service(), Probe.pending());
        rig.settle();
        CompletionStage<CloseReport> end = node.stop(1, LONG);
        rig.settle();
        assertEquals(null, report(end));
        assertTrue(service.isDone());
        assertThrows(RejectedExecutionException.class, () -> rig.reactor(1).spawn(Probe.of("late")));
        go[0] = true;
        finite.wake();
        rig.settle();
        assertEquals(new CloseReport(List.of(), 0, List.of()), report(end));
        assertEquals("value", finite.outcome().value());
        assertTrue(rig.reactor(1).isStopped());
        assertFalse(rig.reactor(0).isStopped());
        rig.heard.assertNothing();
    }

    @Test
    void stop_cutsOffWhatIsLeftAtTheLimit() {
        Task<String> forEver = rig.reactor(1).spawn("for ever", Probe.pending());
        rig.settle();
        CompletionStage<CloseReport> end = node.stop(1, LONG);
        rig.settle();
        assertEquals(null, report(end));
        rig.clock.advance(LONG.toNanos());
        rig.settle();
        assertEquals(List.of("for ever"), report(end).cut());
        assertTrue(forEver.isDone());
    }

    @Test
    void stop_byATaskOfAnotherReactor_answersTheReport() {
        Task<CloseReport> stopping = rig.reactor(0).spawn(node.at(2).stop(LONG));
        rig.settle();
        assertEquals(
                new CloseReport(List.of(), 0, List.of()), stopping.outcome().value());
        Task<CloseReport> self = rig.reactor(0).spawn(node.at(0).stop(LONG));
        rig.settle();
        assertInstanceOf(IllegalStateException.class, self.outcome().failure());
    }

    @Test
    void messagesThatWereNotTaken_goBackToTheirSender() {
        rig.within(0, at -> {
            at.bus().send(1, new Parcel("a"));
            at.bus().send(2, new Parcel("b"));
            at.bus().send(1, new Parcel("c"));
        });
        rig.reactor(1).stopByHand();
        rig.settle();
        assertEquals(Set.of("a back from rig-1", "c back from rig-1", "b delivered on rig-2"), new HashSet<>(events));
        assertTrue(events.indexOf("a back from rig-1") < events.indexOf("c back from rig-1"));
        rig.heard.assertNothing();
        rig.within(0, at -> assertEquals(Sent.CLOSED, at.bus().send(1, new Parcel("d"))));
    }

    @Test
    void messageThatDoesNotMind_isToldToTheFailureHandler() {
        rig.within(0, at -> at.bus().send(1, there -> {}));
        rig.reactor(1).stopByHand();
        rig.settle();
        assertEquals(1, rig.heard.count());
        Refused refused = assertInstanceOf(Refused.class, rig.heard.failures().get(0));
        assertTrue(refused.getMessage().contains("rig-1"), refused.getMessage());
        assertTrue(rig.group.close(LONG).isClean(), "that was told before");
    }

    @Test
    void requestsNotComeToAndRequestsNotAnswered_failWithClosed() {
        rig.within(0, at -> {
            at.bus().request(1, new Slow());
            at.bus().request(1, new Slow());
        });
        rig.reactor(1).turn();
        rig.within(0, at -> at.bus().request(1, new Slow()));
        assertEquals(3, rig.reactor(0).core().bus().underWay());
        rig.reactor(1).stopByHand();
        rig.settle();
        assertEquals(List.of("refused", "refused", "refused"), events);
        assertEquals(0, rig.reactor(0).core().bus().underWay());
        rig.heard.assertNothing();
        assertTrue(rig.group.close(LONG).isClean());
    }

    @Test
    void close_afterOneHasStoppedWaitsForNothing() {
        rig.within(0, at -> at.bus().send(1, new Parcel("a")));
        node.stop(1, LONG);
        rig.settle();
        long before = rig.clock.nanoTime();
        assertTrue(rig.group.close(LONG).isClean());
        assertEquals(before, rig.clock.nanoTime());
    }

    @Test
    void start_takesThePlaceOfOneThatHasStopped() {
        rig.within(0, at -> at.bus().send(1, new Parcel("first")));
        rig.settle();
        Reactor old = rig.reactor(1);
        assertThrows(IllegalStateException.class, () -> node.start(1));
        node.stop(1, LONG);
        rig.settle();
        Reactor fresh = node.start(1);
        assertNotSame(old, fresh);
        assertSame(fresh, rig.reactor(1));
        assertEquals("rig-1", fresh.name());
        rig.within(0, at -> {
            assertEquals(Sent.ACCEPTED, at.bus().send(1, new Parcel("second")));
            assertEquals(Sent.ACCEPTED, at.bus().send(2, new Parcel("third")));
        });
        rig.settle();
        assertTrue(events.contains("second delivered on rig-1"), events::toString);
        Task<Void> synced = rig.reactor(1).spawn(node.at(0).sync());
        rig.settle();
        assertTrue(synced.isDone());
        assertTrue(rig.group.close(LONG).isClean());
    }

    @Test
    void start_deliversWhatTheOldOneStillSent() {
        rig.within(1, at -> at.bus().send(0, new Parcel("last words")));
        rig.reactor(1).stopByHand();
        node.start(1);
        rig.settle();
        assertEquals(List.of("last words delivered on rig-0"), events);
        assertTrue(rig.group.close(LONG).isClean());
    }

    @Test
    void ids_areNeverGivenTwiceInOnePlace() {
        Set<Long> tasks = new HashSet<>();
        Set<Long> objects = new HashSet<>();
        Kind<String> kind = Kind.of("TEXT", Kind.Source.MQ);
        for (int life = 0; life < 5; life++) {
            for (int i = 0; i < 10; i++) {
                Task<String> task = rig.reactor(1).spawn(Probe.of("x"));
                rig.settle();
                assertTrue(tasks.add(task.id()));
                rig.within(1, at -> assertTrue(objects.add(at.objects().add(kind, "", "text"))));
            }
            node.stop(1, LONG);
            rig.settle();
            node.start(1);
        }
        assertEquals(50, objects.size());
        Task<?> look = rig.reactor(0)
                .spawn(node.at(1).ask(CoreVerbs.LOOK_UP, objects.iterator().next()));
        rig.settle();
        assertEquals(Refused.Reason.STALE, ((Refused) look.outcome().failure()).reason());
    }

    @Test
    void stop_closesTheObjectsAndTheirNames() {
        Kind<StringBuilder> kind =
                Kind.<StringBuilder>of("TEXT", Kind.Source.MQ).closing(text -> events.add("closed"));
        long[] id = new long[1];
        rig.within(1, at -> id[0] = at.objects().add(kind, "text", new StringBuilder()));
        rig.reactor(0).spawn(node.at(1).register("paper", id[0], Rights.R));
        rig.settle();
        node.stop(1, LONG);
        rig.settle();
        assertEquals(List.of("closed"), events);
        Task<?> look = rig.reactor(0).spawn(node.lookUp("paper"));
        rig.settle();
        assertEquals(Refused.Reason.STALE, ((Refused) look.outcome().failure()).reason());
    }

    @Test
    void spawn_inTurnPassesOverThoseThatStop() {
        node.stop(1, LONG);
        rig.settle();
        for (int i = 0; i < 6; i++) {
            assertNotEquals(1, rig.group.spawn(Probe.of("x")).reactor().index());
        }
    }

    /** Two threads flood a third, which stops in the middle and starts again: each message is delivered or comes back. */
    @Test
    void flood_whileReactorsStopAndStartLosesNothing() throws Exception {
        int rounds = Boolean.getBoolean("enso.long") ? 200 : 8;
        AtomicLong accepted = new AtomicLong();
        AtomicLong delivered = new AtomicLong();
        AtomicLong back = new AtomicLong();
        Message message = new Message() {
            @Override
            public void deliver(CoreContext at) {
                delivered.incrementAndGet();
            }

            @Override
            public void undelivered(Reactor target) {
                back.incrementAndGet();
            }
        };
        Heard heard = new Heard();
        Reactors group = Reactors.builder()
                .count(3)
                .name("flood")
                .laneCapacity(64)
                .affinity(Affinity.none())
                .failures(heard)
                .start();
        try {
            List<Task<?>> floods = new ArrayList<>();
            for (int from = 0; from < 2; from++) {
                Bus bus = group.get(from).core().bus();
                floods.add(group.get(from).spawn(TaskOptions.named("flood").service(), new Probe((self, cx) -> {
                    while (cx.spend()) {
                        Sent sent = bus.send(2, message);
                        if (sent == Sent.ACCEPTED) {
                            accepted.incrementAndGet();
                        } else if (sent == Sent.FULL && bus.poll(2, cx) == Polled.PENDING) {
                            return Polled.PENDING;
                        } else {
                            cx.waker().wake();
                            return Polled.PENDING;
                        }
                    }
                    return Polled.PENDING;
                })));
            }
            for (int round = 0; round < rounds; round++) {
                long before = delivered.get();
                Waiting.until("messages to flow", () -> delivered.get() > before + 1_000);
                CloseReport report = group.interCore()
                        .stop(2, Duration.ofSeconds(10))
                        .toCompletableFuture()
                        .get(30, java.util.concurrent.TimeUnit.SECONDS);
                assertEquals(List.of(), report.cut());
                group.interCore().start(2);
            }
            floods.forEach(Task::cancel);
            CloseReport report = group.close(Duration.ofSeconds(10));
            assertEquals(List.of(), report.stuck());
            assertEquals(accepted.get(), delivered.get() + back.get(), report::toString);
            assertTrue(report.undelivered() <= back.get(), report::toString);
            heard.assertNothing();
        } finally {
            group.close(Duration.ZERO);
        }
    }
}
