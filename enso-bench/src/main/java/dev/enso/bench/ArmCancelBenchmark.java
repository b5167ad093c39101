package dev.enso.bench;

import dev.enso.core.Waker;
import dev.enso.timers.Wheel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request's timeout, the commonest use of timers: armed some seconds ahead, and cancelled before it fires. So many timers
 * are live all the time; each operation cancels one of them, drawn at random, and arms another in its place. The first
 * timers are in the old generation.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms2g", "-Xmx2g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class ArmCancelBenchmark {
    private static final long SOON = TimeUnit.SECONDS.toNanos(100);
    private static final long SPAN = TimeUnit.SECONDS.toNanos(60);
    private static final int DRAWS = 1 << 16;

    /** Timers that are live. */
    @Param({"1000", "100000", "1000000"})
    int live;

    private int[] which;
    private long[] delays;
    private int draw;

    @Setup(Level.Trial)
    public void draw() {
        SplittableRandom random = new SplittableRandom(42);
        which = new int[DRAWS];
        delays = new long[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            which[i] = random.nextInt(live);
            delays[i] = SOON + random.nextLong(SPAN);
        }
    }

    private int next() {
        draw = (draw + 1) & (DRAWS - 1);
        return draw;
    }

    /** Ours. */
    @State(Scope.Benchmark)
    public static class EnsoWheel {
        final Waker waker = () -> {};
        Wheel wheel;
        long[] handles;

        @Setup(Level.Trial)
        public void fill(ArmCancelBenchmark bench) {
            wheel = Wheel.create();
            handles = new long[bench.live];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = wheel.arm(bench.delays[i & (DRAWS - 1)], waker);
            }
            Heap.promote();
        }
    }

    /**
     * Netty's, whose thread takes the timers in and out: a hundred thousand of them a tick and no more, so that with its
     * default of 100 ms it would fall behind, and fill the heap with what has been cancelled. The wheel is as large as the
     * delays are long.
     */
    @State(Scope.Benchmark)
    public static class NettyWheel {
        final TimerTask task = timeout -> {};
        HashedWheelTimer wheel;
        Timeout[] handles;

        @Setup(Level.Trial)
        public void fill(ArmCancelBenchmark bench) {
            wheel = new HashedWheelTimer(10, TimeUnit.MILLISECONDS, 1 << 14);
            handles = new Timeout[bench.live];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = wheel.newTimeout(task, bench.delays[i & (DRAWS - 1)], TimeUnit.NANOSECONDS);
            }
            Heap.promote();
        }

        @TearDown(Level.Trial)
        public void close() {
            wheel.stop();
        }
    }

    /** Agrona's, for one thread as ours is. */
    @State(Scope.Benchmark)
    public static class AgronaWheel {
        DeadlineTimerWheel wheel;
        long[] handles;

        @Setup(Level.Trial)
        public void fill(ArmCancelBenchmark bench) {
            wheel = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, 1 << 20, 1 << 14);
            handles = new long[bench.live];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = wheel.scheduleTimer(bench.delays[i & (DRAWS - 1)]);
            }
            Heap.promote();
        }
    }

    /** The JDK's. */
    @State(Scope.Benchmark)
    public static class JdkExecutor {
        final Runnable task = () -> {};
        ScheduledThreadPoolExecutor executor;
        ScheduledFuture<?>[] handles;

        @Setup(Level.Trial)
        public void fill(ArmCancelBenchmark bench) {
            executor = new ScheduledThreadPoolExecutor(1);
            executor.setRemoveOnCancelPolicy(true);
            handles = new ScheduledFuture<?>[bench.live];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = executor.schedule(task, bench.delays[i & (DRAWS - 1)], TimeUnit.NANOSECONDS);
            }
            Heap.promote();
        }

        @TearDown(Level.Trial)
        public void close() {
            executor.shutdownNow();
        }
    }

    @Benchmark
    public boolean enso(EnsoWheel timers) {
        int drawn = next();
        int i = which[drawn];
        boolean cancelled = timers.wheel.cancel(timers.handles[i]);
        timers.handles[i] = timers.wheel.arm(delays[drawn], timers.waker);
        return cancelled;
    }

    @Benchmark
    public boolean netty(NettyWheel timers) {
        int drawn = next();
        int i = which[drawn];
        boolean cancelled = timers.handles[i].cancel();
        timers.handles[i] = timers.wheel.newTimeout(timers.task, delays[drawn], TimeUnit.NANOSECONDS);
        return cancelled;
    }

    @Benchmark
    public boolean agrona(AgronaWheel timers) {
        int drawn = next();
        int i = which[drawn];
        boolean cancelled = timers.wheel.cancelTimer(timers.handles[i]);
        timers.handles[i] = timers.wheel.scheduleTimer(delays[drawn]);
        return cancelled;
    }

    @Benchmark
    public boolean jdk(JdkExecutor timers) {
        int drawn = next();
        int i = which[drawn];
        boolean cancelled = timers.handles[i].cancel(false);
        timers.handles[i] = timers.executor.schedule(timers.task, delays[drawn], TimeUnit.NANOSECONDS);
        return cancelled;
    }
}
