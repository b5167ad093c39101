package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The applications with actors and scopes find what is planted into copies of their classes. */
class ActorDefectsTest {
    private static final int SEEDS = 1_000;

    @TempDir
    Path workspace;

    /** One who was woken for room and gives up keeps the room from the next, who waits for ever. */
    @Test
    void room_thatIsNotPassedOn() throws Exception {
        find(
                Defect.in(
                        "dev.enso.reactor.RoomWaiter",
                        "            waker = null;\n            loop.wake();",
                        "            waker = null;"),
                Mailboxes.class);
    }

    /** Who joins does not see the children that are on their way from other threads. */
    @Test
    void join_thatLeavesOutWhoIsOnTheWay() throws Exception {
        find(
                Defect.in(
                        "dev.enso.reactor.Scope",
                        "return children.finite() == 0 && transit.get() == 0;",
                        "return children.finite() == 0;"),
                Scopes.class);
    }

    private void find(Defect defect, Class<? extends App> app) throws Exception {
        Defect.Found found = defect.hunt(workspace, List.of(app), SEEDS, 2)
                .orElseThrow(() -> new AssertionError(defect + " was not found in " + SEEDS + " seeds"));
        assertTrue(found.decisions() > 0, found.message());
    }
}
