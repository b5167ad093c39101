package dev.enso.bench;

import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.TaskOptions;
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
 * million times together. The loops run as in production, with their look at sockets and timers, and the tasks are in the
 * old generation, as those of a server are.
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

    /** Tasks on a reactor that have grown old there. */
    public abstract static class Works {
        private final Work[] works = new Work[TASKS];

        final void spawn(RescheduleBenchmark bench, Node node) throws InterruptedException {
            CountDownLatch started = new CountDownLatch(TASKS);
            for (int i = 0; i < TASKS; i++) {
                works[i] = Work.of(bench.which(i), started);
                node.reactor().spawn(TaskOptions.named("work").service(), works[i]);
            }
            started.await();
            Heap.promote();
        }

        final void round() throws InterruptedException {
            CountDownLatch done = new CountDownLatch(TASKS);
            for (Work work : works) {
                work.begin(YIELDS / TASKS, done);
            }
            done.await();
        }
    }

    @State(Scope.Benchmark)
    public static class RoundRobinWorks extends Works {
        @Setup(Level.Trial)
        public void start(RescheduleBenchmark bench, RoundRobinNode node) throws InterruptedException {
            spawn(bench, node);
        }
    }

    @State(Scope.Benchmark)
    public static class WeightedWorks extends Works {
        @Setup(Level.Trial)
        public void start(RescheduleBenchmark bench, WeightedNode node) throws InterruptedException {
            spawn(bench, node);
        }
    }

    /** Commands of an executor that have grown old. */
    public abstract static class Commands {
        private final Command[] commands = new Command[TASKS];

        final void make(RescheduleBenchmark bench, Executor executor) {
            for (int i = 0; i < TASKS; i++) {
                commands[i] = Command.of(bench.which(i), executor);
            }
            Heap.promote();
        }

        final CountDownLatch begin() {
            CountDownLatch done = new CountDownLatch(TASKS);
            for (Command command : commands) {
                command.begin(YIELDS / TASKS, done);
            }
            return done;
        }
    }

    @State(Scope.Benchmark)
    public static class NettyCommands extends Commands {
        @Setup(Level.Trial)
        public void start(RescheduleBenchmark bench, NettyLoop loop) {
            make(bench, loop.group.next());
        }
    }

    @State(Scope.Benchmark)
    public static class PoolCommands extends Commands {
        @Setup(Level.Trial)
        public void start(RescheduleBenchmark bench, Pool pool) {
            make(bench, pool.pool);
        }
    }

    @State(Scope.Benchmark)
    public static class DequeCommands extends Commands {
        final ArrayDeque<Runnable> queue = new ArrayDeque<>(2 * TASKS);

        @Setup(Level.Trial)
        public void start(RescheduleBenchmark bench) {
            make(bench, queue::add);
        }
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void ensoRoundRobin(RoundRobinWorks works) throws Exception {
        works.round();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void ensoWeighted(WeightedWorks works) throws Exception {
        works.round();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void netty(NettyCommands commands) throws Exception {
        commands.begin().await();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void forkJoinPool(PoolCommands commands) throws Exception {
        commands.begin().await();
    }

    /** The floor: no thread, no wake-up, no fairness beyond a queue. */
    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void arrayDeque(DequeCommands commands) {
        commands.begin();
        for (Runnable next; (next = commands.queue.poll()) != null; ) {
            next.run();
        }
    }
}
