package dev.enso.bench.compare;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Measures the raw round trip before and after each iteration of a JMH benchmark, inside its JVM. A hypervisor may move the
 * cores every few seconds: within an iteration they mostly stay where they are, and within a run they don't.
 */
public final class RawProfiler implements InternalProfiler {
    private @Nullable RawRoundTrip raw;
    private double before;

    /** For JMH. */
    public RawProfiler() {}

    @Override
    public String getDescription() {
        return "raw round trip between the two cores, before and after each iteration";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = raw().measure();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double after = raw().measure();
        return Double.isNaN(before + after)
                ? List.of()
                : List.of(
                        new ScalarResult(Figures.RAW_BEFORE, before, "ns", AggregationPolicy.AVG),
                        new ScalarResult(Figures.RAW_AFTER, after, "ns", AggregationPolicy.AVG));
    }

    private RawRoundTrip raw() {
        RawRoundTrip made = raw == null ? new RawRoundTrip() : raw;
        raw = made;
        return made;
    }
}
