package dev.enso.bench;

import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.TaskOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A task gives way and is run again, beside so many that wait and are never woken. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms2g", "-Xmx2g"})
@State(Scope.Benchmark)
public class IdleTasksBenchmark {
    private static final int ACTIVE = 8;
    private static final int YIELDS = 1_000_000;

    /** How many wait. */
    @Param({"0", "1000000"})
    int idle;

    private Reactors reactors;
    private final Work[] works = new Work[ACTIVE];

    @Setup(Level.Trial)
    public void start() throws InterruptedException {
        reactors = Nodes.builder(1, Scheduling.WEIGHTED).build();
        Reactor reactor = reactors.get(0);
        CountDownLatch started = new CountDownLatch(idle + ACTIVE);
        // Half of those that wait before the active ones, half behind them.
        for (int i = 0; i < idle + ACTIVE; i++) {
            Work work = Work.of(i, started);
            if (i >= idle / 2 && i < idle / 2 + ACTIVE) {
                works[i - idle / 2] = work;
            }
            reactor.spawn(TaskOptions.named("work").service(), work);
            reactor.turn();
        }
        while (started.getCount() > 0) {
            reactor.turn();
        }
        Heap.promote();
    }

    @TearDown(Level.Trial)
    public void close() {
        reactors.close();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void enso() {
        CountDownLatch done = new CountDownLatch(ACTIVE);
        for (Work work : works) {
            work.begin(YIELDS / ACTIVE, done);
        }
        Reactor reactor = reactors.get(0);
        while (done.getCount() > 0) {
            reactor.turn();
        }
    }
}
