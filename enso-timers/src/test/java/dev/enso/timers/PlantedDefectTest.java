package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.simulation.Defect;
import dev.enso.simulation.Simulation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wheel never fires what was cancelled; a copy of it that does is found. */
class PlantedDefectTest {
    private static final int SEEDS = 1_000;

    @TempDir
    Path workspace;

    @Test
    void timers_fireOrAreCancelledAndNeverBoth() {
        Simulation.seeds(Boolean.getBoolean("enso.long") ? 10 * SEEDS : SEEDS).check(new Cancelling());
    }

    @Test
    void timer_firedAfterItsCancel() throws Exception {
        Defect defect = Defect.in(
                "dev.enso.timers.Wheel",
                "public boolean cancel(long handle) {\n        int row = slab.row(handle);",
                """
                public boolean cancel(long handle) {
                    int row = slab.row(handle);
                    if (row != 0 && nextDeadline() == NOW) {
                        cancelled++;
                        return true;
                    }
                """);
        Defect.Found found = defect.hunt(workspace, List.of(Cancelling.class), SEEDS, 2)
                .orElseThrow(() -> new AssertionError(defect + " was not found in " + SEEDS + " seeds"));
        assertTrue(found.decisions() < 200, found::message);
        assertTrue(found.message().contains("fired after it was cancelled"), found::message);
    }
}
