package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.simulation.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files in simulated worlds: everything but the calls of the system is the production's. */
@Timeout(300)
class FilesSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 20_000 : 1_000;

    @Test
    void files_thatAreShortSlowAndFail_loseNothingThatWasToldToBeWritten() {
        Simulation.seeds(SEEDS).check(new FilesWorld());
    }

    @Test
    void files_withoutFaults_areExact() {
        Simulation.seeds(SEEDS / 20).check(new FilesWorld(false));
    }

    @Test
    void seed_repeatsItself() {
        for (int seed = 0; seed < 3; seed++) {
            assertEquals(
                    Simulation.seed(seed).run(new FilesWorld()).hash(),
                    Simulation.seed(seed).run(new FilesWorld()).hash());
        }
    }
}
