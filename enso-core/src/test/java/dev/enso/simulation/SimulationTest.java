package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 10_000 : 1_000;

    @Test
    void messages_arriveInOrderWhateverTheSchedule() {
        Simulation.seeds(SEEDS)
                .reactors(3)
                .configure(builder -> builder.laneCapacity(2))
                .check(SimulationTest::ring);
    }

    /** Each reactor sends to the next one, through lanes that are often full. */
    private static void ring(World world) {
        Reactors group = world.reactors();
        int[] next = new int[3];
        for (int i = 0; i < 3; i++) {
            int target = (i + 1) % 3;
            group.get(i).spawn("sender-" + i, new Sender(group.get(i).core(), target, 20, number -> {
                assertEquals(next[target], number);
                next[target]++;
            }));
        }
        world.atEnd(() -> {
            for (int received : next) {
                assertEquals(20, received);
            }
        });
    }

    @Test
    void seed_givesTheSameTraceAgain() {
        Set<Long> hashes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Trace first = Simulation.seed(seed).reactors(3).run(SimulationTest::ring);
            Trace second = Simulation.seed(seed).reactors(3).run(SimulationTest::ring);
            assertEquals(first.toString(), second.toString());
            assertEquals(first.hash(), second.hash());
            assertTrue(first.firstDifference(second).isEmpty());
            hashes.add(first.hash());
        }
        assertEquals(50, hashes.size());
    }

    @Test
    void run_failsWithWhoWaitsForWhat() {
        SimulationFailure failure = assertThrows(
                SimulationFailure.class,
                () -> Simulation.seed(7).run(world -> world.reactors().get(1).spawn("patient", new Never())));
        Deadlock deadlock = assertInstanceOf(Deadlock.class, failure.getCause());
        assertTrue(deadlock.getMessage().contains("patient"), deadlock::getMessage);
        assertTrue(deadlock.getMessage().contains("waits in a Never"), deadlock::getMessage);
        assertTrue(deadlock.getMessage().contains("sim-1 is parked"), deadlock::getMessage);
        assertTrue(failure.getMessage().startsWith("seed 7 fails at decision "), failure::getMessage);
    }

    @Test
    void events_comeFromOutsideAndPassTime() {
        Trace trace = Simulation.seed(1).run(world -> {
            Reactors group = world.reactors();
            boolean[] came = new boolean[1];
            world.later(Duration.ofDays(1), () -> {
                assertEquals(null, group.current());
                group.get(0).execute(() -> came[0] = group.get(0).isOwner());
            });
            world.atEnd(() -> {
                assertTrue(came[0]);
                assertTrue(world.now() >= Duration.ofDays(1).toNanos());
            });
        });
        assertNotEquals(0, trace.size());
    }

    @Test
    void failures_ofTasksFailTheRun() {
        SimulationFailure failure = assertThrows(
                SimulationFailure.class,
                () -> Simulation.seed(1)
                        .run(world -> world.reactors().get(0).execute(() -> {
                            throw new IllegalStateException("on purpose");
                        })));
        assertEquals("on purpose", failure.getCause().getCause().getMessage());
    }

    @Test
    void tasks_joinAcrossReactors() {
        Simulation.seeds(SEEDS).check(world -> {
            Reactors group = world.reactors();
            Task<Integer> answer = group.get(0).spawn(Future.of(42));
            Task<Integer> more = group.get(1).spawn(answer.join().map(value -> value + 1));
            world.atEnd(() -> assertEquals(43, more.get(Duration.ZERO)));
        });
    }

    @Test
    void check_shortensWhatFailsAndTheScheduleRepeatsIt() {
        App app = world -> {
            int burst = world.oracle().choose(100, "messages");
            int[] first = {-1};
            Reactors group = world.reactors();
            for (int i = 0; i < burst; i++) {
                int sender = i % 2;
                world.later(() -> group.get(sender).send(at -> first[0] = first[0] < 0 ? sender : first[0]));
            }
            world.atEnd(() -> assertTrue(first[0] <= 0, "the second came first"));
        };
        SimulationFailure failure = assertThrows(
                SimulationFailure.class, () -> Simulation.seeds(100).check(app));
        Trace few = failure.trace();
        assertTrue(few.deviations() <= 6, failure::getMessage);
        assertTrue(few.size() < 60, failure::getMessage);
        String message = failure.getMessage();
        String schedule = message.substring(
                message.indexOf("schedule(\"") + 10, message.indexOf("\")", message.indexOf("schedule(\"")));
        SimulationFailure again = assertThrows(
                SimulationFailure.class, () -> Simulation.schedule(schedule).run(app));
        assertTrue(again.trace().firstDifference(few).isEmpty());
        assertEquals(few.hash(), again.trace().hash());
    }

    @Test
    void blockingCalls_completeInAnyOrder() {
        Set<String> orders = new HashSet<>();
        Simulation.seeds(100).check(world -> {
            StringBuilder order = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                int number = i;
                world.blocking().execute(() -> order.append(number));
            }
            world.atEnd(() -> {
                assertEquals(3, order.length());
                orders.add(order.toString());
            });
        });
        assertEquals(6, orders.size());
    }

    @Test
    void outsiders_takeTurnsWithTheReactors() {
        Set<Integer> seen = new HashSet<>();
        Simulation.seeds(100).check(world -> {
            Reactors group = world.reactors();
            int[] left = {5};
            int[] arrived = {0};
            world.outsider(() -> {
                seen.add(arrived[0]);
                group.get(0).send(at -> arrived[0]++);
                return --left[0] > 0;
            });
            world.atEnd(() -> assertEquals(5, arrived[0]));
        });
        assertEquals(Set.of(0, 1, 2, 3, 4), seen);
    }

    @Test
    void await_letsOthersRunAndEndsWhenNothingComes() {
        Simulation.seed(1).run(world -> {
            boolean[] came = new boolean[1];
            world.later(Duration.ofHours(1), () -> came[0] = true);
            assertTrue(world.await(() -> came[0]));
            assertEquals(false, world.await(() -> false));
        });
    }

    @Test
    void stallWatch_isLookedThroughWhenAskedFor() {
        Simulation.seeds(50)
                .configure(builder -> builder.stallAfter(Duration.ofMillis(100)))
                .faults(Fault.stall(Duration.ofMillis(5)).oneIn(50))
                .check(SimulationTest::ring2);
    }

    private static void ring2(World world) {
        new Requests().start(world);
    }

    private static final class Never implements Future<String> {
        @Override
        public Polled poll(Context cx) {
            return Polled.PENDING;
        }

        @Override
        public String head() {
            throw new IllegalStateException();
        }

        @Override
        public Stream<String> tail() {
            throw new IllegalStateException();
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "a Never";
        }
    }

    /** Sends numbers from 0 on to a reactor, and waits when the lane is full. */
    private static final class Sender implements Future<Integer> {
        private final CoreContext core;
        private final int target;
        private final int count;
        private final java.util.function.IntConsumer receiver;
        private int sent;
        private boolean over;

        Sender(CoreContext core, int target, int count, java.util.function.IntConsumer receiver) {
            this.core = core;
            this.target = target;
            this.count = count;
            this.receiver = receiver;
        }

        @Override
        public Polled poll(Context cx) {
            while (sent < count) {
                int number = sent;
                if (core.bus().send(target, at -> receiver.accept(number)) == Sent.FULL) {
                    return core.bus().poll(target, cx);
                }
                sent++;
            }
            return over ? Polled.ENDED : Polled.READY;
        }

        @Override
        public Integer head() {
            return sent;
        }

        @Override
        public Stream<Integer> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
