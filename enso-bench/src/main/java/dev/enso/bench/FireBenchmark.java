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
import org.openjdk.jmh.annotations.Warmup;

/** Timers are fired in bulk, as after a stall, a thousand at a time: the time for each. All must be due in the end. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms3g", "-Xmx3g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class FireBenchmark {
    private static final int BATCH = 1_000;
    private static final long SPAN = TimeUnit.SECONDS.toNanos(10);

    /** How many are armed before the stall. */
    @Param({"1000", "100000", "1000000", "10000000"})
    int live;

    /** Over how long their deadlines are spread. */
    @Param
    Deadlines deadlines = Deadlines.SPREAD;

    /** Whose timers; the others fire on threads of their own. */
    @Param({"ENSO", "AGRONA", "HEAP"})
    TimerPeer.Kind peer = TimerPeer.Kind.ENSO;

    /** How deadlines are spread. */
    public enum Deadlines {
        /** Over ten seconds. */
        SPREAD,
        /** Not at all. */
        EQUAL
    }

    private final SplittableRandom random = new SplittableRandom(42);
    private TimerPeer timers;
    private int armed;
    private long now;

    /** Makes the timers. */
    @Setup(Level.Trial)
    public void prepare() {
        timers = peer.create(live);
        refill();
        Heap.promote();
    }

    /** Once all have fired, arms them anew and lets the time come. */
    @Setup(Level.Invocation)
    public void refill() {
        if (armed == 0) {
            for (int slot = 0; slot < live; slot++) {
                timers.arm(slot, now + (deadlines == Deadlines.EQUAL ? SPAN : 1 + random.nextLong(SPAN)));
            }
            armed = live;
            now += SPAN;
        }
    }

    /** Fires. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int fire() {
        armed -= BATCH;
        return timers.fire(now, BATCH);
    }
}
