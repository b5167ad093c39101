package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.TestContext;
import dev.enso.core.Waker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The wheel against a sorted map. Never early, never lost, never twice, by deadline and then by order of arming; a stale
 * handle touches nobody. {@code -Denso.long=true} runs a hundred times as many seeds.
 */
class WheelModelTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int SEEDS = LONG ? 2_000 : 15;
    private static final int STEPS = 10_000;
    private static final int LONG_SEEDS = LONG ? 20 : 1;
    private static final int LONG_STEPS = LONG ? 1_000_000 : 100_000;

    /** How deadlines and stalls are spread: each kind puts its weight on other levels and edges of the structure. */
    enum Spread {
        /** All within a few slots of the lowest level: ties and slots of one nanosecond. */
        DENSE(2) {
            @Override
            long delay(SplittableRandom random) {
                return random.nextLong(200);
            }
        },
        /** As timeouts are: microseconds to a minute, equally likely at each order of magnitude. */
        TIMEOUTS(2) {
            @Override
            long delay(SplittableRandom random) {
                return random.nextLong(1L << random.nextInt(1, 36));
            }
        },
        /** Every bit of the range. */
        EXTREME(20) {
            @Override
            long delay(SplittableRandom random) {
                return random.nextLong() >>> random.nextInt(1, 64);
            }
        },
        /** Around powers of 64, where one level ends and the next begins. */
        EDGES(12) {
            @Override
            long delay(SplittableRandom random) {
                return Math.max(0, (1L << (6 * random.nextInt(11))) + random.nextInt(-2, 3));
            }
        },
        /** Many on one deadline, which no level can divide. */
        HERD(2) {
            @Override
            long delay(SplittableRandom random) {
                return 1_000_000L * random.nextInt(4);
            }
        };

        /** By how many bits the time between polls is shorter than the delays. */
        private final int hurry;

        Spread(int hurry) {
            this.hurry = hurry;
        }

        abstract long delay(SplittableRandom random);
    }

    @ParameterizedTest
    @EnumSource
    void wheelDoesWhatASortedMapDoes(Spread spread) {
        run(spread, SEEDS, STEPS);
    }

    @ParameterizedTest
    @EnumSource
    void wheelDoesWhatASortedMapDoes_forLong(Spread spread) {
        run(spread, LONG_SEEDS, LONG_STEPS);
    }

    private static void run(Spread spread, int seeds, int steps) {
        for (int i = 0; i < seeds; i++) {
            long seed = 0x9E3779B97F4A7C15L * (i + 1) + spread.ordinal() + steps;
            try {
                new Run(spread, seed, steps).go();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("spread " + spread + ", seed " + seed + "L: " + e.getMessage(), e);
            }
        }
    }

    private static final class Run {
        private final Spread spread;
        private final int steps;
        private final SplittableRandom random;
        private final Wheel wheel;
        private final ModelWheel model = new ModelWheel();
        private final List<Integer> fired = new ArrayList<>();
        /** By id, dead or alive; those that are long dead are dropped at random. */
        private final List<Long> handles = new ArrayList<>();

        /** What the waker of each timer does, decided when it is armed so that wheel and model agree: -1 for nothing. */
        private final List<Long> rearms = new ArrayList<>();

        private final List<Integer> cancels = new ArrayList<>();
        /** What the model made of it: the timer armed, and whether the cancelled one was there. */
        private final Map<Integer, Integer> rearmed = new HashMap<>();

        private final Map<Integer, Boolean> hit = new HashMap<>();
        private final TestContext cx = new TestContext();
        private boolean caughtUp;
        private long armed;
        private long firedInAll;
        private long cancelled;

        Run(Spread spread, long seed, int steps) {
            this.spread = spread;
            this.steps = steps;
            random = new SplittableRandom(seed);
            wheel = Wheel.builder()
                    .capacity(1)
                    .resolution(Duration.ofNanos(1_000))
                    .build();
        }

        void go() {
            if (random.nextBoolean()) {
                // Not from zero: the hand begins anywhere.
                poll(random.nextLong() >>> random.nextInt(1, 64), 10);
            }
            // From one operation a poll to a hundred: slots with one timer, and slots with hundreds.
            int polls = 1 << random.nextInt(7);
            for (int step = 0; step < steps; step++) {
                int choice = random.nextInt(50 + polls);
                if (choice < 30) {
                    arm(deadline());
                } else if (choice < 43) {
                    cancel(someId());
                } else if (choice < 50) {
                    reset(someId(), deadline());
                } else {
                    pollSomehow();
                }
                check();
            }
            do {
                poll(Long.MAX_VALUE, Integer.MAX_VALUE);
            } while (model.live() > 0);
            check();
            assertEquals(Long.MAX_VALUE, wheel.deadline());
        }

        private void pollSomehow() {
            int choice = random.nextInt(20);
            if (choice == 0) {
                // The clock goes back.
                poll(random.nextLong(Long.MIN_VALUE, model.time() / 2), random.nextInt(4));
            } else if (choice == 1) {
                drainToHere();
            } else if (choice == 2) {
                select(later(), random.nextInt(20));
            } else {
                poll(later(), choice < 5 ? random.nextInt(4) : Integer.MAX_VALUE);
            }
        }

        private long deadline() {
            int choice = random.nextInt(200);
            if (choice == 0) {
                return 0;
            } else if (choice == 1) {
                return Long.MAX_VALUE;
            } else if (choice < 12) {
                return Math.max(0, model.time() - spread.delay(random));
            }
            return Wheel.after(model.time(), spread.delay(random));
        }

        /** Most polls come soon after one another, some after a stall; rarely an extreme one, or time would soon be over. */
        private long later() {
            long delay = spread.delay(random);
            return Wheel.after(model.time(), random.nextInt(50) == 0 ? delay : delay >>> spread.hurry);
        }

        private int someId() {
            return handles.isEmpty() ? -1 : Math.max(0, handles.size() - 1 - random.nextInt(400));
        }

        private void arm(long deadline) {
            int id = armInModel(deadline);
            armInWheel(id, deadline);
        }

        private int armInModel(long deadline) {
            int id = handles.size();
            handles.add(0L);
            rearms.add(random.nextInt(8) == 0 ? deadline() : -1L);
            cancels.add(random.nextInt(8) == 0 ? someId() : -1);
            model.arm(id, deadline);
            armed++;
            return id;
        }

        private void armInWheel(int id, long deadline) {
            long handle = wheel.arm(deadline, new Firing(id));
            assertNotEquals(0, handle);
            handles.set(id, handle);
        }

        private void fireInModel(int id) {
            long deadline = rearms.get(id);
            if (deadline >= 0) {
                rearmed.put(id, armInModel(deadline));
            }
            int victim = cancels.get(id);
            if (victim >= 0) {
                boolean there = model.cancel(victim);
                hit.put(id, there);
                cancelled += there ? 1 : 0;
            }
        }

        private void fireInWheel(int id) {
            fired.add(id);
            assertFalse(wheel.cancel(handles.get(id)), "a timer being fired can't be cancelled");
            Integer successor = rearmed.get(id);
            if (successor != null) {
                armInWheel(successor, rearms.get(id));
            }
            Boolean there = hit.get(id);
            if (there != null) {
                assertEquals(there, wheel.cancel(handles.get(cancels.get(id))), "cancel by the waker of timer " + id);
            }
        }

        private final class Firing implements Waker {
            final int id;

            Firing(int id) {
                this.id = id;
            }

            @Override
            public void wake() {
                fireInWheel(id);
            }
        }

        /** Pulls what is due, or some of it, in place of being called. */
        private void select(long now, int limit) {
            List<Integer> expected = model.poll(now, limit, id -> {});
            fired.clear();
            try (Stream<Due> due = wheel.select(now)) {
                while (fired.size() < limit && due.poll(cx) == Polled.READY) {
                    int id = ((Firing) due.head().waker()).id;
                    assertEquals(handles.get(id), due.head().handle());
                    fired.add(id);
                    due.tail();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            assertEquals(expected, fired, "order selected");
            firedInAll += expected.size();
            caughtUp = expected.size() < limit;
        }

        private void cancel(int id) {
            boolean expected = model.cancel(id);
            assertEquals(expected, id >= 0 && wheel.cancel(handles.get(id)), "cancel of timer " + id);
            cancelled += expected ? 1 : 0;
        }

        private void reset(int id, long deadline) {
            assertEquals(
                    model.reset(id, deadline), id >= 0 && wheel.reset(handles.get(id), deadline), "reset of " + id);
        }

        private void poll(long now, int limit) {
            fired.clear();
            List<Integer> expected = model.poll(now, limit, this::fireInModel);
            assertEquals(expected.size(), wheel.poll(now, limit), "number fired");
            assertEquals(expected, fired, "order fired");
            firedInAll += expected.size();
            caughtUp = expected.size() < limit;
        }

        /** A stall, caught up in small portions. */
        private void drainToHere() {
            long now = later();
            do {
                poll(now, 3);
            } while (model.hasDue());
            poll(now, 3);
        }

        private void check() {
            assertEquals(model.live(), wheel.live());
            assertEquals(armed, wheel.armed());
            assertEquals(firedInAll, wheel.fired());
            assertEquals(cancelled, wheel.cancelled());
            if (model.hasDue()) {
                assertEquals(0, wheel.deadline(), "something is due");
            } else {
                assertTrue(wheel.nextDeadline() <= model.least(), () -> "next deadline " + wheel.nextDeadline());
                assertTrue(
                        !caughtUp || model.live() == 0 || wheel.nextDeadline() > model.time(),
                        () -> "next deadline " + wheel.nextDeadline() + " at " + model.time() + " would spin");
                assertTrue(
                        wheel.deadline() < wheel.resolution() || wheel.deadline() - wheel.resolution() < model.least(),
                        () -> "deadline " + wheel.deadline() + " for " + model.least());
            }
        }
    }
}
