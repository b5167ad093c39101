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
     * Ready, with null, once the delay has passed since the first poll; never earlier. Both are told by {@link
     * dev.enso.core.Context#now()}, which stands still within a turn: who looks at a clock of his own before the spawn may find
     * that a little less has passed.
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

    /**
     * The future, unless it keeps one waiting too long: {@link Future#timeout}.
     *
     * @throws IllegalArgumentException when the limit is negative
     */
    public static <T extends @Nullable Object> Future<T> timeout(Future<T> future, Duration limit) {
        return future.timeout(limit);
    }

    /**
     * The latest message of a source, once no other has come for some time: what comes sooner replaces what waits. Time
     * counts from the poll that found the message. When the source ends, what waits is shown at once.
     *
     * @throws IllegalArgumentException when the time is negative
     * @throws IllegalStateException when the source shows its messages in place, which must not be kept: put {@code copy}
     *     before it
     */
    public static <T extends @Nullable Object> Stream<T> debounce(Stream<T> source, Duration quiet) {
        return new Debounce<>(source, Nanos.notNegative("quiet", quiet));
    }

    /**
     * The messages of a source, one a period at most: the first at once, each other a period or more after the one before.
     * None is left out; what comes faster waits in the source, which is not asked meanwhile, and whose end is therefore
     * seen late.
     *
     * @throws IllegalArgumentException when the period is zero or negative
     */
    public static <T extends @Nullable Object> Stream<T> throttle(Stream<T> source, Duration period) {
        return new Throttle<>(source, Nanos.positive("period", period));
    }
}
