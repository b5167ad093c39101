package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What wakes a reactor is told the time of its waking. Once it was the time at which the reactor had fallen asleep, so that a
 * connect limit was over before it began, and a key that was set to live for a while was gone.
 */
class SleepersClockTest {
    private static final Duration NIGHT = Duration.ofHours(8);

    @Test
    void messageThatEndsASleep_isToldTheTimeOfItsDelivery() {
        List<Long> told = new ArrayList<>();
        Simulation.seeds(50).reactors(1).check(world -> {
            Reactor reactor = world.reactors().get(0);
            world.later(NIGHT, () -> reactor.send(at -> told.add(at.now())));
        });
        assertAllAfterTheNight(told);
    }

    @Test
    void taskThatEndsASleep_isToldTheTimeOfItsPoll() {
        List<Long> told = new ArrayList<>();
        Simulation.seeds(50).reactors(1).check(world -> {
            Reactor reactor = world.reactors().get(0);
            world.later(
                    NIGHT,
                    () -> reactor.spawn(
                            Future.call(() -> told.add(reactor.core().now()))));
        });
        assertAllAfterTheNight(told);
    }

    private static void assertAllAfterTheNight(List<Long> told) {
        assertTrue(told.size() == 50 && told.stream().allMatch(time -> time >= NIGHT.toNanos()), told::toString);
    }
}
