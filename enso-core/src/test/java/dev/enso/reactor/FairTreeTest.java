package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Time in proportion to shares, in nested groups, and no advantage for those who give way or sleep. */
class FairTreeTest {
    private static final int LEVEL = Priority.NORMAL.ordinal();

    private final FairTree tree = new FairTree();

    private void spawn(int slot, TaskOptions options) {
        tree.admit(slot, options);
        tree.ready(slot, LEVEL);
    }

    /** Lets tasks run that are always ready; answers the time that each of them got. */
    private long[] run(int tasks, long nanos, IntToLongFunction pollTakes) {
        long[] got = new long[tasks];
        for (long now = 0; now < nanos; ) {
            int slot = tree.select();
            long took = pollTakes.applyAsLong(slot);
            now += took;
            got[slot] += took;
            if (tree.times(slot)) {
                tree.ran(slot, took);
            }
            tree.ready(slot, LEVEL);
        }
        return got;
    }

    private static void assertShare(double expected, long got, long all) {
        double share = (double) got / all;
        assertTrue(Math.abs(share - expected) < 0.02, "got " + share + " instead of " + expected);
    }

    @Test
    void shares_divideTheTime() {
        spawn(0, TaskOptions.defaults().share(100));
        spawn(1, TaskOptions.defaults().share(200));
        spawn(2, TaskOptions.defaults().share(700));
        long all = 100_000_000;
        long[] got = run(3, all, slot -> 10_000);
        assertShare(0.1, got[0], all);
        assertShare(0.2, got[1], all);
        assertShare(0.7, got[2], all);
    }

    /** Time counts and not polls: who takes ten times as long goes a tenth as often. */
    @Test
    void slowPolls_payForTheirTime() {
        spawn(0, TaskOptions.defaults());
        spawn(1, TaskOptions.defaults());
        long all = 100_000_000;
        long[] got = run(2, all, slot -> slot == 0 ? 5_000 : 50_000);
        assertShare(0.5, got[0], all);
    }

    @Test
    void taskThatGivesWayAtOnce_hasNoMonopoly() {
        spawn(0, TaskOptions.defaults());
        spawn(1, TaskOptions.defaults());
        int[] polls = new int[2];
        for (int i = 0; i < 10_000; i++) {
            int slot = tree.select();
            polls[slot]++;
            if (tree.times(slot)) {
                tree.ran(slot, slot == 0 ? 1 : 200);
            }
            tree.ready(slot, LEVEL);
        }
        assertTrue(Math.abs(polls[0] - polls[1]) < 100, polls[0] + " polls beside " + polls[1]);
    }

    @Test
    void groups_divideAmongThemselvesWhatTheyGet() {
        ShareGroup batch = ShareGroup.of("batch", 100);
        ShareGroup online = ShareGroup.of("online", 300);
        ShareGroup premium = online.group("premium", 200);
        spawn(0, TaskOptions.defaults().group(batch));
        spawn(1, TaskOptions.defaults().group(batch));
        spawn(2, TaskOptions.defaults().group(batch));
        spawn(3, TaskOptions.defaults().group(online).share(100));
        spawn(4, TaskOptions.defaults().group(premium));
        long all = 400_000_000;
        long[] got = run(5, all, slot -> 20_000);
        assertShare(0.25 / 3, got[0], all);
        assertShare(0.25 / 3, got[2], all);
        assertShare(0.25, got[3], all);
        assertShare(0.5, got[4], all);
        assertEquals("online/premium", premium.name());
    }

    @Test
    void sleep_savesNothingUp() {
        spawn(0, TaskOptions.defaults());
        tree.admit(1, TaskOptions.defaults());
        run(1, 1_000_000_000, slot -> 10_000);
        tree.ready(1, LEVEL);
        long all = 10_000_000;
        long[] got = run(2, all, slot -> 10_000);
        assertShare(0.5, got[0], all);
    }

    /** A poll that was always quick and is slow once is found by the samples, and paid for from then on. */
    @Test
    void taskThatBecomesSlow_isFoundOut() {
        spawn(0, TaskOptions.defaults());
        spawn(1, TaskOptions.defaults());
        run(2, 10_000_000, slot -> 500);
        long all = 400_000_000;
        long[] got = run(2, all, slot -> slot == 0 ? 500 : 30_000);
        assertShare(0.5, got[0], all);
    }

    @Test
    void reactor_dividesItsTimeByShares() {
        Rig rig = Rig.of(1, builder -> builder.scheduling(Scheduling.FAIR));
        long[] got = new long[2];
        for (int i = 0; i < 2; i++) {
            int number = i;
            rig.reactor().spawn(TaskOptions.defaults().share(i == 0 ? 100 : 300), new Probe((self, cx) -> {
                rig.clock.advance(20_000);
                got[number] += 20_000;
                cx.waker().wake();
                return dev.enso.core.Polled.PENDING;
            }));
        }
        for (int i = 0; i < 1_000; i++) {
            rig.reactor().turn();
        }
        assertShare(0.75, got[1], got[0] + got[1]);
    }
}
