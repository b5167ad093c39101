package dev.enso.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** {@link RescheduleBenchmark} and {@link SpawnBenchmark} on virtual threads: for JDK 21 and later, on one carrier. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g", "-Djdk.virtualThreadScheduler.parallelism=1"})
@State(Scope.Benchmark)
public class VirtualThreadBenchmark {
    private static final int TASKS = RescheduleBenchmark.TASKS;
    private static final int YIELDS = RescheduleBenchmark.YIELDS;

    private Executor threads;

    @Setup
    public void find() {
        threads = Peers.virtualThreads();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void reschedule() throws Exception {
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            threads.execute(() -> {
                for (int left = YIELDS / TASKS; left > 0; left--) {
                    Thread.yield();
                }
                done.countDown();
            });
        }
        done.await();
    }

    @Benchmark
    @OperationsPerInvocation(SpawnBenchmark.SPAWNS)
    public void spawnOutside() throws Exception {
        CountDownLatch done = new CountDownLatch(SpawnBenchmark.SPAWNS);
        for (int i = 0; i < SpawnBenchmark.SPAWNS; i++) {
            threads.execute(done::countDown);
        }
        done.await();
    }
}
