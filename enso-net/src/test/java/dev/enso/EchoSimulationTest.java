package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.net.NetworkConditions;
import dev.enso.net.NetworkFault;
import dev.enso.net.SimulatedNetwork;
import dev.enso.simulation.Simulation;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runtimes with sockets, started as always, in simulated worlds. */
@Timeout(300)
class EchoSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 5_000 : 1_000;

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
    void echo_inARoughNetwork_isByteExactAndLeavesNothing() {
        Simulation.seeds(SEEDS).check(new EchoWorld());
    }

    /** What broke must not look like an end: whoever sees an end has heard everything. */
    @Test
    void echo_behindAProxy_isByteExactAndLeavesNothing() {
        Simulation.seeds(SEEDS).check(EchoWorld.behindAProxy(NetworkConditions.rough()));
    }

    /** Whatever moves meanwhile: bytes that were read and not used, requests half-way, a peer that finishes, a target that stops. */
    @Test
    void echo_whoseConnectionsWander_isByteExactAndLeavesNothing() {
        Simulation.seeds(SEEDS / 2).check(EchoWorld.wandering(NetworkConditions.calm()));
        Simulation.seeds(SEEDS / 2).check(EchoWorld.wandering(NetworkConditions.rough()));
    }

    @Test
    void datagramsAndUnixSockets_inARoughNetwork_getThroughInTheEnd() {
        Simulation.seeds(SEEDS).check(new DatagramWorld());
    }

    /** One after the other, and each far more often than in any network. */
    @ParameterizedTest
    @EnumSource
    void echo_underOneFault_isByteExactAndLeavesNothing(NetworkFault fault) {
        Simulation.seeds(SEEDS / 50)
                .check(new EchoWorld(NetworkConditions.calm().with(fault, 200)));
        Simulation.seeds(SEEDS / 100)
                .check(new DatagramWorld(NetworkConditions.calm().with(fault, 200)));
    }

    @Test
    void seed_repeatsItself() {
        for (int seed = 0; seed < 3; seed++) {
            assertEquals(
                    Simulation.seed(seed).run(new EchoWorld()).hash(),
                    Simulation.seed(seed).run(new EchoWorld()).hash());
        }
    }

    @Test
    void nameThatNobodyHas_isUnknown() {
        List<Exception> failures = new ArrayList<>();
        Simulation.seed(1).run(world -> {
            SimulatedNetwork network = SimulatedNetwork.in(world, NetworkConditions.calm());
            Enso enso = SimulatedEnso.builder(world, network, InetAddress.getLoopbackAddress())
                    .reactors(1)
                    .start();
            enso.spawn(enso.connect("nobody.example", 7).map(connection -> true).recover(failure -> {
                failures.add(failure);
                return false;
            }));
            world.atEnd(() -> assertTrue(enso.close(Duration.ofSeconds(1)).isClean()));
        });
        assertInstanceOf(UnknownHostException.class, failures.get(0));
        assertTrue(failures.get(0).getMessage().contains("nobody.example"));
    }

    @Test
    void serverClose_onTheThreadThatSetsUp_letsTheWorldGoOn() {
        Simulation.seed(1).run(world -> {
            SimulatedNetwork network = SimulatedNetwork.in(world, NetworkConditions.calm());
            Enso enso = SimulatedEnso.builder(world, network, InetAddress.getLoopbackAddress())
                    .reactors(2)
                    .start();
            var server = enso.serve(0, connection -> Future.of(1));
            server.close();
            assertTrue(enso.close(Duration.ofSeconds(1)).isClean());
            assertTrue(network.account().isEmpty());
        });
    }
}
