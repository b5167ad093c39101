package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 5_000 : 200;

    @Test
    void stall_delaysAndLosesNothing() {
        Simulation.seeds(SEEDS)
                .faults(Fault.stall(Duration.ofMillis(300)).oneIn(20))
                .check(new Messages());
    }

    @Test
    void clockJump_losesNothing() {
        Simulation.seeds(SEEDS)
                .faults(Fault.clockJump(Duration.ofHours(1)).oneIn(20))
                .check(new Messages());
    }

    @Test
    void clockJump_atAStepMovesTheClockOnce() {
        Duration hour = Duration.ofHours(1);
        Simulation.seed(3).faults(Fault.clockJump(hour).atStep(2)).run(world -> {
            world.reactors().get(0).execute(() -> {});
            world.atEnd(() -> {
                assertTrue(world.now() >= hour.toNanos());
                assertTrue(world.now() < hour.multipliedBy(2).toNanos());
            });
        });
    }

    @Test
    void fullLane_isAnAnswerAndLosesNothing() {
        Simulation.seeds(SEEDS)
                .faults(Fault.fullLane(Duration.ofNanos(20_000)).oneIn(10))
                .check(new Messages());
    }

    @Test
    void fullLane_refusesWithRoomInIt() {
        List<Sent> answers = new ArrayList<>();
        Simulation.seed(1)
                .faults(Fault.fullLane(Duration.ofSeconds(1)).atStep(1))
                .run(world -> {
                    CoreContext core = world.reactors().get(0).core();
                    core.reactor().execute(() -> answers.add(core.bus().send(1, at -> {})));
                });
        assertEquals(List.of(Sent.FULL), answers);
    }

    @Test
    void death_isAnsweredClosed() {
        List<Sent> answers = new ArrayList<>();
        Simulation.seed(1).faults(Fault.death(1).atStep(1)).run(world -> {
            Reactors group = world.reactors();
            world.later(
                    Duration.ofSeconds(1),
                    () -> group.get(0)
                            .execute(() -> answers.add(group.get(0).core().bus().send(1, at -> {}))));
        });
        assertEquals(List.of(Sent.CLOSED), answers);
    }

    @Test
    void throwing_hitsTheLoopAndTheLoopGoesOn() {
        Simulation.seeds(SEEDS)
                .faults(Fault.throwing("reads the clock", () -> new IllegalStateException("no clock"))
                        .oneIn(30))
                .check(new Messages());
    }

    @Test
    void throwing_failsAnAllocationAndTheTaskThatMadeIt() {
        List<Throwable> thrown = new ArrayList<>();
        Simulation.seed(1)
                .faults(Fault.throwing("makes a lane", () -> new OutOfMemoryError("on purpose"))
                        .atStep(1))
                .run(world -> {
                    CoreContext core = world.reactors().get(0).core();
                    core.reactor().execute(() -> {
                        thrown.add(assertThrows(
                                OutOfMemoryError.class, () -> core.bus().send(1, at -> {})));
                        assertEquals(Sent.ACCEPTED, core.bus().send(1, at -> {}));
                    });
                });
        assertEquals("on purpose", thrown.get(0).getMessage());
    }

    @Test
    void throwing_hitsPlacesOfTheApplication() {
        boolean[] survived = new boolean[1];
        Simulation.seed(1)
                .faults(Fault.throwing("saves", java.io.IOException::new).atStep(1))
                .run(world -> world.reactors().get(0).execute(() -> {
                    world.between("saves");
                    survived[0] = true;
                }));
        assertFalse(survived[0]);
    }

    @Test
    void fault_withoutOccasionIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Simulation.seed(1).faults(Fault.death(0)));
    }
}
