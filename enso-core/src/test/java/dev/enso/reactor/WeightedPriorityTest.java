package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ten, six, three and one poll in a round of twenty, and interrupts first. */
class WeightedPriorityTest {
    private static final int IRQ = Priority.IRQ.ordinal();
    private static final int HIGH = Priority.HIGH.ordinal();
    private static final int NORMAL = Priority.NORMAL.ordinal();
    private static final int LOW = Priority.LOW.ordinal();
    private static final int BACKGROUND = Priority.BACKGROUND.ordinal();
    private static final int ROUND = 20;

    private final TaskTable table = new TaskTable(0, 1 << 20);
    private final WeightedPriority scheduler = new WeightedPriority();
    private final Reactor reactor = Rig.one().reactor();

    /** A new ready task of this level. */
    private void ready(int level) {
        Task<String> task =
                new Task<>(reactor, Probe.pending(), TaskOptions.defaults().priority(Priority.values()[level]));
        table.add(task);
        scheduler.ready(task.slot, level);
    }

    private void ready(int level, int count) {
        for (int i = 0; i < count; i++) {
            ready(level);
        }
    }

    /** Polls the next task, which is ready again at once; answers its level. */
    private int pollBusy() {
        int slot = scheduler.select();
        int level = table.at(slot).level;
        scheduler.ready(slot, level);
        return level;
    }

    /** Polls the next task, which then waits. */
    private int pollOnce() {
        return table.at(scheduler.select()).level;
    }

    private int[] pollsBusy(int polls) {
        int[] counts = new int[Priority.values().length];
        for (int i = 0; i < polls; i++) {
            counts[pollBusy()]++;
        }
        return counts;
    }

    @Test
    void round_givesEachLevelItsPollsInARow() {
        // The slide's load.
        ready(HIGH, 9);
        ready(NORMAL, 18);
        ready(LOW, 10);
        ready(BACKGROUND, 11);
        for (int round = 0; round < 3; round++) {
            int[] expected = {HIGH, 10, NORMAL, 6, LOW, 3, BACKGROUND, 1};
            for (int i = 0; i < expected.length; i += 2) {
                for (int poll = 0; poll < expected[i + 1]; poll++) {
                    assertEquals(expected[i], pollBusy(), "round " + round);
                }
            }
        }
    }

    @Test
    void round_hasTwentyPolls() {
        assertEquals(
                ROUND,
                Priority.HIGH.polls() + Priority.NORMAL.polls() + Priority.LOW.polls() + Priority.BACKGROUND.polls());
    }

    @Test
    void unusedPolls_goDown() {
        ready(NORMAL);
        ready(BACKGROUND);
        assertArrayEquals(new int[] {0, 0, 16, 0, 4}, pollsBusy(ROUND));
        assertArrayEquals(new int[] {0, 0, 16, 0, 4}, pollsBusy(ROUND));
    }

    @Test
    void unusedPollsOfALevelThatRunsDry_goDown() {
        ready(HIGH, 4);
        ready(NORMAL, 100);
        for (int i = 0; i < 4; i++) {
            assertEquals(HIGH, pollOnce());
        }
        for (int i = 0; i < 6 + 6; i++) {
            assertEquals(NORMAL, pollOnce());
        }
        ready(HIGH);
        assertEquals(HIGH, pollOnce(), "nobody is left below: a new round");
    }

    @Test
    void loneLevel_getsAllPolls() {
        for (int level = HIGH; level <= BACKGROUND; level++) {
            TaskTable lone = new TaskTable(0, 16);
            WeightedPriority priority = new WeightedPriority();
            Task<String> task = new Task<>(reactor, Probe.pending(), TaskOptions.defaults());
            lone.add(task);
            priority.ready(task.slot, level);
            for (int i = 0; i < 100; i++) {
                assertEquals(task.slot, priority.select());
                assertEquals(Scheduler.NONE, priority.select());
                priority.ready(task.slot, level);
            }
        }
    }

    @Test
    void tasksOfALevel_takeTurns() {
        ready(NORMAL, 3);
        for (int i = 0; i < 12; i++) {
            assertEquals(i % 3, scheduler.select());
            scheduler.ready(i % 3, NORMAL);
        }
    }

    @Test
    void interrupts_comeFirst() {
        ready(HIGH, 3);
        ready(IRQ, 2);
        assertEquals(IRQ, pollOnce());
        assertEquals(IRQ, pollOnce());
        assertEquals(HIGH, pollOnce());
        ready(IRQ);
        assertEquals(IRQ, pollOnce(), "in the middle of a round too");
        assertEquals(HIGH, pollOnce());
    }

    @Test
    void interrupts_areBoundedInARound() {
        ready(IRQ);
        ready(HIGH);
        ready(NORMAL);
        ready(LOW);
        ready(BACKGROUND);
        assertArrayEquals(new int[] {10, 10, 6, 3, 1}, pollsBusy(Priority.IRQ.polls() + ROUND));
        assertArrayEquals(new int[] {10, 10, 6, 3, 1}, pollsBusy(Priority.IRQ.polls() + ROUND));
    }

    @Test
    void interrupts_alone_getAllPollsForEver() {
        ready(IRQ);
        assertEquals(1000, pollsBusy(1000)[IRQ]);
    }

    /** Charged while it was alone, the level would owe polls for ever, or overflow the count and starve all others. */
    @Test
    void interrupts_thatWereAloneForLongAreNeitherOwedNorCharged() {
        ready(IRQ);
        pollsBusy(100_000);
        ready(BACKGROUND);
        assertArrayEquals(new int[] {10, 0, 0, 0, 20}, pollsBusy(30));
    }

    @Test
    void levelThatBecomesReadyAfterItsPlaceInTheRound_waitsForTheNext() {
        ready(NORMAL, 2);
        ready(BACKGROUND);
        for (int i = 0; i < 16; i++) {
            assertEquals(NORMAL, pollBusy());
        }
        assertEquals(BACKGROUND, pollBusy());
        ready(HIGH);
        for (int i = 0; i < 3; i++) {
            assertEquals(BACKGROUND, pollBusy());
        }
        assertEquals(HIGH, pollBusy());
    }

    @Test
    void nothingReady_isSaid() {
        assertEquals(Scheduler.NONE, scheduler.select());
        assertTrue(scheduler.isEmpty());
        assertEquals(0, scheduler.size());
        ready(LOW, 3);
        assertEquals(3, scheduler.size());
        pollOnce();
        pollOnce();
        pollOnce();
        assertTrue(scheduler.isEmpty());
        assertEquals(Scheduler.NONE, scheduler.select());
    }

    /** The bound on the wait, whatever else becomes ready: nᵢ tasks of level i have all been polled after ⌈nᵢ / wᵢ⌉ rounds. */
    @Test
    void wait_isBoundedByRounds() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TaskTable tasks = new TaskTable(0, 1 << 10);
            WeightedPriority priority = new WeightedPriority();
            int[] perLevel = new int[Priority.values().length];
            for (int level = 0; level < perLevel.length; level++) {
                perLevel[level] = random.nextInt(20);
                for (int i = 0; i < perLevel[level]; i++) {
                    Task<String> task = new Task<>(
                            reactor, Probe.pending(), TaskOptions.defaults().priority(Priority.values()[level]));
                    tasks.add(task);
                    priority.ready(task.slot, level);
                }
            }
            int[] waited = new int[tasks.bound()];
            for (int poll = 0; poll < 2000 && !priority.isEmpty(); poll++) {
                Task<?> task = tasks.at(priority.select());
                for (int slot = 0; slot < waited.length; slot++) {
                    waited[slot]++;
                }
                waited[task.slot] = 0;
                priority.ready(task.slot, task.level);
                for (int slot = 0; slot < waited.length; slot++) {
                    int weight = Priority.values()[tasks.at(slot).level].polls();
                    int rounds = (perLevel[tasks.at(slot).level] + weight - 1) / weight;
                    int bound = (rounds + 1) * (ROUND + Priority.IRQ.polls());
                    assertTrue(waited[slot] <= bound, "seed " + seed + ": waited " + waited[slot] + " of " + bound);
                }
            }
        }
    }

    @Test
    void reactor_pollsItsTasksByLevel() {
        Rig rig = Rig.one();
        int[] polls = new int[Priority.values().length];
        for (Priority priority : Priority.values()) {
            rig.reactor().spawn(TaskOptions.defaults().priority(priority), new Probe((self, cx) -> {
                polls[priority.ordinal()]++;
                cx.waker().wake();
                return dev.enso.core.Polled.PENDING;
            }));
        }
        for (int i = 0; i < 100; i++) {
            rig.reactor().turn();
        }
        int all = 0;
        for (int count : polls) {
            all += count;
        }
        for (Priority priority : Priority.values()) {
            double share = 30.0 * polls[priority.ordinal()] / all;
            assertEquals(priority.polls(), share, 0.1, priority.name());
        }
    }
}
