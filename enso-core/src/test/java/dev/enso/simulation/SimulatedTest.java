package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class SimulatedTest {
    private final Set<Long> seeds = new HashSet<>();
    private int before;

    @BeforeEach
    void count() {
        before++;
    }

    @AfterEach
    void methodWasCalledForEachSeed() {
        assertEquals(1, before);
        assertEquals(10, seeds.size());
    }

    @Simulated(seeds = 10, reactors = 3)
    void world_isNewForEachSeed(World world) {
        assertEquals(3, world.reactors().size());
        seeds.add(world.oracle().trace().seed());
        Task<Integer> task = world.reactors().spawn(dev.enso.core.Future.of(7));
        world.atEnd(() -> assertEquals(7, task.get(Duration.ZERO)));
    }

    @Simulated(seeds = 10)
    void simulation_isGivenToBeConfigured(Simulation simulation) {
        simulation.reactors(5).check(world -> {
            assertEquals(5, world.reactors().size());
            assertTrue(seeds.add(world.oracle().trace().seed()));
        });
    }
}
