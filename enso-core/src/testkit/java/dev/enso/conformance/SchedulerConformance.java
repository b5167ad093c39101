package dev.enso.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Scheduler;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What a reactor expects of every {@link Scheduler}. Extend it, hand over your {@link Scheduling}, and let JUnit run it. It
 * does to the scheduler what a reactor does, on one thread, from seeds that failures print, with time moved by hand.
 */
public abstract class SchedulerConformance {
    private static final int TASKS = 200;
    private static final int SEEDS = 20;

    private long now;

    /** For subclasses. */
    protected SchedulerConformance() {}

    /** The discipline that is looked at. */
    protected abstract Scheduling scheduling();

    /**
     * Polls after which each of {@code ready} tasks that are always ready has been polled at least once, whatever their
     * options. Disciplines that promise less than this generous number say so by overriding it.
     */
    protected int patience(int ready) {
        return 400 * ready;
    }

    private Scheduler create() {
        return scheduling().create(() -> now);
    }

    /** Options as different as they can be. */
    private static TaskOptions options(SplittableRandom random) {
        Priority[] levels = Priority.values();
        TaskOptions options = TaskOptions.defaults()
                .priority(levels[random.nextInt(levels.length)])
                .share(1 + random.nextInt(200))
                .deadline(Duration.ofNanos(random.nextInt(1_000_000)));
        return random.nextBoolean() ? options : options.service();
    }

    private static int level(TaskOptions options) {
        return options.priority().ordinal();
    }

    /** Lets the poll of a selected task take some time. */
    private void poll(Scheduler scheduler, int slot, long nanos) {
        boolean timed = scheduler.times(slot);
        now += nanos;
        if (timed) {
            scheduler.ran(slot, nanos);
        }
    }

    @Test
    void nothingReady_isSaid() {
        Scheduler scheduler = create();
        assertEquals(Scheduler.NONE, scheduler.select());
        assertTrue(scheduler.isEmpty());
        assertEquals(0, scheduler.size());
        scheduler.admit(0, TaskOptions.defaults());
        assertEquals(Scheduler.NONE, scheduler.select(), "an admitted task is not ready yet");
    }

    @Test
    void readyTask_isSelectedOnce() {
        Scheduler scheduler = create();
        TaskOptions options = TaskOptions.defaults();
        scheduler.admit(3, options);
        for (int i = 0; i < 1000; i++) {
            scheduler.ready(3, level(options));
            assertFalse(scheduler.isEmpty());
            assertEquals(1, scheduler.size());
            assertEquals(3, scheduler.select());
            poll(scheduler, 3, i % 7 * 100L);
            assertEquals(Scheduler.NONE, scheduler.select());
        }
    }

    /** Wakes, polls and ends in any order: what is selected was ready, and nothing ready is lost. */
    @Test
    void anyOrderOfWakesAndPolls_losesNothing() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Scheduler scheduler = create();
            TaskOptions[] options = new TaskOptions[TASKS];
            BitSet ready = new BitSet();
            for (int step = 0; step < 20_000; step++) {
                int slot = random.nextInt(TASKS);
                int what = random.nextInt(100);
                if (options[slot] == null) {
                    options[slot] = options(random);
                    scheduler.admit(slot, options[slot]);
                } else if (what < 45 && !ready.get(slot)) {
                    scheduler.ready(slot, level(options[slot]));
                    ready.set(slot);
                } else if (what < 50 && !ready.get(slot)) {
                    scheduler.remove(slot);
                    options[slot] = null;
                } else {
                    int selected = scheduler.select();
                    assertEquals(ready.isEmpty(), selected == Scheduler.NONE, where(seed, step));
                    if (selected != Scheduler.NONE) {
                        assertTrue(ready.get(selected), where(seed, step));
                        ready.clear(selected);
                        poll(scheduler, selected, random.nextInt(5_000));
                    }
                }
                assertEquals(ready.cardinality(), scheduler.size(), where(seed, step));
                assertEquals(ready.isEmpty(), scheduler.isEmpty(), where(seed, step));
            }
            while (!ready.isEmpty()) {
                int selected = scheduler.select();
                assertTrue(ready.get(selected), "seed " + seed);
                ready.clear(selected);
            }
            assertEquals(Scheduler.NONE, scheduler.select(), "seed " + seed);
        }
    }

    private static Supplier<String> where(long seed, int step) {
        return () -> "seed " + seed + ", step " + step;
    }

    /** Tasks that give way at once and are ready again: none waits for ever, whatever the others do. */
    @Test
    void noTask_starves() {
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Scheduler scheduler = create();
            int count = 1 + random.nextInt(30);
            TaskOptions[] options = new TaskOptions[count];
            int[] waited = new int[count];
            for (int slot = 0; slot < count; slot++) {
                options[slot] = options(random);
                scheduler.admit(slot, options[slot]);
                scheduler.ready(slot, level(options[slot]));
            }
            int patience = patience(count);
            for (int poll = 0; poll < 2 * patience; poll++) {
                int selected = scheduler.select();
                for (int slot = 0; slot < count; slot++) {
                    waited[slot] = slot == selected ? 0 : waited[slot] + 1;
                    if (waited[slot] > patience) {
                        fail("seed " + seed + ": task " + slot + " of " + count + " (" + options[slot] + ") waited "
                                + waited[slot] + " polls");
                    }
                }
                poll(scheduler, selected, 1_000);
                scheduler.ready(selected, level(options[selected]));
            }
        }
    }

    /** The same calls give the same order: a simulation replays. */
    @Test
    void sameCalls_giveTheSameOrder() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertEquals(order(seed), order(seed), "seed " + seed);
        }
    }

    private List<Integer> order(long seed) {
        now = 0;
        SplittableRandom random = new SplittableRandom(seed);
        Scheduler scheduler = create();
        List<Integer> order = new ArrayList<>();
        TaskOptions[] options = new TaskOptions[20];
        for (int slot = 0; slot < options.length; slot++) {
            options[slot] = options(random);
            scheduler.admit(slot, options[slot]);
            scheduler.ready(slot, level(options[slot]));
        }
        for (int poll = 0; poll < 500; poll++) {
            int selected = scheduler.select();
            order.add(selected);
            poll(scheduler, selected, random.nextInt(10_000));
            scheduler.ready(selected, level(options[selected]));
        }
        return order;
    }

    /** Slots far beyond those seen before, and slots that are used again. */
    @Test
    void slots_mayBeLargeAndUsedAgain() {
        Scheduler scheduler = create();
        TaskOptions options = TaskOptions.defaults();
        for (int slot : new int[] {0, 63, 64, 1_000, 100_000}) {
            for (int use = 0; use < 3; use++) {
                scheduler.admit(slot, options);
                scheduler.ready(slot, level(options));
                assertEquals(slot, scheduler.select());
                scheduler.remove(slot);
            }
        }
        assertTrue(scheduler.isEmpty());
    }

    /** The groups together show what is ready, and looking changes nothing. */
    @Test
    void groups_showWhatIsReadyAndLeaveItThere() throws Exception {
        Scheduler scheduler = create();
        SplittableRandom random = new SplittableRandom(1);
        BitSet ready = new BitSet();
        for (int slot = 0; slot < 50; slot++) {
            TaskOptions options = options(random);
            scheduler.admit(slot, options);
            scheduler.ready(slot, level(options));
            ready.set(slot);
        }
        BitSet shown = new BitSet();
        for (int group = 0; group < scheduler.groups(); group++) {
            Stream<Integer> stream = scheduler.select(group);
            while (stream.poll(NO_CONTEXT) == Polled.READY) {
                assertFalse(shown.get(stream.head()), "shown twice: " + stream.head());
                shown.set(stream.head());
                stream = stream.tail();
            }
        }
        assertTrue(shown.isEmpty() || shown.equals(ready), "shown " + shown + " of " + ready);
        assertEquals(50, scheduler.size());
        int perGroup = 0;
        for (int group = 0; group < scheduler.groups(); group++) {
            perGroup += scheduler.size(group);
            assertTrue(scheduler.polls(group) > 0, "a group without polls is never served: " + group);
        }
        assertEquals(50, perGroup);
        for (int i = 0; i < 50; i++) {
            int selected = scheduler.select();
            int group = scheduler.group(selected);
            assertTrue(group >= 0 && group < scheduler.groups(), "group " + group + " of " + scheduler.groups());
            assertTrue(ready.get(selected));
            ready.clear(selected);
        }
    }

    private static final Context NO_CONTEXT = new Context() {
        @Override
        public Waker waker() {
            return () -> {};
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public boolean spend() {
            return true;
        }

        @Override
        public Alarms alarms() {
            throw new IllegalStateException("no timers here");
        }

        @Override
        public <S> S service(Class<S> type) {
            throw new IllegalStateException("nothing is plugged in here");
        }
    };
}
