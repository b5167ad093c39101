package dev.enso.bench;

import dev.enso.reactor.Reactors;
import dev.enso.simulation.Simulation;
import dev.enso.simulation.Trace;
import dev.enso.simulation.World;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole runs of the simulation: four reactors are built, pass a message each round their ring, and are closed. The counter
 * {@code decisions} is what the oracle decides in a second.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Thread)
public class SimulationBenchmark {
    private static final int REACTORS = 4;

    /** Hops of each message. */
    @Param({"10", "10000"})
    int hops;

    private long seed;

    /** Summed up by JMH. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Count {
        public long decisions;
    }

    @Benchmark
    public long ring(Count count) {
        Trace trace = Simulation.seed(seed++).reactors(REACTORS).run(this::ring);
        count.decisions += trace.size();
        return trace.hash();
    }

    private void ring(World world) {
        Reactors group = world.reactors();
        for (int i = 0; i < REACTORS; i++) {
            int start = i;
            group.get(start).execute(() -> hop(group, start, hops));
        }
    }

    private static void hop(Reactors group, int at, int left) {
        if (left > 0) {
            int next = (at + 1) % REACTORS;
            group.get(at).core().bus().send(next, core -> hop(group, next, left - 1));
        }
    }
}
