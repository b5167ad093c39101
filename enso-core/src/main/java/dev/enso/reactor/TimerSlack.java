package dev.enso.reactor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks Linux to end a thread's sleeps on time. By default the kernel lets them be 50 µs late, so that wake-ups of many threads
 * fall together ({@code PR_SET_TIMERSLACK} in prctl(2)); through {@code /proc} it can be said without a native call, by the
 * thread itself and for itself.
 */
final class TimerSlack {
    private static final String NANOS = "1";

    private final Warnings warnings;

    TimerSlack(Warnings warnings) {
        this.warnings = warnings;
    }

    /** For the current thread, as long as it lives. Where it can't be done, sleeps are late as before. */
    void shorten() {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return;
        }
        try {
            // Only under its own number does a thread have this file, not below the process's "task".
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Files.writeString(Path.of("/proc").resolve(thread).resolve("timerslack_ns"), NANOS);
        } catch (IOException | RuntimeException failure) {
            warnings.debug("the timer slack of " + Thread.currentThread().getName()
                    + " stays as it is, and sleeps may be 50 µs late: " + failure);
        }
    }
}
