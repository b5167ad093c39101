package dev.enso.reactor;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads do, with a deadline. */
final class Waiting {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private Waiting() {}

    static void until(Supplier<String> what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("waited " + LIMIT.toSeconds() + " s for: " + what.get());
            }
            Thread.yield();
        }
    }

    static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }
}
