package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Remote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bus under every seed, and a defect that it finds. */
@Timeout(240)
class InterCoreSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 20_000 : 1_000;

    @TempDir
    Path workspace;

    @Test
    void verbsAtRandom_areAnsweredOrRefused() {
        Simulation.seeds(SEEDS).reactors(3).check(new Verbs());
    }

    @Test
    void verbsAtRandom_withStallsAndFullLanes() {
        Simulation.seeds(SEEDS / 2)
                .reactors(3)
                .faults(
                        Fault.stall(Duration.ofMillis(1)).oneIn(200),
                        Fault.fullLane(Duration.ofNanos(20_000)).oneIn(200))
                .check(new Verbs());
    }

    /** Everybody sends and asks everybody, itself included, through lanes of one message: all of it arrives. */
    @Test
    void floodOfAllByAll_doesNotLockUp() {
        Simulation.seeds(SEEDS / 2)
                .reactors(3)
                .configure(builder -> builder.laneCapacity(1))
                .check(InterCoreSimulationTest::flood);
    }

    private static void flood(World world) {
        Reactors group = world.reactors();
        int many = 1 + world.oracle().choose(4, "rounds of the flood");
        int[] delivered = new int[1];
        int[] synced = new int[1];
        for (Reactor from : group) {
            for (Reactor to : group) {
                Remote there = group.interCore().at(to);
                for (int i = 0; i < many; i++) {
                    from.spawn(there.send(at -> delivered[0]++));
                    from.spawn(there.sync().map(nothing -> ++synced[0]));
                }
            }
        }
        world.atEnd(() -> {
            assertEquals(9 * many, delivered[0]);
            assertEquals(9 * many, synced[0]);
        });
    }

    /** Planted: a reactor that stops keeps what it has not taken. */
    @Test
    void lanesThatAreNotGivenBack_areFound() throws Exception {
        Defect defect = Defect.in("dev.enso.reactor.LanePair", "sender.enter(new Left());", "Left kept = new Left();");
        Defect.Found found = defect.hunt(workspace, List.of(Verbs.class), 1_000, 3)
                .orElseThrow(() -> new AssertionError("not found"));
        assertTrue(found.message().contains("seed"), found.message());
    }
}
