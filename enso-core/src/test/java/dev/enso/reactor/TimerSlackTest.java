package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerSlackTest {
    /** The file of the current thread; it is below the number of the thread, not of the process. */
    private static Path file() throws Exception {
        Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
        return Path.of("/proc").resolve(thread).resolve("timerslack_ns");
    }

    @Test
    void threadsOfReactors_sleepPrecisely() throws Exception {
        assumeTrue(
                Files.isSymbolicLink(Path.of("/proc/thread-self")) && Files.isWritable(file()),
                "this system has no timer slack that a thread may set");
        CompletableFuture<String> slack = new CompletableFuture<>();
        try (Reactors group =
                Reactors.builder().count(1).affinity(Affinity.none()).start()) {
            group.get(0).execute(() -> {
                try {
                    slack.complete(Files.readString(file()).strip());
                } catch (Exception e) {
                    slack.completeExceptionally(e);
                }
            });
            assertEquals("1", slack.get(30, TimeUnit.SECONDS));
        }
    }
}
