package dev.enso.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * The case of the slides: work is spread over two cores by the hash of its key, in a high lane and in a low one, and what
 * comes of it is collected on the first core. The high lane gets a message every ten microseconds, whatever comes back; the
 * low lane nothing, or always as much as there is room for.
 *
 * <p>The time is the high lane's for each message: ten microseconds as long as it keeps up. Beside it the latencies of the
 * high lane, in nanoseconds, from when a message was to be sent.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class LoadBalancingBenchmark {
    static final int MESSAGES = 10_000;
    static final int CORES = 2;
    /** Of each ring and link; and messages of the low lane that are under way at most where there is no ring. */
    static final int SLOTS = 1024;
    /** Messages that are handled in one go before others have their turn. */
    static final int BATCH = 16;

    private static final long INTERVAL = 10_000;

    /** What the low lane has to carry. */
    public enum LowLane {
        EMPTY,
        FLOODED
    }

    /** What the low lane has to carry. */
    @Param
    public LowLane lowLane = LowLane.EMPTY;

    private final Schedule schedule = new Schedule();

    /** A message, which carries its outcome as well. */
    static final class Item {
        long due;
        long key;
        long value;

        void set(long due, long key) {
            this.due = due;
            this.key = key;
            this.value = key;
        }

        void copyFrom(Item other) {
            due = other.due;
            key = other.key;
            value = other.value;
        }

        int core() {
            return (int) mixed(key) & (CORES - 1);
        }

        /** Some fifty nanoseconds. */
        void work() {
            for (int i = 0; i < BATCH; i++) {
                value = mixed(value);
            }
        }
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) + 1;
    }

    /** When the messages of the high lane are due, and how long each of them took. For the thread that sends and collects. */
    static final class Schedule {
        private final long[] latencies = new long[MESSAGES];
        private long began;
        private int sent;
        private int back;

        void begin() {
            began = System.nanoTime();
            sent = 0;
            back = 0;
        }

        boolean isDue(long now) {
            return sent < MESSAGES && began + sent * INTERVAL <= now;
        }

        boolean isSent() {
            return sent == MESSAGES;
        }

        void send(Item into) {
            into.set(began + sent * INTERVAL, sent);
            sent++;
        }

        /** True when it was the last. */
        boolean isLast(Item item) {
            latencies[back++] = System.nanoTime() - item.due;
            return back == MESSAGES;
        }
    }

    /** The latencies of the latest invocation. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Latencies {
        public long p50;
        public long p99;
        public long p999;

        void take(Schedule schedule) {
            long[] sorted = schedule.latencies;
            Arrays.sort(sorted);
            p50 = sorted[MESSAGES / 2];
            p99 = sorted[MESSAGES - MESSAGES / 100];
            p999 = sorted[MESSAGES - MESSAGES / 1000];
        }
    }

    /** Ours. */
    @State(Scope.Benchmark)
    public static class OnReactors {
        private EnsoBalancer balancer;

        @Setup(Level.Trial)
        public void start(LoadBalancingBenchmark benchmark) {
            balancer = new EnsoBalancer(benchmark.lowLane == LowLane.FLOODED);
        }

        @TearDown(Level.Trial)
        public void close() {
            balancer.close();
        }
    }

    /** Two of Netty's loops, spinning. */
    @State(Scope.Benchmark)
    public static class OnLoops {
        private NettyBalancer balancer;

        @Setup(Level.Trial)
        public void start(LoadBalancingBenchmark benchmark) throws InterruptedException {
            balancer = new NettyBalancer(benchmark.lowLane == LowLane.FLOODED);
        }

        @TearDown(Level.Trial)
        public void close() {
            balancer.close();
        }
    }

    /** Two threads that poll Disruptors. */
    @State(Scope.Benchmark)
    public static class OnDisruptors {
        private DisruptorBalancer balancer;

        @Setup(Level.Trial)
        public void start(LoadBalancingBenchmark benchmark) {
            balancer = new DisruptorBalancer(benchmark.lowLane == LowLane.FLOODED);
        }

        @TearDown(Level.Trial)
        public void close() {
            balancer.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void enso(OnReactors reactors, Latencies latencies) throws InterruptedException {
        reactors.balancer.run(schedule);
        latencies.take(schedule);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void netty(OnLoops loops, Latencies latencies) throws InterruptedException {
        loops.balancer.run(schedule);
        latencies.take(schedule);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void disruptor(OnDisruptors disruptors, Latencies latencies) {
        disruptors.balancer.run(schedule);
        latencies.take(schedule);
    }
}
