package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.TaskOptions;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A loop that sleeps in its selector is woken from another thread, until what it was woken for runs. Before each wake the
 * caller lets so much time pass that the loop has gone to sleep; the figure is the median of the times from wake to run, and
 * the benchmark's own time says nothing.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class SleepingTargetBenchmark {
    private static final int WAKES = 500;
    private static final long PAUSE = 100_000;

    /** From the wake to the run, in nanoseconds. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Latencies {
        private final long[] nanos = new long[WAKES];
        public long p50;
        public long p99;

        void sort() {
            Arrays.sort(nanos);
            p50 = nanos[WAKES / 2];
            p99 = nanos[WAKES - WAKES / 100];
        }
    }

    /** What is woken: says that it runs. */
    private static final class Bell implements Future<Boolean>, Runnable {
        private final CountDownLatch started = new CountDownLatch(1);
        private volatile int rung;
        private @Nullable Waker waker;

        @Override
        public Polled poll(Context cx) {
            if (waker == null) {
                waker = cx.waker();
                started.countDown();
            } else {
                run();
            }
            return Polled.PENDING;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public void run() {
            rung++;
        }

        @Override
        public Boolean head() {
            throw new IllegalStateException("this never is ready");
        }

        @Override
        public Stream<Boolean> tail() {
            throw new IllegalStateException("this never is ready");
        }

        @Override
        public void close() {}
    }

    /** A task on a reactor as in production. */
    @State(Scope.Benchmark)
    public static class SleepingReactor {
        private final Bell bell = new Bell();

        @Setup(Level.Trial)
        public void start(SpawnBenchmark.NodeApart node) throws InterruptedException {
            node.reactor.spawn(TaskOptions.named("bell").service(), bell);
            bell.started.await();
        }
    }

    @Benchmark
    @OperationsPerInvocation(WAKES)
    public void enso(SleepingReactor reactor, Latencies latencies) {
        Waker waker = Objects.requireNonNull(reactor.bell.waker);
        measure(reactor.bell, waker::wake, latencies);
    }

    @Benchmark
    @OperationsPerInvocation(WAKES)
    public void netty(SpawnBenchmark.LoopApart netty, Latencies latencies) {
        Bell bell = new Bell();
        measure(bell, () -> netty.loop.execute(bell), latencies);
    }

    private static void measure(Bell bell, Runnable wake, Latencies latencies) {
        for (int i = 0; i < WAKES; i++) {
            long asleep = System.nanoTime() + PAUSE;
            while (System.nanoTime() < asleep) {
                Thread.onSpinWait();
            }
            int before = bell.rung;
            long began = System.nanoTime();
            wake.run();
            while (bell.rung == before) {
                Thread.onSpinWait();
            }
            latencies.nanos[i] = System.nanoTime() - began;
        }
        latencies.sort();
    }
}
