package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Reactor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
 * Spawning a task and running it once: from inside, where a task spawns the next ones on its own thread, and from outside,
 * where another thread hands in a batch and waits for its end.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class SpawnBenchmark {
    static final int SPAWNS = 10_000;
    private static final int BATCH = 64;

    /** Ends in its first poll and counts. */
    private static final class Counted implements Future<Boolean> {
        private final Counter counter;

        Counted(Counter counter) {
            this.counter = counter;
        }

        @Override
        public Polled poll(Context cx) {
            counter.count();
            return Polled.READY;
        }

        @Override
        public Boolean head() {
            return Boolean.TRUE;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }

        @Override
        public void close() {}
    }

    /** Counts on one thread and tells the other when all is done. */
    private static final class Counter {
        private final CountDownLatch done = new CountDownLatch(1);
        private int left;

        Counter(int left) {
            this.left = left;
        }

        void count() {
            if (--left == 0) {
                done.countDown();
            }
        }
    }

    /** Spawns in batches, so that the run queue stays short, as a busy server's does. */
    private static final class Spawning implements Runnable {
        private final Executor executor;
        private final Runnable spawn;
        private int left = SPAWNS;

        Spawning(Executor executor, Runnable spawn) {
            this.executor = executor;
            this.spawn = spawn;
        }

        @Override
        public void run() {
            for (int i = 0; i < BATCH && left > 0; i++, left--) {
                spawn.run();
            }
            if (left > 0) {
                executor.execute(this);
            }
        }
    }

    /** A reactor on one CPU, and the caller on the other. */
    @State(Scope.Benchmark)
    public static class NodeApart {
        Reactor reactor;

        @Setup(Level.Trial)
        public void part(RescheduleBenchmark.WeightedNode node) throws InterruptedException {
            reactor = node.reactor();
            Cpus.apart(reactor);
        }
    }

    /** A Netty loop on one CPU, and the caller on the other. */
    @State(Scope.Benchmark)
    public static class LoopApart {
        Executor loop;

        @Setup(Level.Trial)
        public void part(RescheduleBenchmark.NettyLoop netty) throws InterruptedException {
            loop = netty.group.next();
            Cpus.apart(loop);
        }
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void insideEnso(RescheduleBenchmark.WeightedNode node) throws Exception {
        Reactor reactor = node.reactor();
        Counter counter = new Counter(SPAWNS);
        reactor.execute(new Spawning(reactor, () -> reactor.spawn(new Counted(counter))));
        counter.done.await();
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void insideNetty(RescheduleBenchmark.NettyLoop loop) throws Exception {
        Executor executor = loop.group.next();
        Counter counter = new Counter(SPAWNS);
        executor.execute(new Spawning(executor, () -> executor.execute(new CountedCommand(counter))));
        counter.done.await();
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void insideForkJoinPool(RescheduleBenchmark.Pool pool) throws Exception {
        Counter counter = new Counter(SPAWNS);
        pool.pool.execute(new Spawning(pool.pool, () -> pool.pool.execute(new CountedCommand(counter))));
        counter.done.await();
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void outsideEnso(NodeApart node) throws Exception {
        Counter counter = new Counter(SPAWNS);
        for (int i = 0; i < SPAWNS; i++) {
            node.reactor.spawn(new Counted(counter));
        }
        counter.done.await();
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void outsideNetty(LoopApart netty) throws Exception {
        Counter counter = new Counter(SPAWNS);
        for (int i = 0; i < SPAWNS; i++) {
            netty.loop.execute(new CountedCommand(counter));
        }
        counter.done.await();
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void outsideForkJoinPool(RescheduleBenchmark.Pool pool) throws Exception {
        Counter counter = new Counter(SPAWNS);
        for (int i = 0; i < SPAWNS; i++) {
            pool.pool.execute(new CountedCommand(counter));
        }
        counter.done.await();
    }

    private static final class CountedCommand implements Runnable {
        private final Counter counter;

        CountedCommand(Counter counter) {
            this.counter = counter;
        }

        @Override
        public void run() {
            counter.count();
        }
    }
}
