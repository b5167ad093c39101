package dev.enso.bench;

import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
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

/**
 * What it costs a task to give way and be run again, on one thread: eight tasks take turns until they have yielded a
 * million times together. The loops run as in production, with their look at sockets and timers.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class RescheduleBenchmark {
    static final int TASKS = 8;
    static final int YIELDS = 1_000_000;

    /** How many classes of task there are. */
    @Param({"1", "8"})
    int classes;

    private int which(int task) {
        return classes == 1 ? 0 : task;
    }

    /** A reactor with one discipline. */
    public abstract static class Node {
        private Reactors reactors;

        abstract Scheduling scheduling();

        @Setup(Level.Trial)
        public void start() {
            reactors = Nodes.start(1, scheduling());
        }

        @TearDown(Level.Trial)
        public void close() {
            reactors.close();
        }

        Reactor reactor() {
            return reactors.get(0);
        }
    }

    @State(Scope.Benchmark)
    public static class RoundRobinNode extends Node {
        @Override
        Scheduling scheduling() {
            return Scheduling.ROUND_ROBIN;
        }
    }

    @State(Scope.Benchmark)
    public static class WeightedNode extends Node {
        @Override
        Scheduling scheduling() {
            return Scheduling.WEIGHTED;
        }
    }

    @State(Scope.Benchmark)
    public static class NettyLoop {
        EventLoopGroup group;

        @Setup(Level.Trial)
        public void start() {
            group = Peers.nettyLoop(1);
        }

        @TearDown(Level.Trial)
        public void close() {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @State(Scope.Benchmark)
    public static class Pool {
        ForkJoinPool pool;

        @Setup(Level.Trial)
        public void start() {
            pool = new ForkJoinPool(1);
        }

        @TearDown(Level.Trial)
        public void close() {
            pool.shutdownNow();
        }
    }

    private void onReactor(Reactor reactor) throws Exception {
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            Work work = Work.of(which(i), YIELDS / TASKS);
            reactor.spawn(work).toStage().whenComplete((value, failure) -> done.countDown());
        }
        done.await();
    }

    private void onExecutor(Executor executor) throws Exception {
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            executor.execute(Command.of(which(i), executor, YIELDS / TASKS, done));
        }
        done.await();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void ensoRoundRobin(RoundRobinNode node) throws Exception {
        onReactor(node.reactor());
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void ensoWeighted(WeightedNode node) throws Exception {
        onReactor(node.reactor());
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void netty(NettyLoop loop) throws Exception {
        onExecutor(loop.group.next());
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void forkJoinPool(Pool pool) throws Exception {
        onExecutor(pool.pool);
    }

    /** The floor: no thread, no wake-up, no fairness beyond a queue. */
    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void arrayDeque() {
        ArrayDeque<Runnable> queue = new ArrayDeque<>(2 * TASKS);
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            queue.add(Command.of(which(i), queue::add, YIELDS / TASKS, done));
        }
        for (Runnable next; (next = queue.poll()) != null; ) {
            next.run();
        }
    }
}
