package dev.enso;

import dev.enso.net.NetworkConditions;
import dev.enso.net.NetworkFault;
import dev.enso.simulation.Fault;
import dev.enso.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The verbs of queues, timers and sockets under every seed; those of core are in enso-core, connections that are moved by others
 * in {@link EchoSimulationTest}.
 */
@Timeout(240)
class ModuleVerbsSimulationTest {
    /** Whatever a network may do without losing anything. */
    private static final NetworkConditions LOSSLESS = NetworkConditions.calm()
            .withLatency(Duration.ofNanos(20_000), Duration.ofMillis(1))
            .with(NetworkFault.SHORT_TRANSFER, 100)
            .with(NetworkFault.LATE_EVENT, 50)
            .with(NetworkFault.SPURIOUS_EVENT, 20)
            .with(NetworkFault.FEW_EVENTS, 50)
            .with(NetworkFault.INTERRUPT, 20);

    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 20_000 : 1_000;

    @Test
    void verbsAtRandom_areAnsweredOrRefusedAndAccountsBalance() {
        Simulation.seeds(SEEDS).check(new ModuleVerbs());
    }

    @Test
    void verbsAtRandom_inALateNetwork() {
        Simulation.seeds(SEEDS / 10).check(new ModuleVerbs(LOSSLESS));
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
