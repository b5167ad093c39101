package dev.enso;

import dev.enso.simulation.Fault;
import dev.enso.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The verbs of queues and timers under every seed; those of core are in enso-core, sockets move in {@link EchoSimulationTest}. */
@Timeout(240)
class ModuleVerbsSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 20_000 : 1_000;

    @Test
    void verbsAtRandom_areAnsweredOrRefusedAndAccountsBalance() {
        Simulation.seeds(SEEDS).check(new ModuleVerbs());
    }

    @Test
    void verbsAtRandom_withStallsAndFullLanes() {
        Simulation.seeds(SEEDS / 20)
                .faults(
                        Fault.stall(Duration.ofMillis(1)).oneIn(200),
                        Fault.fullLane(Duration.ofNanos(20_000)).oneIn(200))
                .check(new ModuleVerbs());
    }
}
