package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/**
 * Random lives of tasks against a model of them: spawned, woken, cancelled and joined from outside, from messages and from
 * each other's polls, in any order. The model knows for each task whether a poll is due, and so finds both a lost wake-up
 * and a poll that nobody asked for.
 */
class TaskModelTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 10_000 : 260;
    private static final int STEPS_A_SEED = 4_000;
    /** Below the number of arrivals that a turn takes, so that every wake from outside is in before the tasks are polled. */
    private static final int ARRIVALS_A_TURN = 200;

    @Test
    void lives_ofTasksFollowTheModel() {
        long steps = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                steps += new Run(seed).run();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        assertTrue(steps >= 1_000_000, steps + " steps");
    }

    private static final class Run {
        private final SplittableRandom random;
        private final Rig rig;
        private final Reactor home;
        private final List<Life> lives = new ArrayList<>();
        private final List<Life> joiners = new ArrayList<>();
        private int arrivals;
        private int failures;
        private int steps;

        Run(long seed) {
            random = new SplittableRandom(seed);
            Scheduling scheduling = Rig.DISCIPLINES.get((int) (seed & 3));
            rig = Rig.of(2, builder -> builder.scheduling(scheduling).stalls(stall -> {}));
            home = rig.reactor(0);
        }

        int run() {
            while (steps < STEPS_A_SEED) {
                outside();
                if (arrivals >= ARRIVALS_A_TURN || random.nextInt(8) == 0) {
                    turn();
                }
                if (random.nextInt(1000) == 0) {
                    settle();
                }
            }
            while (lives.stream().anyMatch(life -> !life.over)) {
                lives.forEach(Life::cancel);
                settle();
            }
            assertEquals(0, home.tasks.live());
            assertEquals(0, rig.reactor(1).tasks.live());
            HashSet<Long> ids = new HashSet<>();
            for (Life life : lives) {
                assertTrue(life.over);
                assertEquals(1, life.closes);
                assertTrue(ids.add(life.task.id()), () -> "id " + life.task.id());
            }
            for (Life joiner : joiners) {
                assertSame(
                        joiner.joined.task.outcome().failure(),
                        joiner.task.outcome().failure());
                assertSame(
                        joiner.joined.task.outcome().value(),
                        joiner.task.outcome().value());
            }
            return steps;
        }

        private void turn() {
            home.turn();
            arrivals = 0;
        }

        private void settle() {
            arrivals = 0;
            for (Life life : lives) {
                life.calm = true;
            }
            rig.settle();
            for (Life life : lives) {
                life.calm = false;
                assertFalse(life.due && !life.over, () -> "a wake-up of " + life + " was lost");
                assertEquals(life.over, life.task.isDone(), life::toString);
            }
            assertEquals(lives.stream().filter(life -> !life.over).count(), home.tasks.live());
            int told = failures;
            for (Life joiner : joiners) {
                Outcome outcome = joiner.joined.task.outcome();
                assertEquals(outcome != null, joiner.task.isDone());
                told += outcome != null && outcome.failure() != null ? 1 : 0;
            }
            assertEquals(told, rig.heard.count());
        }

        private void outside() {
            steps++;
            int what = random.nextInt(100);
            if (what < 15 || lives.isEmpty()) {
                arrivals++;
                spawn();
            } else if (what < 45) {
                arrivals++;
                any().wake();
            } else if (what < 50) {
                arrivals++;
                any().cancel();
            } else if (what < 53) {
                join(any());
            } else if (what < 70) {
                arrivals++;
                home.send(at -> inside(1 + random.nextInt(3)));
            } else {
                turn();
            }
        }

        /** What a message or a poll does to tasks. */
        private void inside(int times) {
            for (int i = 0; i < times; i++) {
                steps++;
                int what = random.nextInt(100);
                if (what < 10 || lives.isEmpty()) {
                    if (lives.size() < 2_000) {
                        spawn();
                    }
                } else if (what < 90) {
                    any().wake();
                } else {
                    any().cancel();
                }
            }
        }

        private void spawn() {
            Life life = new Life(null);
            lives.add(life);
            Priority priority = Priority.values()[random.nextInt(Priority.values().length)];
            life.task = home.spawn(TaskOptions.defaults().priority(priority), life);
        }

        private void join(Life joined) {
            Life joiner = new Life(joined);
            joiner.task = rig.reactor(1).spawn(joined.task.join());
            joiners.add(joiner);
        }

        /** Mostly one of the latest, sometimes one that ended long ago. */
        private Life any() {
            int recent = Math.min(lives.size(), 20);
            return random.nextInt(20) == 0
                    ? lives.get(random.nextInt(lives.size()))
                    : lives.get(lives.size() - 1 - random.nextInt(recent));
        }

        private final class Life implements Future<Object> {
            final Life joined;
            Task<Object> task;
            boolean due = true;
            boolean cancelled;
            boolean over;
            boolean calm;
            int closes;
            private Object value;
            private Throwable thrown;

            Life(Life joined) {
                this.joined = joined;
            }

            void wake() {
                due = true;
                task.wake();
            }

            void cancel() {
                assertEquals(!over, task.cancel(), this::toString);
                due = true;
                cancelled |= !over;
            }

            @Override
            public Polled poll(Context cx) throws Exception {
                assertTrue(due, () -> "nobody asked for a poll of " + this);
                assertFalse(cancelled, () -> "polled instead of closed: " + this);
                assertFalse(over, () -> "polled after its end: " + this);
                due = false;
                if (random.nextInt(3) == 0) {
                    inside(random.nextInt(3));
                }
                int what = random.nextInt(100);
                if (what < 10) {
                    value = new Object();
                    return Polled.READY;
                }
                if (what < 14) {
                    thrown = new Exception("on purpose");
                    failures++;
                    throw (Exception) thrown;
                }
                if (what < 40 && !calm) {
                    cx.waker().wake();
                    due = true;
                }
                return Polled.PENDING;
            }

            @Override
            public Object head() {
                return value;
            }

            @Override
            public Stream<Object> tail() {
                return this;
            }

            @Override
            public void close() {
                assertFalse(over, () -> "closed twice: " + this);
                closes++;
                over = true;
                task.toStage().whenComplete(this::told);
            }

            private void told(Object told, Throwable failure) {
                assertSame(value, told);
                if (thrown != null) {
                    assertSame(thrown, failure);
                } else if (value == null) {
                    assertInstanceOf(CancellationException.class, failure);
                    assertTrue(cancelled, "ended without a reason");
                }
            }

            @Override
            public String toString() {
                return task + (due ? ", due" : "") + (cancelled ? ", cancelled" : "") + (over ? ", over" : "");
            }
        }
    }
}
