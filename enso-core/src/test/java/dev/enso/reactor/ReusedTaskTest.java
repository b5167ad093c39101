package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that is used again and again: {@link Future#onEachWake}. */
@Timeout(60)
class ReusedTaskTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 2_000 : 20;
    private static final int LIVES = 40;
    private static final TaskOptions OPTIONS = TaskOptions.named("again").service();

    private final int[] runs = new int[1];

    @Test
    void runsWhenSpawned_andOnceForEachWakeAfterIt() throws Exception {
        Rig rig = Rig.one();
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        rig.settle();
        assertEquals(1, runs[0]);
        for (int i = 2; i < 100; i++) {
            task.wake();
            rig.settle();
            assertEquals(i, runs[0]);
        }
        task.cancel();
        rig.settle();
        assertTrue(task.isDone());
        task.wake();
        rig.settle();
        assertEquals(99, runs[0]);
        assertThrows(CancellationException.class, () -> task.get(Duration.ZERO));
    }

    @Test
    void wakesBeforeItHasRun_makeOneRun() throws Exception {
        Rig rig = Rig.one();
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        rig.settle();
        Thread other = new Thread(task::wake);
        other.start();
        other.join();
        rig.within(0, core -> {
            task.wake();
            task.wake();
        });
        rig.settle();
        assertEquals(2, runs[0]);
    }

    @Test
    void whatItsCommandThrows_endsIt() {
        Rig rig = Rig.one();
        IllegalStateException why = new IllegalStateException("enough");
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> {
            throw why;
        }));
        rig.settle();
        assertEquals(
                why,
                assertThrows(ExecutionException.class, () -> task.get(Duration.ZERO))
                        .getCause());
        assertEquals(1, rig.heard.count());
    }

    @Test
    void isNotTakenForATaskThatNobodyCanWake() {
        List<Stall> stalls = new ArrayList<>();
        Rig rig = Rig.of(1, builder -> builder.stalls(stalls::add));
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        for (int i = 0; i < 300; i++) {
            rig.clock.advance(100_000_000);
            rig.reactor().turn();
        }
        assertEquals(List.of(), stalls);
        assertFalse(task.isDone());
    }

    @Test
    void joiners_waitThroughAllRunsAndHearOfTheEnd() {
        Rig rig = Rig.of(2, builder -> {});
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        Task<Void> joiner = rig.reactor(1).spawn(task.join());
        for (int i = 0; i < 10; i++) {
            task.wake();
            rig.settle();
            assertFalse(joiner.isDone());
        }
        task.cancel();
        rig.settle();
        assertThrows(CancellationException.class, () -> joiner.get(Duration.ZERO));
    }

    /** The handle of an earlier task is kept, and its slot, and so its place in every queue, belongs to the next. */
    @Test
    void handleOfATaskThatHasEnded_movesNobody() {
        Rig rig = Rig.one();
        Task<Void> old = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> {}));
        rig.settle();
        old.cancel();
        rig.settle();
        Task<Void> next = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        rig.settle();
        assertEquals(old.slot, next.slot);
        old.wake();
        rig.settle();
        rig.within(0, core -> {
            old.wake();
            assertFalse(old.cancel());
        });
        rig.settle();
        assertEquals(1, runs[0]);
        assertFalse(next.isDone());
    }

    @Test
    void itsCommand_mayWakeAndCancelIt() {
        Rig rig = Rig.one();
        List<Task<Void>> self = new ArrayList<>();
        self.add(rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> {
            Task<Void> task = self.get(0);
            if (++runs[0] < 5) {
                task.wake();
            } else {
                task.cancel();
                task.wake();
            }
        })));
        rig.settle();
        assertEquals(5, runs[0]);
        assertTrue(self.get(0).isDone());
        assertEquals(0, rig.reactor().tasks.live());
    }

    /** One that is used by two threads, cancelled and joined by one of them, while the other goes on to use old handles. */
    private static final class Use {
        final AtomicInteger asked = new AtomicInteger(1);
        /** What had been asked for when it ran last: whatever was written before a wake is seen by the run that follows. */
        volatile int seen;

        volatile int runs;
        final Task<Void> task;

        Use(Reactor reactor) {
            task = reactor.spawn(OPTIONS, Future.onEachWake(this::run));
        }

        private void run() {
            runs++;
            seen = asked.get();
        }

        int use() {
            int number = asked.incrementAndGet();
            task.wake();
            return number;
        }
    }

    @Test
    void usesFromTwoThreads_areNeitherLostNorTakenForThoseOfAnother() throws Exception {
        Heard heard = new Heard();
        try (Reactors group = Reactors.builder()
                .count(1)
                .affinity(Affinity.none())
                .idle(empty -> Idle.Step.PARK)
                .failures(heard)
                .start()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                try {
                    useAndEnd(group.get(0), seed);
                } catch (Throwable failure) {
                    throw new AssertionError("seed " + seed, failure);
                }
            }
        }
        heard.assertNothing();
    }

    private static void useAndEnd(Reactor reactor, int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom others = random.split();
        List<Use> all = new CopyOnWriteArrayList<>(List.of(new Use(reactor)));
        AtomicBoolean over = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!over.get()) {
                all.get(others.nextInt(all.size())).use();
                Thread.yield();
            }
        });
        other.start();
        List<Integer> runsAtTheEnd = new ArrayList<>();
        try {
            for (int life = 0; life < LIVES; life++) {
                Use use = all.get(life);
                for (int i = random.nextInt(6); i > 0; i--) {
                    int asked = use.use();
                    if (random.nextBoolean()) {
                        Waiting.until(() -> "the run for use " + asked + " of " + use.task, () -> use.seen >= asked);
                    }
                }
                assertTrue(use.task.cancel());
                assertThrows(CancellationException.class, () -> use.task.get(Waiting.LIMIT));
                assertFalse(use.task.cancel());
                runsAtTheEnd.add(use.runs);
                all.add(new Use(reactor));
            }
        } finally {
            over.set(true);
            other.join();
        }
        Use last = all.get(LIVES);
        Waiting.until(() -> "the last use of " + last.task, () -> last.seen == last.asked.get());
        for (int life = 0; life <= LIVES; life++) {
            Use use = all.get(life);
            assertTrue(use.runs <= use.asked.get(), "more runs than uses: " + use.task);
            assertEquals(life < LIVES ? runsAtTheEnd.get(life) : use.runs, use.runs, "run after its end");
        }
        last.task.cancel();
    }
}
