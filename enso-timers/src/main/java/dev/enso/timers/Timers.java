package dev.enso.timers;

import dev.enso.core.Future;
import dev.enso.core.Stream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Time as futures and streams. They run on the timers of the reactor whose task polls them, and by its clock. What is
 * closed before its time leaves nothing behind in the wheel. A time limit for other futures and streams is {@code timeout}
 * of {@link Stream} and {@link Future}.
 */
public final class Timers {
    private Timers() {}

    /**
     * Ready, with null, once the delay has passed since the first poll; never earlier.
     *
     * @param delay zero is ready at once; more nanoseconds than a long holds is never
     * @throws IllegalArgumentException when the delay is negative
     */
    public static Future<@Nullable Void> sleep(Duration delay) {
        return Sleep.of(Nanos.notNegative("delay", delay));
    }

    /**
     * Ready, with null, once the clock has reached the deadline.
     *
     * @param deadline in nanoseconds of {@link dev.enso.core.Context#now()}; one in the past is ready at once
     */
    public static Future<@Nullable Void> sleepUntil(long deadline) {
        return Sleep.until(deadline);
    }

    /** {@link #interval(Duration, MissedTicks)} that skips what it missed. */
    public static Stream<Tick> interval(Duration period) {
        return interval(period, MissedTicks.SKIP);
    }

    /**
     * A tick in each period, for ever, the first one period after the first poll. Ticks are locked in phase: tick k is due at
     * the start plus k periods, however late the ones before it were taken. The {@link Tick} is shown in place: it is the
     * same object each time, good until {@code tail}.
     *
     * @param missed what becomes of ticks whose successors are due already when they are taken
     * @throws IllegalArgumentException when the period is zero or negative
     */
    public static Stream<Tick> interval(Duration period, MissedTicks missed) {
        return new Interval(Nanos.positive("period", period), missed);
    }
}
