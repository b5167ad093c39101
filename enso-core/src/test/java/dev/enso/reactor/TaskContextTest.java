package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Cause;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a poll is told: what it has left, why it takes place, and what its task keeps. */
@Timeout(60)
class TaskContextTest {
    private final List<Cause> causes = new ArrayList<>();

    private Probe listening() {
        return new Probe((self, cx) -> {
            causes.add(cx.cause());
            cx.waker();
            return Polled.PENDING;
        });
    }

    @Test
    void cause_isTheFirstWakeSinceTheLastPoll() throws InterruptedException {
        AtomicReference<Runnable> event = new AtomicReference<>(() -> {});
        Rig rig = Rig.of(
                2,
                builder -> builder.poller(core -> new Source("events", new ArrayList<>()) {
                    @Override
                    public int poll(long now, int limit) {
                        event.getAndSet(() -> {}).run();
                        return super.poll(now, limit);
                    }
                }));
        Task<String> task = rig.reactor(0).spawn(listening());
        rig.settle();
        rig.reactor(0).spawn(new Probe((self, cx) -> {
            task.wake();
            return Polled.READY;
        }));
        rig.settle();
        Thread other = new Thread(task::wake);
        other.start();
        other.join();
        rig.settle();
        rig.within(1, core -> core.bus().send(0, at -> task.wake()));
        rig.settle();
        event.set(task::wake);
        rig.settle();
        assertEquals(List.of(Cause.SPAWNED, Cause.TASK, Cause.THREAD, Cause.MESSAGE, Cause.POLLER), causes);
    }

    @Test
    void taskThatWakesItself_isToldSo() {
        Rig rig = Rig.one();
        rig.reactor().spawn(new Probe((self, cx) -> {
            causes.add(cx.cause());
            cx.waker().wake();
            return self.polls < 3 ? Polled.PENDING : Polled.READY;
        }));
        rig.settle();
        assertEquals(List.of(Cause.SPAWNED, Cause.ITSELF, Cause.ITSELF), causes);
    }

    @Test
    void budgetAndTime_runOut() {
        Rig rig = Rig.one();
        List<Long> left = new ArrayList<>();
        rig.reactor().spawn(new Probe((self, cx) -> {
            assertEquals(TaskContext.BUDGET, cx.budget());
            assertTrue(cx.spend());
            assertEquals(TaskContext.BUDGET - 1, cx.budget());
            left.add(cx.timeLeft());
            rig.clock.advance(30_000);
            left.add(cx.timeLeft());
            rig.clock.advance(30_000);
            left.add(cx.timeLeft());
            assertEquals(Long.MAX_VALUE, cx.deadline(), "the weighted discipline knows none");
            return Polled.READY;
        }));
        rig.settle();
        assertEquals(List.of(Pace.LOOK_NANOS, Pace.LOOK_NANOS - 30_000, Pace.LOOK_NANOS - 60_000), left);
    }

    @Test
    void cancellation_isSeenByThePollThatIsUnderWay() {
        Rig rig = Rig.one();
        AtomicReference<Task<String>> task = new AtomicReference<>();
        List<Boolean> seen = new ArrayList<>();
        task.set(rig.reactor().spawn(new Probe((self, cx) -> {
            seen.add(cx.isCancelled());
            task.get().cancel();
            seen.add(cx.isCancelled());
            return Polled.PENDING;
        })));
        rig.settle();
        assertEquals(List.of(false, true), seen);
        assertTrue(task.get().isDone());
    }

    @Test
    void locals_belongToOneTaskEach() {
        Rig rig = Rig.one();
        TaskLocal<int[]> count = rig.group.local("count", () -> new int[1]);
        TaskLocal<String> name = rig.group.local("name", () -> "nobody");
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            rig.reactor().spawn(new Probe((self, cx) -> {
                seen.add(name.get(cx) + count.get(cx)[0]);
                count.get(cx)[0]++;
                name.set(cx, "task " + number + "/");
                cx.waker().wake();
                return self.polls < 3 ? Polled.PENDING : Polled.READY;
            }));
        }
        rig.settle();
        assertEquals(List.of("nobody0", "nobody0", "task 0/1", "task 1/1", "task 0/2", "task 1/2"), seen);
    }

    @Test
    void locals_areForPollsOnly() {
        Rig rig = Rig.one();
        TaskLocal<String> name = rig.group.local("name", () -> "nobody");
        AtomicReference<Context> kept = new AtomicReference<>();
        rig.reactor().spawn(new Probe((self, cx) -> {
            kept.set(cx);
            return Polled.READY;
        }));
        rig.settle();
        assertThrows(IllegalStateException.class, () -> name.get(kept.get()));
        assertThrows(IllegalStateException.class, () -> name.get(new TestContext()));
        assertThrows(IllegalStateException.class, () -> kept.get().timeLeft());
    }

    /** Half a second is the limit of the watch, and a task is suspected for twenty of them. */
    private static void wait(Rig rig, int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            rig.clock.advance(100_000_000);
            rig.reactor().turn();
        }
    }

    @Test
    void taskThatNobodyCanWake_isNamedOnce() {
        List<Stall> stalls = new ArrayList<>();
        Rig rig = Rig.of(1, builder -> builder.stalls(stalls::add));
        rig.reactor().spawn("fine", Probe.pending());
        rig.reactor().spawn("forgotten", new Forgetful());
        rig.settle();
        wait(rig, 9);
        assertEquals(List.of(), stalls, "its handle may be used yet");
        wait(rig, 30);
        assertEquals(1, stalls.size());
        assertEquals(Stall.Kind.UNWAKEABLE, stalls.get(0).kind());
        assertEquals("forgotten", stalls.get(0).task());
        assertTrue(
                stalls.get(0).toString().startsWith("rig-0 has the task forgotten["),
                stalls.get(0).toString());
    }

    @Test
    void taskThatIsWokenByItsHandle_isNotNamed() {
        List<Stall> stalls = new ArrayList<>();
        Rig rig = Rig.of(1, builder -> builder.stalls(stalls::add));
        Task<String> handle = rig.reactor().spawn("by handle", new Forgetful());
        rig.settle();
        wait(rig, 5);
        handle.wake();
        wait(rig, 60);
        assertEquals(List.of(), stalls);
        handle.cancel();
        rig.settle();
    }

    /** Answers PENDING and tells nobody how to wake it. */
    private static final class Forgetful implements Future<String> {
        @Override
        public Polled poll(Context cx) {
            return Polled.PENDING;
        }

        @Override
        public String head() {
            throw new IllegalStateException("never ready");
        }

        @Override
        public Forgetful tail() {
            throw new IllegalStateException("never ready");
        }

        @Override
        public void close() {}
    }

    @Test
    void taskThatWakesItselfAllTheTime_isNamedOnceAndOthersAreNot() {
        List<Stall> stalls = new ArrayList<>();
        Rig rig = Rig.of(1, builder -> builder.stalls(stalls::add).stallAfter(Duration.ofMillis(1)));
        rig.reactor().spawn("spins", new Probe((self, cx) -> {
            rig.clock.advance(1_000);
            cx.waker().wake();
            return Polled.PENDING;
        }));
        int turns = 0;
        for (; stalls.isEmpty() && turns < 100_000; turns++) {
            rig.reactor().turn();
        }
        for (int i = 0; i < 10_000; i++) {
            rig.reactor().turn();
        }
        assertEquals(1, stalls.size());
        assertEquals(Stall.Kind.SELF_WAKING, stalls.get(0).kind());
        assertEquals("spins", stalls.get(0).task());
        assertTrue(stalls.get(0).nanos() >= Duration.ofMillis(20).toNanos());
        assertFalse(stalls.get(0).toString().contains("\n"), stalls.get(0).toString());
    }
}
