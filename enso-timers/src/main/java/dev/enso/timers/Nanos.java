package dev.enso.timers;

import java.time.Duration;

/** Durations as nanoseconds, and sums of them, that end at the largest long instead of going round. */
final class Nanos {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Nanos() {}

    static long notNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + " can't be negative: " + duration);
        }
        return duration.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    static long positive(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(what + " must be longer than zero: " + duration);
        }
        return notNegative(what, duration);
    }

    /** Neither is negative. */
    static long sum(long time, long span) {
        return span > Long.MAX_VALUE - time ? Long.MAX_VALUE : time + span;
    }
}
