package dev.enso.reactor;

import java.time.Duration;

/** Durations on the reactor's scale. */
final class Nanos {
    private Nanos() {}

    /** Saturates where a duration is longer than a clock can count. */
    static long of(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static long sum(long now, long delay) {
        long sum = now + delay;
        return sum < now ? Long.MAX_VALUE : sum;
    }
}
