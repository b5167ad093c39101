package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
    static final int SPAWNS = 10_240;
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

    /** Wakes or hands in what there is already, a batch at a time, until each has run often enough. */
    private static final class Again implements Runnable {
        private final Runnable batch;
        private final Runnable next;
        private int left = SPAWNS / BATCH;

        Again(Runnable batch, Runnable next) {
            this.batch = batch;
            this.next = next;
        }

        @Override
        public void run() {
            batch.run();
            if (--left > 0) {
                next.run();
            }
        }
    }

    /** Tasks that have run before and grown old, and wait for the next time. */
    @State(Scope.Benchmark)
    public static class UsedTasks {
        private final List<Task<Void>> tasks = new ArrayList<>();
        private Counter counter = new Counter(Integer.MAX_VALUE);
        private Runnable again = () -> {};
        private @Nullable Task<Void> driver;

        @Setup(Level.Trial)
        public void spawn(RescheduleBenchmark.WeightedNode node) throws InterruptedException {
            for (int i = 0; i < BATCH; i++) {
                tasks.add(spawn(node.reactor(), () -> counter.count()));
            }
            driver = spawn(node.reactor(), () -> again.run());
            Heap.promote();
        }

        private static Task<Void> spawn(Reactor reactor, Runnable command) {
            return reactor.spawn(TaskOptions.named("used").service(), Future.onEachWake(command));
        }

        final void round() throws InterruptedException {
            Counter all = new Counter(SPAWNS / BATCH * BATCH);
            counter = all;
            Task<Void> driven = Objects.requireNonNull(driver);
            again = new Again(() -> tasks.forEach(Task::wake), driven::wake);
            driven.wake();
            all.done.await();
        }
    }

    /** Commands that have run before and grown old. */
    @State(Scope.Benchmark)
    public static class UsedCommands {
        private final List<Runnable> commands = new ArrayList<>();
        private Counter counter = new Counter(Integer.MAX_VALUE);
        private Runnable again = () -> {};

        @Setup(Level.Trial)
        public void make() {
            for (int i = 0; i < BATCH; i++) {
                commands.add(() -> counter.count());
            }
            Heap.promote();
        }

        final void round(Executor executor) throws InterruptedException {
            Counter all = new Counter(SPAWNS / BATCH * BATCH);
            counter = all;
            Runnable driver = () -> again.run();
            again = new Again(() -> commands.forEach(executor::execute), () -> executor.execute(driver));
            executor.execute(driver);
            all.done.await();
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
    public void againEnso(UsedTasks used) throws Exception {
        used.round();
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void againNetty(UsedCommands used, RescheduleBenchmark.NettyLoop loop) throws Exception {
        used.round(loop.group.next());
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
