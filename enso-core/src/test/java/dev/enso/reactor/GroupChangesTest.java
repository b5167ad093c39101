package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups that grow, and what is left when both ends of a lane have stopped. */
@Timeout(60)
class GroupChangesTest {
    @Test
    void reactorThatIsAdded_isSpokenToAndSpeaks() {
        Rig rig = Rig.of(1);
        Reactor more = rig.group.interCore().add();
        assertEquals(2, rig.group.size());
        assertSame(more, rig.group.get(1));
        List<String> heard = new ArrayList<>();
        rig.within(
                0,
                at -> assertEquals(
                        Sent.ACCEPTED,
                        at.bus().send(1, there -> heard.add(there.reactor().name()))));
        rig.within(
                1,
                at -> assertEquals(
                        Sent.ACCEPTED,
                        at.bus().send(0, there -> heard.add(there.reactor().name()))));
        rig.settle();
        assertEquals(Set.of(rig.reactor(0).name(), more.name()), new HashSet<>(heard));
        assertThrows(IndexOutOfBoundsException.class, () -> rig.group.get(2));
        rig.within(
                0,
                at -> assertThrows(
                        IndexOutOfBoundsException.class, () -> at.bus().send(2, there -> {})));
    }

    /** A reactor of which the group knew nothing when its lanes were made asks first. */
    @Test
    void reactorThatIsAdded_asksAndIsAnswered() throws Exception {
        Rig rig = Rig.of(1);
        for (int i = 1; i < 20; i++) {
            rig.group.interCore().add();
            Task<Integer> asks =
                    rig.group.get(i).spawn(rig.group.interCore().at(0).sync().then(nothing -> Future.of(42)));
            rig.settle();
            assertEquals(42, asks.get());
        }
    }

    @Test
    void reactorThatIsAdded_isThereForEverythingAndForNewTasks() {
        Rig rig = Rig.of(1, builder -> builder.roles(Roles.none().net(1).tasks(1)));
        Reactor more = rig.group.interCore().add();
        for (Role role : Role.values()) {
            assertTrue(rig.group.with(role).contains(more), role::toString);
        }
        Set<Integer> chosen = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            chosen.add(rig.group.spawn(Probe.of("x")).reactor().index());
        }
        assertEquals(Set.of(1, 2), chosen);
    }

    @Test
    void group_growsWhileItsThreadsSpeak() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        int most = 6;
        try (Reactors group =
                Reactors.builder().count(2).affinity(Affinity.none()).start()) {
            List<Task<Integer>> speakers = new ArrayList<>();
            for (int i = 2; i <= most; i++) {
                for (Reactor reactor : group) {
                    speakers.add(reactor.spawn(speaker(group, heard, 200)));
                }
                if (i < most) {
                    group.interCore().add();
                }
            }
            int sent = 0;
            for (Task<Integer> speaker : speakers) {
                sent += speaker.get(Duration.ofSeconds(30));
            }
            int all = sent;
            Waiting.until("all was heard", () -> heard.get() == all);
            assertTrue(group.close(Duration.ofSeconds(5)).isClean());
            assertThrows(IllegalStateException.class, () -> group.interCore().add());
        }
    }

    @Test
    void reactorThatCannotBeStarted_leavesTheGroupAsItWas() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean();
        try (Reactors group = Reactors.builder()
                .count(2)
                .affinity(Affinity.none())
                .threads(run -> {
                    if (refuses.get()) {
                        throw new IllegalStateException("no more threads");
                    }
                    return new Thread(run);
                })
                .start()) {
            InterCore node = group.interCore();
            refuses.set(true);
            assertThrows(IllegalStateException.class, node::add);
            assertEquals(2, group.size());
            node.stop(1, Duration.ofSeconds(20)).toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThrows(IllegalStateException.class, () -> node.start(1));
            assertTrue(group.get(1).hasEnded());
            refuses.set(false);
            List<Reactor> started = List.of(node.start(1), node.add());
            assertEquals(3, group.size());
            for (Reactor reactor : started) {
                assertEquals(7, reactor.spawn(Future.of(7)).get(Duration.ofSeconds(30)));
            }
            assertTrue(group.close(Duration.ofSeconds(20)).isClean());
        }
    }

    /** One thread starts a reactor, and another begins to close the group at that moment. */
    @Test
    void closing_letsAStartThatIsUnderWayComeToItsEnd() throws Exception {
        AtomicBoolean waits = new AtomicBoolean();
        CountDownLatch making = new CountDownLatch(1);
        CompletableFuture<Thread> closer = new CompletableFuture<>();
        Reactors group = Reactors.builder()
                .count(2)
                .affinity(Affinity.none())
                .poller(core -> {
                    if (waits.get()) {
                        making.countDown();
                        Thread closing = closer.join();
                        Waiting.until("the closing thread waits", () -> closing.getState() == Thread.State.BLOCKED);
                    }
                    return new Poller() {
                        @Override
                        public int poll(long now, int limit) {
                            return 0;
                        }

                        @Override
                        public long deadline() {
                            return NEVER;
                        }
                    };
                })
                .start();
        group.interCore().stop(1, Duration.ofSeconds(20)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        waits.set(true);
        CompletableFuture<Reactor> started =
                CompletableFuture.supplyAsync(() -> group.interCore().start(1));
        assertTrue(making.await(30, TimeUnit.SECONDS));
        Thread closing = new Thread(group::close, "closing");
        closing.start();
        closer.complete(closing);
        assertTrue(started.get(30, TimeUnit.SECONDS) != null);
        closing.join(30_000);
        assertFalse(closing.isAlive());
    }

    /** Speaks to whoever is there, in turn. */
    private static Future<Integer> speaker(Reactors group, AtomicInteger heard, int times) {
        int[] sent = new int[1];
        return new Probe((self, cx) -> {
                    Bus bus = cx.service(Bus.class);
                    for (int i = 0; i < 10; i++) {
                        int to = sent[0] % group.size();
                        if (bus.send(to, at -> heard.incrementAndGet()) != Sent.ACCEPTED) {
                            return bus.poll(to, cx);
                        }
                        if (++sent[0] == times) {
                            return Polled.READY;
                        }
                    }
                    cx.waker().wake();
                    return Polled.PENDING;
                })
                .map(value -> sent[0]);
    }

    @Test
    void addedReactor_stopsAndStartsAsTheOthersDo() throws Exception {
        try (Reactors group =
                Reactors.builder().count(1).affinity(Affinity.none()).start()) {
            group.interCore().add();
            assertTrue(group.interCore()
                    .stop(1, Duration.ofSeconds(5))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .isClean());
            assertFalse(group.get(1).takesWork());
            Reactor again = group.interCore().start(1);
            assertEquals(42, again.spawn(Future.of(42)).get(Duration.ofSeconds(10)));
        }
    }

    // What is left in a lane

    private final List<String> orphans = new ArrayList<>();
    private final List<Integer> discarded = new ArrayList<>();
    private final Verb<String, Integer> length = Verb.<String, Integer>of("length", "counts letters")
            .orphaned(orphans::add)
            .unwanted(discarded::add);

    /** A question may carry a socket: somebody has to close it. */
    @Test
    void questionWhoseTwoReactorsHaveStopped_isOrphanedOnce() {
        Rig rig = Rig.of(2);
        rig.group.interCore().serve(length, (at, word) -> word.length());
        rig.reactor(0).spawn(rig.group.interCore().at(1).ask(length, "question"));
        rig.reactor(0).turn();
        rig.reactor(1).stopByHand();
        assertEquals(List.of(), orphans);
        rig.reactor(0).stopByHand();
        assertEquals(List.of("question"), orphans);
        assertEquals(List.of(), discarded);
    }

    @Test
    void questionWhoseAskerHasStoppedFirst_isOrphanedOnce() {
        Rig rig = Rig.of(2);
        rig.group.interCore().serve(length, (at, word) -> word.length());
        rig.reactor(0).spawn(rig.group.interCore().at(1).ask(length, "question"));
        rig.reactor(0).turn();
        rig.reactor(0).stopByHand();
        assertEquals(List.of(), orphans);
        rig.reactor(1).stopByHand();
        assertEquals(List.of("question"), orphans);
        assertEquals(List.of(), discarded);
    }

    /** An answer may carry something, too. */
    @Test
    void answerToAReactorThatHasStopped_isDiscardedOnce() {
        Rig rig = Rig.of(2);
        rig.group.interCore().serve(length, (at, word) -> word.length());
        rig.reactor(0).spawn(rig.group.interCore().at(1).ask(length, "four"));
        rig.reactor(0).turn();
        rig.reactor(0).stopByHand();
        rig.reactor(1).turn();
        rig.group.interCore().start(0);
        assertEquals(List.of(4), discarded);
        assertEquals(List.of(), orphans);
        rig.group.close(Duration.ZERO);
        assertEquals(List.of(4), discarded);
    }

    /** It had been served already, and the reactor that asked has been replaced. */
    @Test
    void answerThatComesWhenTheAskerHasBeenReplaced_isDiscardedOnce() {
        Rig rig = Rig.of(2);
        rig.group.interCore().serve(length, (at, word) -> word.length());
        rig.reactor(0).spawn(rig.group.interCore().at(1).ask(length, "four"));
        rig.reactor(0).turn();
        rig.reactor(0).stopByHand();
        rig.group.interCore().start(0);
        assertEquals(List.of(), discarded);
        rig.reactor(1).turn();
        rig.group.close(Duration.ZERO);
        assertEquals(List.of(4), discarded);
        assertEquals(List.of(), orphans);
    }
}
