package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.net.NetworkConditions;
import dev.enso.simulation.Simulation;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store, server and clients, in simulated worlds: whatever order things come in, its answers are explained. */
@Timeout(300)
class KvSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 10_000 : 1_000;

    /** Held, or it would be collected with its level. */
    private static final Logger LOG = Logger.getLogger("dev.enso.net");

    /** Servers without descriptors say so, each in its own world. */
    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.SEVERE);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    @Test
    void aCalmNetwork_andAnyOrderOfSteps_explainsAllAnswers() {
        Simulation.seeds(SEEDS / 10).check(new KvWorld(NetworkConditions.calm()));
    }

    @Test
    void aRoughNetwork_explainsAllAnswers() {
        Simulation.seeds(SEEDS).check(new KvWorld());
    }

    @Test
    void aSeed_repeatsItself() {
        KvWorld app = new KvWorld();
        assertEquals(
                Simulation.seed(7).run(app).hash(), Simulation.seed(7).run(app).hash());
    }
}
