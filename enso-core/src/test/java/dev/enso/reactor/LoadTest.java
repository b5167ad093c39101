package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The load of the slide, and the waits that follow from a load. */
class LoadTest {
    private static final int[] TASKS = {9, 18, 10, 11};
    private static final Priority[] LEVELS = {Priority.HIGH, Priority.NORMAL, Priority.LOW, Priority.BACKGROUND};

    private static LevelLoad level(int tasks, int polls, long mean, long longest) {
        return new LevelLoad(tasks, polls, mean, longest);
    }

    private static Load slide() {
        return Load.of(List.of(level(9, 10, 0, 0), level(18, 6, 0, 0), level(10, 3, 0, 0), level(11, 1, 0, 0)));
    }

    @Test
    void slide_asksFor239Of400() {
        Load load = slide();
        assertEquals(48, load.workload());
        assertEquals(20, load.time());
        assertEquals(239, load.capacity());
        assertEquals(400, load.total(Load.SLOTS));
        assertEquals("Load[workload 48, time 20, capacity 239 of 400]", load.toString());
    }

    /** The same numbers, told by a reactor that holds these tasks. */
    @Test
    void slide_isWhatAReactorTells() {
        Rig rig = Rig.one();
        Load[] seen = new Load[1];
        rig.within(0, core -> {
            for (int i = 0; i < LEVELS.length; i++) {
                for (int task = 0; task < TASKS[i]; task++) {
                    core.reactor().spawn(TaskOptions.defaults().priority(LEVELS[i]), Probe.busy());
                }
            }
            seen[0] = core.reactor().load();
        });
        assertEquals(48, seen[0].workload());
        assertEquals(20, seen[0].time());
        assertEquals(239, seen[0].capacity());
        assertEquals(400, seen[0].total(Load.SLOTS));
    }

    /** With a microsecond a poll: ⌈n / w⌉ rounds of 20 µs. */
    @Test
    void expectedWait_isRoundsTimesTheRound() {
        Load load = Load.of(List.of(
                level(9, 10, 1_000, 5_000),
                level(18, 6, 1_000, 5_000),
                level(10, 3, 1_000, 5_000),
                level(11, 1, 1_000, 5_000)));
        assertEquals(1 * 20_000, load.expectedWait(0));
        assertEquals(3 * 20_000, load.expectedWait(1));
        assertEquals(4 * 20_000, load.expectedWait(2));
        assertEquals(11 * 20_000, load.expectedWait(3));
        assertEquals(5 * load.expectedWait(1), load.bound(1));
    }

    @Test
    void emptyLevels_leaveTheirPollsToThoseBelow() {
        Load load = Load.of(List.of(
                level(0, 10, 7_000, 7_000), level(1, 6, 1_000, 2_000), level(0, 3, 0, 0), level(5, 1, 3_000, 4_000)));
        assertEquals(16 * 1_000 + 4 * 3_000, load.expectedWait(1));
        assertEquals(5 * (16 * 1_000 + 4 * 3_000), load.expectedWait(3));
        assertEquals(20 * 4_000, load.bound(1), "polls that it leaves over are spent below, where they take longer");
        assertEquals(0, load.expectedWait(0), "nobody waits there");
    }

    @Test
    void interrupts_lengthenEveryRoundAndWaitForOnePoll() {
        Load load = Load.withInterrupts(List.of(level(2, 10, 100, 200), level(4, 10, 1_000, 3_000)));
        assertEquals(10 * 1_000 + 10 * 100, load.expectedWait(1));
        assertEquals(2 * 100 + 1_000, load.expectedWait(0));
        assertEquals(2 * 200 + 10 * 3_000, load.bound(0), "its polls of this round may have been used up");
        assertEquals(4, load.workload());
        assertEquals(10, load.time());
    }

    /** The bound against the scheduler itself: any load whose polls keep their limits, any history, no wait exceeds it. */
    @Test
    void noWait_exceedsTheBound() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            WeightedPriority scheduler = new WeightedPriority();
            Priority[] levels = Priority.values();
            int[] tasks = new int[levels.length];
            long[] longest = new long[levels.length];
            int slots = 0;
            byte[] levelOf = new byte[200];
            for (int level = 0; level < levels.length; level++) {
                tasks[level] = random.nextInt(3) == 0 ? 0 : random.nextInt(25);
                longest[level] = 1 + random.nextInt(50);
                for (int i = 0; i < tasks[level]; i++) {
                    levelOf[slots] = (byte) level;
                    scheduler.admit(slots, TaskOptions.defaults().priority(levels[level]));
                    scheduler.ready(slots++, level);
                }
            }
            List<LevelLoad> parts = new ArrayList<>();
            for (int level = 0; level < levels.length; level++) {
                parts.add(new LevelLoad(tasks[level], levels[level].polls(), 0, longest[level]));
            }
            Load load = Load.withInterrupts(parts);
            long now = 0;
            long[] since = new long[slots];
            ArrayDeque<Integer> away = new ArrayDeque<>();
            for (int poll = 0; poll < 3_000 && slots > 0; poll++) {
                int slot = scheduler.select();
                if (slot != Scheduler.NONE) {
                    int level = levelOf[slot];
                    long waited = now - since[slot];
                    if (waited > load.bound(level)) {
                        fail("seed " + seed + ", " + levels[level] + ": waited " + waited + " of " + load.bound(level)
                                + " with " + parts);
                    }
                    now += random.nextLong(longest[level] + 1);
                    if (random.nextInt(4) == 0) {
                        away.add(slot);
                    } else {
                        since[slot] = now;
                        scheduler.ready(slot, level);
                    }
                }
                if (!away.isEmpty() && (slot == Scheduler.NONE || random.nextInt(4) == 0)) {
                    int back = away.poll();
                    since[back] = now;
                    scheduler.ready(back, levelOf[back]);
                }
            }
        }
    }
}
