package dev.enso.bench;

import dev.enso.timers.Wheel;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A hundred thousand timers are armed and none is due: what a turn pays for having them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class PollBenchmark {
    private static final long SOON = TimeUnit.HOURS.toNanos(10);

    private final Wheel wheel = Wheel.create();
    private long now;

    /** Arms the timers. */
    @Setup
    public void arm() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 100_000; i++) {
            wheel.arm(SOON + random.nextLong(SOON), () -> {});
        }
    }

    /** Polls, while time passes by a nanosecond. */
    @Benchmark
    public int poll() {
        return wheel.poll(now++, Integer.MAX_VALUE);
    }

    /** Asks for the next deadline, as a reactor does before it sleeps. */
    @Benchmark
    public long deadline() {
        return wheel.deadline();
    }
}
