package dev.enso.bench;

import dev.enso.core.Waker;
import dev.enso.timers.Wheel;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
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

/** A hundred thousand timers, spread over ten seconds, armed and then fired in bulk as after a stall: the time for each. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms2g", "-Xmx2g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class FireBenchmark {
    private static final int TIMERS = 100_000;
    private static final long SPAN = TimeUnit.SECONDS.toNanos(10);

    private long fired;
    private final Waker waker = () -> fired++;
    private long[] delays;
    private Wheel wheel;
    private DeadlineTimerWheel agrona;
    private PriorityQueue<Long> heap;
    private long now;

    @Setup(Level.Trial)
    public void prepare() {
        delays = new SplittableRandom(42).longs(TIMERS, 1, SPAN).toArray();
        wheel = Wheel.create();
        agrona = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, 1 << 20, 1 << 14);
        heap = new PriorityQueue<>(TIMERS);
        now = 0;
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public long enso() {
        for (long delay : delays) {
            wheel.arm(now + delay, waker);
        }
        now += SPAN;
        wheel.poll(now, Integer.MAX_VALUE);
        return fired;
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public long agrona() {
        for (long delay : delays) {
            agrona.scheduleTimer(now + delay);
        }
        now += SPAN;
        while (agrona.timerCount() > 0) {
            agrona.poll(now, this::expired, Integer.MAX_VALUE);
        }
        return fired;
    }

    private boolean expired(TimeUnit unit, long at, long id) {
        fired++;
        return true;
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public long heap() {
        for (long delay : delays) {
            heap.add(now + delay);
        }
        now += SPAN;
        for (Long first; (first = heap.peek()) != null && first <= now; ) {
            heap.poll();
            fired++;
        }
        return fired;
    }
}
