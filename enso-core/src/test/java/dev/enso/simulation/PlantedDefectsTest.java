package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite passes on the sound reactor and finds each defect that is planted into a copy of one of its classes. */
class PlantedDefectsTest {
    private static final int SEEDS = 1_000;
    private static final int FEW_DECISIONS = 200;
    private static final List<Class<? extends App>> SUITE =
            List.of(Messages.class, Requests.class, Lives.class, Door.class);

    private static final String RELEASE_UNLESS_QUEUED = """
            } else {
                        release(task);
                    }
                    task.end(told == null ? value : null, told);""";
    private static final String RELEASE = """
            }
                    release(task);
                    task.end(told == null ? value : null, told);""";

    @TempDir
    Path workspace;

    @Test
    void suite_passesOnTheSoundReactor() throws Exception {
        int seeds = Boolean.getBoolean("enso.long") ? 10 * SEEDS : SEEDS;
        for (Class<? extends App> app : SUITE) {
            Simulation.seeds(seeds).reactors(2).check(app.getConstructor().newInstance());
        }
    }

    @Test
    void wakeUp_lostByTheOrderOfSteps() throws Exception {
        find(Defect.in("dev.enso.reactor.Reactor", """
                sleep.fallAsleep();
                        try {
                            if (canBlock()) {
                                parker.park(deadline, canBlock);
                            }
                """.strip(), """
                if (!canBlock()) {
                            return;
                        }
                        sleep.fallAsleep();
                        try {
                            parker.park(deadline, () -> true);
                """.strip()));
    }

    @Test
    void reply_sentOutOfOrder() throws Exception {
        find(Defect.in("dev.enso.reactor.Bus", "while (done < limit && (request = pair.nextAnswer()) != null) {", """
                java.util.ArrayDeque<Request> home = new java.util.ArrayDeque<>();
                while ((request = pair.nextAnswer()) != null) {
                    home.push(request);
                }
                while ((request = home.poll()) != null) {
                """));
    }

    @Test
    void slot_readAfterItsRelease() throws Exception {
        find(Defect.in("dev.enso.reactor.Tasks", RELEASE_UNLESS_QUEUED, RELEASE));
    }

    @Test
    void drain_dropsItsLastMessage() throws Exception {
        find(Defect.in(
                "dev.enso.reactor.Bus",
                "while (done < limit && (element = inbox.pop()) != null) {",
                "while ((element = inbox.pop()) != null && done < limit) {"));
    }

    private void find(Defect defect) throws Exception {
        Defect.Found found = defect.hunt(workspace, SUITE, SEEDS, 2)
                .orElseThrow(() -> new AssertionError(defect + " was not found in " + SEEDS + " seeds"));
        assertTrue(found.decisions() < FEW_DECISIONS, () -> found.app() + ": " + found.message());
    }

    @Test
    void change_withoutEffectIsNotFound() throws Exception {
        Defect harmless = Defect.in("dev.enso.reactor.Tasks", RELEASE_UNLESS_QUEUED, RELEASE_UNLESS_QUEUED + ";");
        assertEquals(Optional.empty(), harmless.hunt(workspace, SUITE, 100, 2));
    }
}
