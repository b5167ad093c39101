package dev.enso;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.simulation.Defect;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the simulation of files would find if it were there. */
@Timeout(300)
class PlantedFileDefectsTest {
    private static final int SEEDS = 1_000;
    private static final int FEW_DECISIONS = 600;

    @TempDir
    Path workspace;

    private void assertFound(Defect defect) throws Exception {
        Defect.Found found = defect.hunt(workspace, List.of(FilesWorld.class), SEEDS, 1)
                .orElseThrow(() -> new AssertionError(defect + " was not found in " + SEEDS + " seeds"));
        assertTrue(found.decisions() < FEW_DECISIONS, () -> found.decisions() + ": " + found.message());
    }

    /** The rest of what the system did not take at once is forgotten. */
    @Test
    void shortWrite_takenForAWholeOne_isFoundAndShortened() throws Exception {
        assertFound(Defect.in("dev.enso.net.DiskOp", "(whole || kind == Kind.WRITE)", "whole"));
    }

    /** What is done lies there, and the reactor sleeps. */
    @Test
    void handBack_thatWakesNobody_isFoundAndShortened() throws Exception {
        assertFound(Defect.in("dev.enso.net.PoolPort", "reactor.wake();", ""));
    }
}
