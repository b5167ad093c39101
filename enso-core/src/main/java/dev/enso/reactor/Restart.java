package dev.enso.reactor;

import dev.enso.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How what has failed is started again: after a back-off that doubles with every failure in a row, and not for ever.
 * Immutable; each method answers a changed copy. {@link #onFailure} and {@link #service} apply it to
 * futures.
 *
 * <p>Every failure is told to the reactor's failure handler, also those that are followed by a restart. The back-off is
 * waited for with the timers of the reactor, and its jitter is drawn from the reactor's seed.
 *
 * @param limit failures in a row that are followed by a restart; the next one is final
 * @param first the wait before the first restart in a row; zero restarts at once
 * @param most the wait is never longer
 * @param jitter the part of each wait, from 0 to 1, that is left to chance, so that what failed together does not come back
 *     together
 * @param calm after running so long without a failure, the next one counts as the first again
 */
public record Restart(int limit, Duration first, Duration most, double jitter, Duration calm) {
    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final double JITTER = 0.2;
    private static final Duration CALM = Duration.ofMinutes(1);

    /** Checks its parts: no limit and no duration is negative, and {@code first} is no longer than {@code most}. */
    public Restart {
        if (limit < 0) {
            throw new IllegalArgumentException("limit of restarts can't be negative: " + limit);
        }
        notNegative(first, "first back-off");
        notNegative(most, "longest back-off");
        notNegative(calm, "calm");
        if (first.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "the first back-off, " + first + ", can't be longer than the longest, " + most);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to 1: " + jitter);
        }
    }

    private static void notNegative(Duration duration, String what) {
        if (Objects.requireNonNull(duration, what).isNegative()) {
            throw new IllegalArgumentException(what + " can't be negative: " + duration);
        }
    }

    /** At most so many restarts in a row, after 10 ms that double up to 10 s, a fifth of it chance; calm is a minute. */
    public static Restart times(int limit) {
        return new Restart(limit, FIRST, MOST, JITTER, CALM);
    }

    /** Restarts for ever, with the waits of {@link #times}. */
    public static Restart always() {
        return times(Integer.MAX_VALUE);
    }

    /** The same with these waits. */
    public Restart backOff(Duration first, Duration most) {
        return new Restart(limit, first, most, jitter, calm);
    }

    /** The same without waits. */
    public Restart atOnce() {
        return backOff(Duration.ZERO, Duration.ZERO);
    }

    /** The same with so much chance. */
    public Restart jitter(double jitter) {
        return new Restart(limit, first, most, jitter, calm);
    }

    /** The same with this calm. */
    public Restart calm(Duration calm) {
        return new Restart(limit, first, most, jitter, calm);
    }

    /**
     * A future that is made again when it fails, in the same task. It is ready with the value of the one that succeeds, and
     * fails when the limit is passed: with an {@link IllegalStateException} that says so and has the last failure as cause.
     */
    public <T> Future<T> onFailure(Supplier<? extends Future<? extends T>> make) {
        return new Supervised<>(this, make, false);
    }

    /** {@link #onFailure} for what should run for ever: to end, with or without a value, is a failure as well. */
    public <T> Future<T> service(Supplier<? extends Future<? extends T>> make) {
        return new Supervised<>(this, make, true);
    }

    /** The wait after so many failures in a row, in nanoseconds. */
    long delay(int failures, SplittableRandom random) {
        long shortest = Nanos.of(first);
        int doublings = Math.min(failures, Long.numberOfLeadingZeros(shortest)) - 1;
        long whole = Math.min(Nanos.of(most), shortest << doublings);
        return whole == 0 ? 0 : whole - (long) (whole * jitter * random.nextDouble());
    }

    /** Failures in a row of one thing that is restarted, and the time of its next start. */
    static final class Count {
        private final Restart restart;
        private int failures;
        private long startedAt;

        Count(Restart restart) {
            this.restart = restart;
        }

        void started(long now) {
            startedAt = now;
        }

        int failures() {
            return failures;
        }

        /**
         * Counts a failure and tells the failure handler when a restart follows.
         *
         * @return the time of the restart, or {@link #NEVER}
         */
        long failed(String what, Throwable failure, CoreContext core) {
            long now = core.now();
            if (now - startedAt >= Nanos.of(restart.calm) && failures > 0) {
                failures = 0;
            }
            if (failures == restart.limit) {
                return NEVER;
            }
            failures++;
            long delay = restart.delay(failures, core.random());
            core.reactor()
                    .failures
                    .tell(what + ", restarted in " + Duration.ofNanos(delay) + " as number " + failures, failure);
            return Nanos.sum(now, delay);
        }

        /** The failure of what has failed once too often. */
        IllegalStateException exhausted(String what, @Nullable Throwable last) {
            return new IllegalStateException(
                    what + " failed " + (failures + 1L) + " times in a row, and its limit is " + restart.limit
                            + " restarts: see the cause for the last failure",
                    last);
        }
    }

    /** The time of a restart that does not come. */
    static final long NEVER = -1;
}
