package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disciplines under all schedules, with faults, and with defects planted into copies of them. */
class DisciplinesSimulationTest {
    private static final int SEEDS = 1_000;

    @TempDir
    Path workspace;

    @Test
    void disciplines_loseNobodyWhateverTheSchedule() {
        Simulation.seeds(Boolean.getBoolean("enso.long") ? 10 * SEEDS : SEEDS)
                .faults(
                        Fault.stall(Duration.ofMillis(300)).oneIn(50),
                        Fault.clockJump(Duration.ofHours(1)).oneIn(50))
                .check(new Disciplines());
    }

    /** Interrupts that are never charged starve everybody else. */
    @Test
    void interrupts_withoutABound() throws Exception {
        find(Defect.in(
                "dev.enso.reactor.WeightedPriority",
                "irqLeft = ordinary == 0 ? polls[IRQ] : irqLeft - 1;",
                "irqLeft = polls[IRQ];"));
    }

    /** The last one in the heap stays there. */
    @Test
    void heap_thatForgetsItsLast() throws Exception {
        find(Defect.in(
                "dev.enso.reactor.OrderedSlots",
                "if (heapSize > 0 && (first == end || heapKeys[0]",
                "if (heapSize > 1 && (first == end || heapKeys[0]"));
    }

    private void find(Defect defect) throws Exception {
        Defect.Found found = defect.hunt(workspace, List.of(Disciplines.class), SEEDS, 2)
                .orElseThrow(() -> new AssertionError(defect + " was not found in " + SEEDS + " seeds"));
        assertTrue(found.decisions() > 0, found.message());
    }
}
