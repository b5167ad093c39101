package dev.enso.examples.demo;

import dev.enso.examples.load.LoadRun;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Prints what a load measures: a line a second, and the whole at the end. */
final class Report {
    private static final double MICRO = 1_000;
    private static final double SECOND = 1_000_000_000;

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    /** Follows a load to its end. */
    Histogram follow(LoadRun run, int seconds) throws InterruptedException, ExecutionException, TimeoutException {
        Histogram all = new Histogram(3);
        long start = System.nanoTime();
        long before = start;
        for (int second = 1; second <= seconds; second++) {
            long wait = start + (long) (second * SECOND) - System.nanoTime();
            Histogram measured = run.measure(Duration.ofNanos(Math.max(0, wait)));
            long now = System.nanoTime();
            all.add(measured);
            line(String.format(Locale.ROOT, "%4d s", second), measured, now - before);
            before = now;
        }
        all.add(run.finish());
        line("total ", all, System.nanoTime() - start);
        return all;
    }

    private void line(String label, Histogram measured, long nanos) {
        out.println(String.format(
                Locale.ROOT,
                "%s  %,12.0f requests/s   p50 %s   p99 %s   p99.9 %s",
                label,
                measured.getTotalCount() / (nanos / SECOND),
                micros(measured, 50),
                micros(measured, 99),
                micros(measured, 99.9)));
        out.flush();
    }

    private static String micros(Histogram measured, double percentile) {
        return measured.getTotalCount() == 0
                ? "-"
                : String.format(Locale.ROOT, "%,.1f µs", measured.getValueAtPercentile(percentile) / MICRO);
    }
}
