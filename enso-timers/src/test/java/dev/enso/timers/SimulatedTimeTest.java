package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactors;
import dev.enso.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Timers of the production reactor under virtual time. */
class SimulatedTimeTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 10_000 : 1_000;

    @Test
    void sleep_neverEndsEarlyAndPassesNoRealTime() {
        Simulation.seeds(SEEDS).reactors(2).configure(SimulatedTimeTest::timers).check(world -> {
            Reactors group = world.reactors();
            for (int i = 0; i < 10; i++) {
                CoreContext core = group.get(i % 2).core();
                Duration delay = Duration.ofMinutes(1 + i * 7L);
                long[] slept = new long[1];
                core.reactor().spawn("sleeper-" + i, Future.defer(() -> {
                    long since = core.now();
                    return Timers.sleep(delay).map(nothing -> {
                        slept[0] = core.now() - since;
                        return slept[0];
                    });
                }));
                world.atEnd(() -> assertTrue(slept[0] >= delay.toNanos(), () -> "slept " + slept[0]));
            }
        });
    }

    @Test
    void day_ofTicksPassesInAMoment() {
        Simulation.seed(86_400).reactors(1).configure(SimulatedTimeTest::timers).run(world -> {
            int[] ticks = new int[1];
            world.reactors()
                    .spawn(
                            "clock",
                            Timers.interval(Duration.ofSeconds(10)).take(8_640).forEach(tick -> ticks[0]++));
            world.atEnd(() -> {
                assertEquals(8_640, ticks[0]);
                assertTrue(world.now() >= Duration.ofDays(1).toNanos());
            });
        });
    }

    private static void timers(Reactors.Builder builder) {
        builder.timers(core -> Wheel.builder().build());
    }
}
