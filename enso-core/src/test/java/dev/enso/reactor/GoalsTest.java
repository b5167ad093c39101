package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import dev.enso.reactor.TaskOptions.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits that a level may not exceed: who made one too long is named, and spawns that would are kept out. */
@Timeout(60)
class GoalsTest {
    private static final int MICRO = 1_000;
    private static final int HIGH = Priority.HIGH.ordinal();

    private final List<Stall> stalls = new ArrayList<>();

    private Rig rig(Consumer<Reactors.Builder> more) {
        return Rig.of(1, builder -> more.accept(builder.stalls(stalls::add)));
    }

    private Rig rig(Duration high) {
        return rig(builder -> builder.goal(Priority.HIGH, high));
    }

    /** Always ready; each poll takes so long. */
    private static Probe busy(Rig rig, int nanos) {
        return new Probe((self, cx) -> {
            rig.clock.advance(nanos);
            cx.waker().wake();
            return Polled.PENDING;
        });
    }

    private static TaskOptions high(String name) {
        return TaskOptions.named(name).priority(Priority.HIGH);
    }

    private static Duration micros(int micros) {
        return Duration.ofNanos(micros * (long) MICRO);
    }

    private static long missed(Rig rig) {
        return rig.reactor().metrics().missedGoals();
    }

    @Test
    void goalThatIsKept_isNoEvent() {
        Rig rig = rig(micros(200));
        rig.reactor().spawn(high("quick"), busy(rig, MICRO));
        rig.reactor().spawn("other", busy(rig, 10 * MICRO));
        for (int i = 0; i < 10; i++) {
            rig.reactor().turn();
        }
        assertEquals(List.of(), stalls);
        assertEquals(0, missed(rig));
        assertTrue(rig.reactor().metrics().polls() > 50);
    }

    @Test
    void longPoll_isNamedAndNotTheOneThatWaited() {
        Rig rig = rig(micros(200));
        rig.reactor().spawn(high("quick"), busy(rig, MICRO));
        rig.reactor().spawn("sluggish", busy(rig, 300 * MICRO));
        rig.reactor().spawn("innocent", busy(rig, 30 * MICRO));
        rig.reactor().turn();
        Stall stall = stalls.get(0);
        assertEquals(Stall.Kind.GOAL, stall.kind());
        assertEquals("sluggish", stall.task());
        assertTrue(stall.nanos() > 300 * MICRO, stall.toString());
        assertTrue(stall.detail().contains("quick of level HIGH"), stall.detail());
        assertTrue(stall.detail().contains("beyond the goal of 200 µs"), stall.detail());
        assertTrue(missed(rig) > 1, "each is counted");
        assertEquals(1, stalls.size(), "one is told");
        assertEquals(missed(rig), rig.reactor().metrics().missedGoals());
    }

    /** It woke itself in its own long poll: it waits from the end of that poll, and keeps nobody waiting but others. */
    @Test
    void ownPoll_isNoWait() {
        Rig rig = rig(micros(200));
        rig.reactor().spawn(high("lonely"), busy(rig, 1_000 * MICRO));
        rig.reactor().turn();
        rig.reactor().turn();
        assertEquals(List.of(), stalls);
    }

    @Test
    void manyTasks_areToBlameWhenNoPollIs() {
        Rig rig = rig(micros(200));
        for (int i = 0; i < 250; i++) {
            rig.reactor().spawn(high("one-" + i), busy(rig, MICRO));
        }
        for (int turn = 0; turn < 100 && stalls.isEmpty(); turn++) {
            rig.reactor().turn();
        }
        Stall stall = stalls.get(0);
        assertNull(stall.task());
        assertTrue(stall.detail().contains("no single poll did it"), stall.detail());
        assertTrue(stall.detail().contains(" tasks are ready"), stall.detail());
    }

    @Test
    void message_isToBlameWhenItTookTheTime() {
        Rig rig = rig(micros(200));
        rig.reactor().spawn(high("quick"), busy(rig, MICRO));
        rig.reactor().turn();
        rig.reactor().send(core -> rig.clock.advance(500 * MICRO));
        rig.reactor().turn();
        assertNull(stalls.get(0).task());
        assertTrue(stalls.get(0).detail().contains("a message, a timer or I/O took 500 µs"), stalls.toString());
    }

    /** A reactor that had nothing to do keeps nobody waiting. */
    @Test
    void idleTime_isNobodysFault() {
        Rig rig = rig(micros(200));
        Probe probe = Probe.pending();
        rig.reactor().spawn(high("sleeper"), probe);
        rig.reactor().turn();
        rig.clock.advance(1_000_000 * MICRO);
        probe.waker.wake();
        rig.reactor().turn();
        assertEquals(2, probe.polls);
        assertEquals(List.of(), stalls);
    }

    @Test
    void reports_areASecondApartAndTellHowManyWereLeftOut() {
        Rig rig = rig(micros(200));
        rig.reactor().spawn(high("quick"), busy(rig, MICRO));
        rig.reactor().spawn("sluggish", busy(rig, 300 * MICRO));
        while (stalls.size() < 2) {
            rig.reactor().turn();
        }
        assertTrue(
                stalls.get(1).detail().contains(" more waits beyond it"),
                stalls.get(1).detail());
    }

    @Test
    void goal_isPositive() {
        assertThrows(IllegalArgumentException.class, () -> Reactors.builder().goal(Priority.HIGH, Duration.ZERO));
    }

    /** Twenty tasks of a microsecond wait two rounds of ten; one more waits three. */
    private static List<Task<String>> twenty(Rig rig) {
        List<Task<String>> tasks = new ArrayList<>();
        tasks.add(rig.reactor().spawn(high("busy-0"), busy(rig, MICRO)));
        rig.reactor().turn();
        rig.within(0, core -> {
            for (int i = 1; i < 20; i++) {
                tasks.add(core.reactor().spawn(high("busy-" + i).admission(Admission.REFUSE), busy(rig, MICRO)));
            }
        });
        return tasks;
    }

    @Test
    void spawn_isRefusedWhenItWouldBreakAGoal() {
        Rig rig = rig(micros(25));
        twenty(rig);
        rig.within(0, core -> {
            TaskOptions options = high("too-many");
            RejectedExecutionException refused = assertThrows(
                    RejectedExecutionException.class,
                    () -> core.reactor().spawn(options.admission(Admission.REFUSE), Probe.of("late")));
            assertTrue(refused.getMessage().contains("would break a goal"), refused.getMessage());
            core.reactor().spawn(options, Probe.of("not asked"));
        });
    }

    @Test
    void spawnFromOutside_isRefusedAtOnceWhenItWouldBreakAGoal() throws Exception {
        Rig rig = rig(micros(25));
        List<Task<String>> busy = twenty(rig);
        TaskOptions options = high("too-many").admission(Admission.REFUSE);
        Probe probe = Probe.of("late");
        for (int tries = 0; tries < 3; tries++) {
            RejectedExecutionException refused = assertThrows(
                    RejectedExecutionException.class, () -> rig.reactor().spawn(options, probe));
            assertTrue(refused.getMessage().contains("would break a goal"), refused.getMessage());
            rig.reactor().turn();
        }
        assertEquals(0, probe.polls + probe.closes, "it is left to the caller");
        assertEquals(0, rig.heard.count());
        busy.forEach(Task::cancel);
        rig.settle();
        Task<String> task = rig.reactor().spawn(options, probe);
        rig.settle();
        assertEquals("late", task.get(Duration.ZERO));
    }

    /** A burst from outside takes no more places than there are, although none of it has come in yet. */
    @Test
    void spawnsFromOutside_shareWhatTheGoalAllows() {
        Rig rig = rig(micros(25));
        List<Task<String>> busy = twenty(rig);
        busy.subList(10, 20).forEach(Task::cancel);
        rig.reactor().turn();
        TaskOptions options = high("more").admission(Admission.REFUSE);
        List<Task<String>> taken = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            try {
                taken.add(rig.reactor().spawn(options, Probe.pending()));
            } catch (RejectedExecutionException full) {
                break;
            }
        }
        assertTrue(taken.size() >= 4 && taken.size() <= 10, "ten are ready and twenty keep the goal: " + taken.size());
        rig.reactor().turn();
        for (Task<String> task : taken) {
            assertFalse(task.isDone(), "what was let in is not refused later");
        }
        busy.forEach(Task::cancel);
        rig.settle();
    }

    @Test
    void spawnThatWaits_comesInWhenTheLoadAllowsIt() throws Exception {
        Rig rig = rig(micros(25));
        List<Task<String>> busy = twenty(rig);
        Task<String> first = rig.reactor().spawn(high("first").admission(Admission.WAIT), Probe.of("first"));
        Task<String> second = rig.reactor().spawn(high("second").admission(Admission.WAIT), Probe.of("second"));
        rig.reactor().turn();
        rig.reactor().turn();
        assertEquals(2, rig.reactor().metrics().held());
        assertFalse(first.isDone());
        assertTrue(first.id() != 0, "it is live and can be found");
        busy.subList(0, 5).forEach(Task::cancel);
        rig.reactor().turn();
        assertEquals("first", first.get(Duration.ZERO));
        assertEquals("second", second.get(Duration.ZERO));
        assertEquals(0, rig.reactor().metrics().held());
    }

    /** Whatever the goal says: otherwise one that no load can keep would shut out everybody for ever. */
    @Test
    void spawnThatWaits_comesInWhenNobodyElseIsReady() throws Exception {
        Rig rig = rig(Duration.ofNanos(1));
        Task<String> busy = rig.reactor().spawn(high("busy"), busy(rig, MICRO));
        rig.reactor().turn();
        Task<String> waiting = rig.reactor().spawn(high("waiting").admission(Admission.WAIT), Probe.of("in"));
        rig.reactor().turn();
        assertFalse(waiting.isDone());
        busy.cancel();
        rig.settle();
        assertEquals("in", waiting.get(Duration.ZERO));
    }

    @Test
    void spawnThatWaits_isCancelledAtOnce() {
        Rig rig = rig(micros(25));
        twenty(rig);
        Probe probe = Probe.of("never");
        Task<String> waiting = rig.reactor().spawn(high("waiting").admission(Admission.WAIT), probe);
        Task<String> behind = rig.reactor().spawn(high("behind").admission(Admission.WAIT), Probe.of("behind"));
        rig.reactor().turn();
        assertEquals(2, rig.reactor().metrics().held());
        behind.cancel();
        waiting.cancel();
        rig.reactor().turn();
        assertTrue(waiting.isDone());
        assertTrue(behind.isDone());
        assertEquals(0, probe.polls);
        assertEquals(1, probe.closes);
        assertEquals(0, rig.reactor().metrics().held());
    }

    private static TaskOptions patient(String name) {
        return high(name).admission(Admission.WAIT);
    }

    private static String tooMany(Rig rig, Probe probe) {
        return assertThrows(
                        RejectedExecutionException.class, () -> rig.reactor().spawn(patient("one too many"), probe))
                .getMessage();
    }

    /** From outside as well, although none of them has come in yet: whoever is let wait is not refused later. */
    @Test
    void spawnsThatWait_areBoundedAndTheNextIsToldAtOnce() throws Exception {
        Rig rig = rig(builder -> builder.goal(Priority.HIGH, micros(25)).admission(4));
        List<Task<String>> busy = twenty(rig);
        List<Task<String>> waiting = new ArrayList<>();
        Probe left = Probe.of("left");
        for (int i = 0; i < 2; i++) {
            waiting.add(rig.reactor().spawn(patient("w" + i), Probe.of("in")));
        }
        rig.reactor().turn();
        for (int i = 2; i < 4; i++) {
            waiting.add(rig.reactor().spawn(patient("w" + i), Probe.of("in")));
        }
        assertTrue(tooMany(rig, left).contains("4 spawns that wait"), "two wait and two are on their way");
        rig.reactor().turn();
        assertEquals(4, rig.reactor().metrics().held());
        assertTrue(tooMany(rig, left).contains("4 spawns that wait"), "four wait");
        rig.within(0, core -> tooMany(rig, left));
        waiting.get(3).cancel();
        rig.reactor().turn();
        waiting.set(3, rig.reactor().spawn(patient("w3"), Probe.of("in")));
        assertTrue(
                tooMany(rig, left).contains("4 spawns that wait"), "the seat of one that was cancelled is taken again");
        busy.forEach(Task::cancel);
        rig.settle();
        for (Task<String> task : waiting) {
            assertEquals("in", task.get(Duration.ZERO));
        }
        for (int i = 0; i < 4; i++) {
            rig.reactor().spawn(patient("again-" + i), Probe.of("in"));
        }
        tooMany(rig, left);
        assertEquals(0, left.polls + left.closes, "it is left to the caller");
        assertEquals(0, rig.heard.count(), "nothing has failed");
        rig.settle();
    }

    /** A seat is given back by those who found no slot. */
    @Test
    void spawnThatIsToWaitAndFindsNoSlot_takesNobodysSeat() {
        Rig rig = rig(
                builder -> builder.goal(Priority.HIGH, micros(25)).admission(2).taskSlots(20));
        List<Task<String>> busy = twenty(rig);
        for (int i = 0; i < 5; i++) {
            rig.within(0, core -> assertTrue(tooMany(rig, Probe.of("never")).contains("at most 20 tasks")));
        }
        for (int i = 0; i < 5; i++) {
            Task<String> none = rig.reactor().spawn(patient("no slot"), Probe.of("never"));
            rig.reactor().turn();
            assertTrue(none.toString().contains("RejectedExecutionException"), none.toString());
        }
        assertEquals(5, rig.heard.count());
        busy.forEach(Task::cancel);
        rig.settle();
    }

    /** Seeded: threads that spawn as fast as they are let, while the load comes and goes. */
    @Test
    void spawnsThatWait_areAllAccountedFor() throws Exception {
        int most = 8;
        Heard heard = new Heard();
        try (Reactors group = Reactors.builder()
                .count(1)
                .affinity(Affinity.none())
                .goal(Priority.HIGH, Duration.ofNanos(1))
                .stalls(stalls -> {})
                .admission(most)
                .failures(heard)
                .start()) {
            Reactor reactor = group.get(0);
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger taken = new AtomicInteger();
            Thread[] threads = new Thread[3];
            for (int i = 0; i < threads.length; i++) {
                SplittableRandom random = new SplittableRandom(i);
                threads[i] = new Thread(() -> {
                    for (int spawned = 0; spawned < 700; ) {
                        int polls = 1 + random.nextInt(4);
                        try {
                            reactor.spawn(patient("patient"), ending(polls, ran));
                            spawned++;
                            taken.incrementAndGet();
                        } catch (RejectedExecutionException full) {
                            Thread.yield();
                        }
                    }
                });
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Waiting.until(() -> ran + " of " + taken, () -> ran.get() == taken.get());
            assertEquals(2_100, ran.get());
            CountDownLatch full = new CountDownLatch(1);
            reactor.send(core -> {
                core.reactor().spawn(high("ready"), ending(1, ran));
                for (int i = 0; i < most; i++) {
                    core.reactor().spawn(patient("w"), ending(1, ran));
                }
                assertThrows(
                        RejectedExecutionException.class, () -> core.reactor().spawn(patient("x"), ending(1, ran)));
                full.countDown();
            });
            assertTrue(full.await(30, TimeUnit.SECONDS), "no seat is lost and none is made up");
        }
        heard.assertNothing();
    }

    /** Gives way so many times less one. */
    private static Probe ending(int polls, AtomicInteger ran) {
        return new Probe((self, cx) -> {
            if (self.polls < polls) {
                cx.waker().wake();
                return Polled.PENDING;
            }
            ran.incrementAndGet();
            return Polled.READY;
        });
    }

    @Test
    void close_endsWhatIsHeld() {
        Rig rig = rig(micros(25));
        List<Task<String>> tasks = twenty(rig);
        Probe probe = Probe.of("never");
        tasks.add(rig.reactor().spawn(high("waiting").admission(Admission.WAIT), probe));
        rig.reactor().turn();
        assertEquals(1, rig.reactor().metrics().held());
        rig.group.close(Duration.ZERO);
        tasks.forEach(task -> assertTrue(task.isDone(), task.toString()));
        assertEquals(1, probe.closes);
    }

    /** Each wait is known here, and not only samples. */
    @Test
    void waitsAndPolls_areAllCounted() {
        Rig rig = rig(micros(500));
        rig.reactor().spawn(high("quick"), busy(rig, MICRO));
        int[] polls = {0};
        rig.reactor().spawn("once-slow", new Probe((self, cx) -> {
            rig.clock.advance(polls[0]++ == 3 ? 77 * MICRO : MICRO);
            cx.waker().wake();
            return Polled.PENDING;
        }));
        rig.reactor().turn();
        assertEquals(77 * MICRO, rig.reactor().metrics().longestPollNanos(Priority.NORMAL.ordinal()));
        assertEquals(MICRO, rig.reactor().metrics().longestPollNanos(HIGH));
    }
}
