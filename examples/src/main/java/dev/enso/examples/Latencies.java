package dev.enso.examples;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Says what a histogram of nanoseconds holds. */
public final class Latencies {
    private Latencies() {}

    /** A histogram for latencies of up to a minute, exact to three digits. */
    public static Histogram histogram() {
        return new Histogram(60_000_000_000L, 3);
    }

    /** Records a latency; what is longer than the histogram's range counts as its end. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), histogram.getHighestTrackableValue()));
    }

    /** One line: how many a second, and the percentiles in microseconds. */
    public static String summary(Histogram histogram, double seconds) {
        return String.format(
                Locale.ROOT,
                "%,d requests in %.1f s: %,.0f/s, p50 %.1f µs, p99 %.1f µs, p99.9 %.1f µs, max %.1f µs",
                histogram.getTotalCount(),
                seconds,
                histogram.getTotalCount() / seconds,
                micros(histogram, 50),
                micros(histogram, 99),
                micros(histogram, 99.9),
                histogram.getMaxValue() / 1_000.0);
    }

    /** A percentile in microseconds. */
    public static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1_000.0;
    }
}
