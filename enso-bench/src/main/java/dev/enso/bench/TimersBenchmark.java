package dev.enso.bench;

import java.util.SplittableRandom;
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
 * Arming and cancelling, each by itself, a thousand in a row while so many timers are live: those that are cancelled are
 * drawn at random, and those armed are spread over a minute. {@link FireBenchmark} is about the third thing timers do.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx3g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class TimersBenchmark {
    private static final int BATCH = 1_000;
    private static final long SOON = TimeUnit.SECONDS.toNanos(1_000);
    private static final long SPAN = TimeUnit.SECONDS.toNanos(60);
    private static final int DRAWS = 1 << 16;

    /** Timers that are live. */
    @Param({"1000", "100000", "1000000", "10000000"})
    int live;

    /** Whose timers. */
    @Param
    TimerPeer.Kind peer = TimerPeer.Kind.ENSO;

    private TimerPeer timers;
    private final long[] delays = new long[DRAWS];
    private final int[] batch = new int[BATCH];
    private final SplittableRandom random = new SplittableRandom(42);
    private int draw;

    /**
     * Arms the timers that are live, and moves them to the old generation. The heap begins with what a million of anybody's
     * timers fit in, so that no run waits for three times as many pages as it uses.
     */
    @Setup(Level.Trial)
    public void fill() {
        for (int i = 0; i < DRAWS; i++) {
            delays[i] = SOON + random.nextLong(SPAN);
        }
        timers = peer.create(live);
        for (int slot = 0; slot < live; slot++) {
            timers.arm(slot, delays[slot & (DRAWS - 1)]);
        }
        Heap.promote();
    }

    /** Stops its thread, if it has one. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        timers.close();
    }

    /** Draws the timers of a batch, each once: a stretch of slots, in disorder. */
    private void draw() {
        int stride = Math.max(1, live / BATCH);
        int offset = random.nextInt(stride);
        for (int i = 0; i < BATCH; i++) {
            batch[i] = i * stride + (stride == 1 ? 0 : (offset + i * 7) % stride);
        }
        for (int i = BATCH; i-- > 1; ) {
            int other = random.nextInt(i + 1);
            int slot = batch[i];
            batch[i] = batch[other];
            batch[other] = slot;
        }
    }

    private boolean cancelBatch() {
        boolean cancelled = true;
        for (int slot : batch) {
            cancelled &= timers.cancel(slot);
        }
        return cancelled;
    }

    private void armBatch() {
        for (int slot : batch) {
            draw = (draw + 1) & (DRAWS - 1);
            timers.arm(slot, delays[draw]);
        }
    }

    /** Room for the timers that are armed. */
    @State(Scope.Benchmark)
    public static class Cancelled {
        /** Cancels a batch. */
        @Setup(Level.Invocation)
        public void cancel(TimersBenchmark bench) {
            bench.draw();
            bench.cancelBatch();
        }
    }

    /** The place of the timers that were cancelled is taken again. */
    @State(Scope.Benchmark)
    public static class Armed {
        private boolean first = true;

        /** Arms the batch that was cancelled, and draws another. */
        @Setup(Level.Invocation)
        public void arm(TimersBenchmark bench) {
            if (!first) {
                bench.armBatch();
            }
            first = false;
            bench.draw();
        }
    }

    /** Arms. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void arm(Cancelled room) {
        armBatch();
    }

    /** Cancels. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public boolean cancel(Armed victims) {
        return cancelBatch();
    }
}
