package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Range;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Refused.Reason;
import dev.enso.reactor.Rights;
import dev.enso.reactor.Task;
import dev.enso.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The verbs ring, cursor, split, merge and migrate, between reactors that one thread turns. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteRingsTest {
    private final Reactors group = Reactors.builder()
            .count(3)
            .failures((reactor, what, failure) -> {})
            .affinity(Affinity.none())
            .build();
    private final InterCore node = group.interCore();

    RemoteRingsTest() {
        RemoteRings.serve(node);
    }

    @AfterEach
    void close() {
        group.close(Duration.ZERO);
    }

    private void settle() {
        int work;
        do {
            work = 0;
            for (int i = 0; i < group.size(); i++) {
                work += group.get(i).turn();
            }
        } while (work > 0);
    }

    private <T> T answer(int reactor, Future<T> future) throws Exception {
        Task<T> task = group.get(reactor).spawn(future);
        settle();
        return task.get(Duration.ZERO);
    }

    private void refused(Reason reason, int reactor, Future<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> answer(reactor, future));
        assertEquals(
                reason,
                ((Refused) failed.getCause()).reason(),
                failed.getCause().getMessage());
    }

    private RemoteRings at(int reactor) {
        return RemoteRings.at(node.at(reactor));
    }

    private RemoteRing<Publisher<Long>> ring(int capacity) throws Exception {
        return answer(0, at(1).ring("numbers", () -> Queues.TURBINE.<Long>pub(capacity)));
    }

    private static void publish(RemoteRing<Publisher<Long>> ring, long from, long to) {
        for (long number = from; number < to; number++) {
            assertEquals(Sent.ACCEPTED, ring.publisher().offer(number));
        }
    }

    private static List<Long> read(RemoteCursor<Long> cursor) {
        List<Long> seen = new ArrayList<>();
        while (cursor.subscriber().look() == Polled.READY) {
            seen.add(cursor.subscriber().head());
            cursor.subscriber().tail();
        }
        return seen;
    }

    private List<ObjectInfo> listed(int reactor, String kind) throws Exception {
        return answer(0, node.at(reactor).list()).objects().stream()
                .filter(object -> object.kind().equals(kind))
                .toList();
    }

    @Test
    void ring_isMadeOnItsOwnersThreadAndListedThere() throws Exception {
        boolean[] there = new boolean[1];
        RemoteRing<SlotPublisher<long[]>> ring = answer(
                0,
                at(1).slots(
                                "slots",
                                () -> Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT)
                                        .slots(8, () -> {
                                            there[0] = group.get(1).isOwner();
                                            return new long[1];
                                        })));
        assertTrue(there[0], "its slots are made by its owner");
        assertEquals(ring.id(), listed(1, "RING").get(0).id());
        assertEquals("slots", listed(1, "RING").get(0).name());
        assertEquals(List.of(), listed(0, "RING"));
    }

    @Test
    void cursor_isReadWhereItWasAskedFor() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(8);
        RemoteCursor<Long> cursor =
                answer(2, at(1).cursor(ring, Subscription.latest().named("two")));
        publish(ring, 0, 5);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), read(cursor));
        ObjectInfo info = listed(2, "CURSOR").get(0);
        assertEquals("two", info.name());
        assertEquals(cursor.id(), info.id());
        assertEquals(1, listed(1, "RING").get(0).uses());
    }

    @Test
    void cursor_outsideOfTheRing_isRefused() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(8);
        publish(ring, 0, 4);
        answer(0, at(1).cursor(ring, Subscription.from(2)));
        refused(Reason.RANGE, 0, at(1).cursor(ring, Subscription.from(5)));
        refused(Reason.OWNER, 0, at(2).cursor(ring, Subscription.latest()));
        ring.publisher().close();
        refused(Reason.CLOSED, 0, at(1).cursor(ring, Subscription.latest()));
    }

    @Test
    void cursor_withoutTheRightToRead_isRefused() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(8);
        ObjectInfo writers = answer(0, node.at(1).register("writers", ring.id(), Rights.W));
        refused(Reason.RIGHTS, 0, at(1).cursor(writers.id(), Subscription.latest()));
        ObjectInfo readers = answer(0, node.at(1).register("readers", ring.id(), Rights.R));
        RemoteCursor<Long> cursor = answer(
                2,
                node.lookUp("readers")
                        .then(found ->
                                RemoteRings.at(node.of(found.id())).<Long>cursor(readers.id(), Subscription.latest())));
        publish(ring, 0, 1);
        assertEquals(List.of(0L), read(cursor));
    }

    @Test
    void split_byKeyNarrowsTheRangeAndChecksIt() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(64);
        RemoteCursor<Long> whole = answer(0, at(1).cursor(ring, Subscription.latest()));
        RemoteCursor<Long> upper = answer(2, at(0).split(whole.id(), Split.<Long>byKey(number -> number, 10)));
        assertEquals(new Range(Long.MIN_VALUE, 10), listed(0, "CURSOR").get(0).range());
        assertEquals(Range.from(10), upper.keys());
        publish(ring, 0, 20);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), read(whole));
        assertEquals(10, read(upper).size());
        refused(Reason.RANGE, 2, at(0).split(whole.id(), Split.<Long>byKey(number -> number, 15)));
        assertTrue(answer(2, at(0).merge(whole.id(), upper)));
        assertEquals(Range.ALL, listed(0, "CURSOR").get(0).range());
        assertEquals(List.of(), listed(2, "CURSOR"));
        publish(ring, 20, 24);
        assertEquals(List.of(20L, 21L, 22L, 23L), read(whole));
    }

    @Test
    void merge_ofWhatWasNotSplitFromIt_isRefusedAndChangesNothing() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(64);
        RemoteCursor<Long> one = answer(0, at(1).cursor(ring, Subscription.latest()));
        RemoteCursor<Long> other = answer(2, at(1).cursor(ring, Subscription.latest()));
        refused(Reason.RANGE, 2, at(0).merge(one.id(), other));
        publish(ring, 0, 3);
        assertEquals(3, read(one).size());
        assertEquals(3, read(other).size());
        assertEquals(1, listed(2, "CURSOR").size());
    }

    @Test
    void migrate_takesTheCursorOverAndLosesNothing() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(64);
        RemoteCursor<Long> first = answer(0, at(1).cursor(ring, Subscription.latest()));
        publish(ring, 0, 6);
        assertEquals(Polled.READY, first.subscriber().look());
        assertEquals(0L, first.subscriber().head());
        first.subscriber().tail();
        RemoteCursor<Long> second = answer(2, at(0).migrate(first.id()));
        assertNotEquals(first.id(), second.id());
        assertEquals(Polled.ENDED, first.subscriber().look());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), read(second));
        assertEquals(List.of(), listed(0, "CURSOR"));
        refused(Reason.STALE, 1, at(0).migrate(first.id()));
    }

    @Test
    void answersWhoseAskersHaveGone_areClosedAndStopNobody() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(4);
        Task<RemoteCursor<Long>> asker = group.get(0).spawn(at(1).cursor(ring, Subscription.latest()));
        group.get(0).turn();
        asker.cancel();
        settle();
        RemoteCursor<Long> alive = answer(2, at(1).cursor(ring, Subscription.latest()));
        for (int i = 0; i < 20; i++) {
            publish(ring, i, i + 1);
            assertEquals(List.of((long) i), read(alive));
        }
    }

    @Test
    void readerThatStopsWithItsReactor_isWaitedForNoLonger() throws Exception {
        RemoteRing<Publisher<Long>> ring = ring(4);
        answer(2, at(1).cursor(ring, Subscription.latest()));
        RemoteCursor<Long> alive = answer(0, at(1).cursor(ring, Subscription.latest()));
        node.stop(2, Duration.ofSeconds(1));
        settle();
        for (int i = 0; i < 20; i++) {
            publish(ring, i, i + 1);
            assertEquals(List.of((long) i), read(alive));
        }
    }

    /** A cursor goes round from reactor to reactor while the publisher goes on: every message is seen once, in order. */
    @Test
    void cursorThatWanders_seesEverythingOnceInOrder() {
        int seeds = Boolean.getBoolean("enso.long") ? 10_000 : 300;
        Simulation.seeds(seeds).reactors(3).check(world -> {
            Reactors sim = world.reactors();
            InterCore bus = sim.interCore();
            RemoteRings.serve(bus);
            int messages = 1 + world.oracle().choose(30, "messages");
            List<Long> seen = new ArrayList<>();
            sim.get(0)
                    .spawn(RemoteRings.at(bus.at(1))
                            .ring("numbers", () -> Queues.TURBINE.<Long>pub(4))
                            .then(ring -> RemoteRings.at(bus.at(1))
                                    .<Long>cursor(ring.id(), Subscription.oldest())
                                    .map(cursor -> {
                                        sim.get(0).spawn(publishing(ring.publisher(), messages));
                                        sim.get(2).spawn(wandering(sim, 2, 0, cursor.id(), seen, messages));
                                        return cursor;
                                    })));
            world.atEnd(() -> {
                assertEquals(messages, seen.size());
                for (int i = 0; i < messages; i++) {
                    assertEquals(i, seen.get(i));
                }
            });
        });
    }

    private static Future<Boolean> publishing(Publisher<Long> publisher, int messages) {
        Future<Boolean> all = Future.of(true);
        for (long i = 0; i < messages; i++) {
            long number = i;
            all = all.then(sent -> publisher.send(number).map(answer -> answer == Sent.ACCEPTED));
        }
        return all;
    }

    /** Takes the cursor over, reads three messages, and lets the next reactor do the same. */
    private static Future<Boolean> wandering(
            Reactors group, int here, int from, long cursor, List<Long> seen, int messages) {
        return RemoteRings.at(group.interCore().at(from))
                .<Long>migrate(cursor)
                .then(taken -> new Reading(taken, seen, Math.min(messages, seen.size() + 3)))
                .then(taken -> {
                    if (seen.size() == messages) {
                        return Future.of(true);
                    }
                    int next = (here + 1) % group.size();
                    group.get(next).spawn(wandering(group, next, here, taken.id(), seen, messages));
                    return Future.of(false);
                });
    }

    /** Reads until so many were seen, and leaves the cursor open. */
    private static final class Reading implements Future<RemoteCursor<Long>> {
        private final RemoteCursor<Long> cursor;
        private final List<Long> seen;
        private final int until;
        private boolean over;

        Reading(RemoteCursor<Long> cursor, List<Long> seen, int until) {
            this.cursor = cursor;
            this.seen = seen;
            this.until = until;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            while (!over && seen.size() < until) {
                Polled polled = cursor.subscriber().poll(cx);
                if (polled != Polled.READY) {
                    return polled;
                }
                seen.add(cursor.subscriber().head());
                cursor.subscriber().tail();
            }
            return over ? Polled.ENDED : Polled.READY;
        }

        @Override
        public RemoteCursor<Long> head() {
            return cursor;
        }

        @Override
        public Stream<RemoteCursor<Long>> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    /** Its entry goes with the table: that nobody takes it out any more is no failure. */
    @Test
    void ringThatIsClosedWhileItsReactorStops_isNoFailure() {
        Simulation.seeds(600).check(world -> {
            Reactors.Builder builder = Reactors.builder().count(1);
            world.host(builder);
            Reactors stopping = builder.start();
            InterCore there = stopping.interCore();
            RemoteRings.serve(there);
            there.at(0)
                    .stage(RemoteRings.at(there.at(0)).ring("last", () -> Queues.TURBINE.pub(2)))
                    .thenAccept(ring -> {
                        Duration soon = Duration.ofMillis(1);
                        world.later(soon, ring::close);
                        world.later(soon, () -> there.stop(0, Duration.ZERO));
                    });
            world.atEnd(() -> stopping.close(Duration.ZERO));
        });
    }
}
