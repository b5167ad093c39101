package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Alarms;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwayTimersTest {
    private static final int KEEPER = 1;

    private final AtomicLong now = new AtomicLong();
    private final List<String> heard = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Reactors group;

    private void build(int laneCapacity, int maximum) {
        group = Reactors.builder()
                .count(3)
                .clock(now::get)
                .laneCapacity(laneCapacity)
                .timers(core -> core.index() == KEEPER
                        ? Wheel.builder().maximum(maximum).build()
                        : AwayTimers.at(core, KEEPER, failures::add))
                .build();
    }

    private void build() {
        build(1024, 1 << 20);
    }

    @AfterEach
    void close() {
        if (group != null) {
            assertTrue(group.close(Duration.ofSeconds(5)).isClean());
        }
    }

    private void settle() {
        int work;
        do {
            work = 0;
            for (Reactor reactor : group) {
                work += reactor.turn();
            }
        } while (work > 0);
    }

    private void at(int reactor, Consumer<CoreContext> action) {
        group.get(reactor).send(action::accept);
        settle();
    }

    private long arm(int reactor, long deadline, String word) {
        long[] handle = new long[1];
        at(
                reactor,
                core -> handle[0] = core.alarms().arm(deadline, () -> {
                    assertTrue(core.reactor().isOwner());
                    heard.add(word);
                }));
        return handle[0];
    }

    private boolean cancel(int reactor, long handle) {
        boolean[] cancelled = new boolean[1];
        at(reactor, core -> cancelled[0] = core.alarms().cancel(handle));
        return cancelled[0];
    }

    private void passTo(long time) {
        now.set(time);
        settle();
    }

    @Test
    void timer_firesAtItsDeadlineOnTheReactorThatArmedIt() {
        build();
        arm(0, 100, "hundred");
        arm(2, 50, "fifty");
        passTo(49);
        assertEquals(List.of(), heard);
        passTo(50);
        assertEquals(List.of("fifty"), heard);
        passTo(99);
        assertEquals(List.of("fifty"), heard);
        passTo(100);
        assertEquals(List.of("fifty", "hundred"), heard);
    }

    @Test
    void deadlineInThePast_fires() {
        build();
        now.set(500);
        arm(0, 0, "at once");
        assertEquals(List.of("at once"), heard);
    }

    @Test
    void cancelled_neverFires() {
        build();
        long handle = arm(0, 100, "never");
        assertTrue(cancel(0, handle));
        assertFalse(cancel(0, handle));
        passTo(1000);
        assertEquals(List.of(), heard);
        Wheel wheel = group.get(KEEPER).core().service(Wheel.class);
        assertEquals(0, wheel.live());
    }

    @Test
    void cancelled_whileItsMessageIsUnderWayNeverFires() {
        build();
        Reactor home = group.get(0);
        long[] handle = new long[1];
        home.send(core -> handle[0] = core.alarms().arm(100, () -> heard.add("never")));
        home.turn();
        group.get(KEEPER).turn();
        now.set(100);
        group.get(KEEPER).turn(); // fired, and on its way
        home.send(core -> assertTrue(core.alarms().cancel(handle[0])));
        settle();
        assertEquals(List.of(), heard);
    }

    @Test
    void unknownHandles_areNotCancelled() {
        build();
        assertFalse(cancel(0, 0));
        assertFalse(cancel(0, 1L << 28));
        long handle = arm(0, 10, "fires");
        passTo(10);
        assertFalse(cancel(0, handle));
        long later = arm(0, 20, "later");
        assertFalse(cancel(0, handle), "the place is used again, the handle is not");
        assertTrue(cancel(0, later));
    }

    @Test
    void expirations_areToldBeforeTasksOfEveryOtherLevel() {
        build();
        List<String> order = new ArrayList<>();
        Reactor home = group.get(0);
        home.send(core -> core.alarms().arm(100, () -> order.add("timer")));
        settle();
        now.set(100);
        group.get(KEEPER).turn();
        for (int i = 0; i < 20; i++) {
            home.spawn(TaskOptions.named("high").priority(Priority.HIGH), Future.defer(() -> {
                order.add("task");
                return Future.of(1);
            }));
        }
        home.turn();
        assertEquals("timer", order.get(0));
        assertEquals(21, order.size());
    }

    /** The keeper's turn read the clock later than the turn in which the news arrives. */
    @Test
    void expiration_isNotToldBeforeItsTimeOnTheReactorThatArmed() {
        AtomicLong behind = new AtomicLong();
        group = Reactors.builder()
                .count(2)
                .clock(() -> now.get() - behind.get())
                .timers(core -> core.index() == KEEPER ? Wheel.create() : AwayTimers.at(core, KEEPER))
                .build();
        Task<Void> sleeper = group.get(0).spawn(Timers.sleep(Duration.ofNanos(100)));
        settle();
        now.set(100);
        group.get(KEEPER).turn();
        behind.set(1);
        group.get(0).turn();
        assertFalse(sleeper.isDone());
        behind.set(0);
        settle();
        assertTrue(sleeper.isDone());
    }

    @Test
    void wakerThatThrows_isToldAndTheOthersAreWoken() {
        build();
        IllegalStateException thrown = new IllegalStateException("thrown by a waker");
        at(
                0,
                core -> core.alarms().arm(10, () -> {
                    throw thrown;
                }));
        arm(0, 10, "the other");
        passTo(10);
        assertEquals(List.of(thrown), failures);
        assertEquals(List.of("the other"), heard);
    }

    @Test
    void keeperWithoutRoom_isToldAndTheWakerIsWoken() {
        build(1024, 1);
        arm(0, 100, "first");
        arm(0, 200, "refused");
        assertEquals(List.of("refused"), heard);
        assertEquals(1, failures.size());
        passTo(100);
        assertEquals(List.of("refused", "first"), heard);
    }

    @Test
    void misuse_isRefused() {
        build();
        at(
                0,
                core -> assertThrows(
                        IllegalArgumentException.class, () -> core.alarms().arm(-1, () -> {})));
        at(0, core -> assertThrows(IllegalArgumentException.class, () -> AwayTimers.at(core, 0)));
    }

    /** Arms and cancels as the seed says, in any state of the messages, and compares with what should have happened. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 1024})
    @Timeout(60)
    void randomArmsAndCancels_fireAsTheyShould(int laneCapacity) {
        long seed = Long.getLong("enso.seed", 42);
        int rounds = Boolean.getBoolean("enso.long") ? 200_000 : 5_000;
        build(laneCapacity, 1 << 20);
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Long> armed = new HashMap<>();
        List<Long> fired = new ArrayList<>();
        Reactor home = group.get(0);
        try {
            for (int round = 0; round < rounds; round++) {
                int kind = random.nextInt(10);
                if (kind < 4) {
                    long deadline = now.get() + random.nextInt(200);
                    home.send(core -> {
                        Alarms alarms = core.alarms();
                        long[] handle = new long[1];
                        handle[0] = alarms.arm(deadline, () -> {
                            assertTrue(armed.remove(handle[0]) != null, "a timer fired that is not armed");
                            assertTrue(core.clock().nanoTime() >= deadline, "early");
                            fired.add(handle[0]);
                        });
                        assertEquals(null, armed.put(handle[0], deadline), "a handle that is in use");
                    });
                } else if (kind < 6) {
                    long pick = random.nextLong();
                    home.send(core -> {
                        if (!armed.isEmpty()) {
                            List<Long> handles = new ArrayList<>(armed.keySet());
                            long handle = handles.get((int) Long.remainderUnsigned(pick, handles.size()));
                            assertTrue(core.alarms().cancel(handle));
                            armed.remove(handle);
                        }
                    });
                } else if (kind == 6) {
                    now.addAndGet(random.nextInt(50));
                } else {
                    group.get(random.nextInt(2)).turn();
                }
            }
            passTo(now.get() + 1000);
            assertEquals(Map.of(), armed, "never fired");
            assertEquals(0, home.core().service(AwayTimers.class).armed());
            assertEquals(0, group.get(KEEPER).core().service(Wheel.class).live());
            assertTrue(fired.size() > rounds / 10);
            assertEquals(List.of(), failures);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    /** Sleeps on two reactors, kept by a third, on threads. */
    @Test
    @Timeout(60)
    void sleeps_endOnReactorsThatReallySleep() throws Exception {
        try (Reactors threads = Reactors.builder()
                .count(3)
                .affinity(Affinity.none())
                .timers(core -> core.index() == KEEPER ? Wheel.create() : AwayTimers.at(core, KEEPER))
                .start()) {
            List<Task<?>> sleepers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long deadline = threads.get(0).core().clock().nanoTime() + i * 20_000;
                sleepers.add(threads.get(i % 3)
                        .spawn(Timers.sleepUntil(deadline).map(over -> {
                            assertTrue(threads.get(0).core().clock().nanoTime() >= deadline, "early");
                            return true;
                        })));
            }
            for (Task<?> sleeper : sleepers) {
                sleeper.get();
            }
            Task<Polled> limited = threads.get(0)
                    .spawn(new Never()
                            .timeout(Duration.ofMillis(5))
                            .map(x -> Polled.READY)
                            .recover(late -> Polled.ENDED));
            assertEquals(Polled.ENDED, limited.get());
        }
    }

    private static final class Never implements Future<Integer> {
        @Override
        public Polled poll(dev.enso.core.Context cx) {
            cx.waker();
            return Polled.PENDING;
        }

        @Override
        public Integer head() {
            throw new IllegalStateException();
        }

        @Override
        public Stream<Integer> tail() {
            throw new IllegalStateException();
        }

        @Override
        public void close() {}
    }
}
