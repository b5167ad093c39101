package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A clock that fails once, at whichever reading: some polls are timed, and none of them may lose its task. */
class FailingClockTest {
    /** More readings than come between two timed polls and the end of the wait that is followed from there. */
    private static final int READINGS = 120;

    static Iterable<Scheduling> disciplines() {
        return Rig.DISCIPLINES;
    }

    @ParameterizedTest
    @MethodSource("disciplines")
    void aReadingThatFails_losesNoTask(Scheduling scheduling) {
        IllegalStateException failure = new IllegalStateException("on purpose");
        for (int failing = 1; failing <= READINGS; failing++) {
            int[] left = {Integer.MAX_VALUE};
            ManualClock time = new ManualClock();
            Rig rig = Rig.of(
                    1,
                    builder -> builder.scheduling(scheduling).clock(() -> {
                        if (--left[0] == 0) {
                            throw failure;
                        }
                        return time.nanoTime();
                    }));
            Probe[] probes = {Probe.busy(), Probe.busy(), Probe.busy()};
            for (Probe probe : probes) {
                rig.reactor().spawn(probe);
            }
            rig.reactor().turn();
            left[0] = failing;
            assertSame(failure, assertThrows(IllegalStateException.class, () -> {
                for (int turns = 0; turns < 10_000; turns++) {
                    rig.reactor().turn();
                }
            }));
            for (Probe probe : probes) {
                int before = probe.polls;
                for (int i = 0; i < 10; i++) {
                    rig.reactor().turn();
                }
                assertTrue(probe.polls > before, "lost at reading " + failing);
            }
            assertEquals(3, rig.reactor().tasks.live());
        }
    }
}
