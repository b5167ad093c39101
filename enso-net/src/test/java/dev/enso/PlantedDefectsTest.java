package dev.enso;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.simulation.App;
import dev.enso.simulation.Defect;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the simulations of files, of the network and of the verbs would find if it were there. */
@Timeout(300)
class PlantedDefectsTest {
    private static final int SEEDS = 1_000;
    private static final int FEW_DECISIONS = 2_000;

    /** Held, or it would be collected with its level. */
    private static final Logger LOG = Logger.getLogger("dev.enso.net");

    @TempDir
    Path workspace;

    /** Servers without descriptors say so, each in its own world. */
    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.SEVERE);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    private void assertFound(Class<? extends App> world, Defect defect) throws Exception {
        Defect.Found found = defect.hunt(workspace, List.of(world), SEEDS, 1)
                .orElseThrow(() -> new AssertionError(defect + " was not found in " + SEEDS + " seeds"));
        assertTrue(found.decisions() < FEW_DECISIONS, () -> found.decisions() + ": " + found.message());
    }

    /** The rest of what the system did not take at once is forgotten. */
    @Test
    void shortWrite_takenForAWholeOne_isFoundAndShortened() throws Exception {
        assertFound(FilesWorld.class, Defect.in("dev.enso.net.DiskOp", "(whole || kind == Kind.WRITE)", "whole"));
    }

    /** What is done lies there, and the reactor sleeps. */
    @Test
    void handBack_thatWakesNobody_isFoundAndShortened() throws Exception {
        assertFound(FilesWorld.class, Defect.in("dev.enso.net.PoolPort", "reactor.wake();", ""));
    }

    /** The client of a proxy sees an end where the connection behind it broke. */
    @Test
    @Tag("long") // takes seconds
    void pipe_thatEndsInOrderWhatBroke_isFoundAndShortened() throws Exception {
        assertFound(EchoWorld.Proxied.class, Defect.in("dev.enso.net.Piping", "to.abort();", "to.close();"));
    }

    /** The end is not passed on: the peer behind the proxy waits for ever. */
    @Test
    void pipe_thatKeepsTheEndToItself_isFoundAndShortened() throws Exception {
        assertFound(EchoWorld.Proxied.class, Defect.in("dev.enso.net.Piping", "to.shutdownOutput();", ""));
    }

    /** It would have blocked, and whoever sent it goes on to the next. */
    @Test
    void datagram_thatCountsAsSentAndIsNot_isFoundAndShortened() throws Exception {
        assertFound(DatagramWorld.class, Defect.in("dev.enso.net.DatagramIo", "return sent;", "return true;"));
    }

    /** Its asker has gone, and nobody took it. */
    @Test
    @Tag("long") // takes seconds
    void socket_thatIsOrphanedAndStaysOpen_isFoundAndShortened() throws Exception {
        assertFound(ModuleVerbs.class, Defect.in("dev.enso.net.RemoteSockets", ".orphaned(Handover::giveUp);", ";"));
    }

    /** What the reader had left does not go along. */
    @Test
    void connection_thatMovesWithoutWhatWasRead_isFoundAndShortened() throws Exception {
        assertFound(
                ModuleVerbs.class, Defect.in("dev.enso.net.Connections", "connection.received().begin(unread);", ""));
    }

    /** What comes while the one before has not been delivered takes its place. */
    @Test
    void edge_thatReplacesAnother_isFoundAndShortened() throws Exception {
        assertFound(EchoWorld.class, Defect.in("dev.enso.net.Node", "pending |= bits;", "pending = bits;"));
    }
}
