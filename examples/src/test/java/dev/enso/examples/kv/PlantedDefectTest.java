package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.simulation.Defect;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the simulation of the store would find if it were there. */
@Timeout(300)
class PlantedDefectTest {
    private static final int SEEDS = 1_000;
    private static final int FEW_DECISIONS = 200;

    @TempDir
    Path workspace;

    /** The answer of a command that runs at home goes out before the one that is still asked for elsewhere. */
    @Test
    void reply_sentOutOfOrder_isFoundAndShortened() throws Exception {
        Defect defect =
                Defect.in("dev.enso.examples.kv.Session", "if (pending.isEmpty()) {", "if (pending.size() <= 1) {");
        Logger log = Logger.getLogger("dev.enso.net");
        log.setLevel(Level.SEVERE);
        try {
            Defect.Found found = defect.hunt(workspace, List.of(KvWorld.class), SEEDS, 1)
                    .orElseThrow(() -> new AssertionError(defect + " was not found in " + SEEDS + " seeds"));
            assertTrue(found.message().contains("no order explains"), found::message);
            assertTrue(found.decisions() < FEW_DECISIONS, () -> found.decisions() + ": " + found.message());
        } finally {
            log.setLevel(null);
        }
    }
}
