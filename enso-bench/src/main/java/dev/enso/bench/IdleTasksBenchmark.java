package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.TaskOptions;
import java.util.concurrent.CountDownLatch;
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

/** A task gives way and is run again, beside so many that wait and are never woken. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms2g", "-Xmx2g"})
@State(Scope.Benchmark)
public class IdleTasksBenchmark {
    private static final int ACTIVE = 8;
    private static final int YIELDS = 1_000_000;
    private static final TaskOptions OPTIONS = TaskOptions.named("work").service();

    /** How many wait. */
    @Param({"0", "1000000"})
    int idle;

    /** The bytes of the heap that one of those takes; 0 when there is none. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Memory {
        public long bytes;
    }

    /** Never has a value, and never is woken. */
    private static final class Idle implements Future<Void> {
        private boolean polled;

        @Override
        public Polled poll(Context cx) {
            polled = true;
            return Polled.PENDING;
        }

        @Override
        public Void head() {
            throw new IllegalStateException("this never is ready, polled: " + polled);
        }

        @Override
        public Stream<Void> tail() {
            throw new IllegalStateException("this never is ready, polled: " + polled);
        }

        @Override
        public void close() {}
    }

    private Reactors reactors;
    private final Work[] works = new Work[ACTIVE];
    private long bytes;

    @Setup(Level.Trial)
    public void start() throws InterruptedException {
        reactors = Nodes.builder(1, Scheduling.WEIGHTED).build();
        Reactor reactor = reactors.get(0);
        long before = used();
        // Half of those that wait before the active ones, half behind them.
        spawnIdle(idle / 2);
        CountDownLatch started = new CountDownLatch(ACTIVE);
        for (int i = 0; i < ACTIVE; i++) {
            works[i] = Work.of(i, started);
            reactor.spawn(OPTIONS, works[i]);
        }
        spawnIdle(idle - idle / 2);
        while (started.getCount() > 0) {
            reactor.turn();
        }
        bytes = idle == 0 ? 0 : (used() - before) / idle;
    }

    private void spawnIdle(int tasks) {
        Reactor reactor = reactors.get(0);
        for (int i = 0; i < tasks; i++) {
            reactor.spawn(OPTIONS, new Idle());
            reactor.turn();
        }
    }

    private static long used() {
        Heap.promote();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @TearDown(Level.Trial)
    public void close() {
        reactors.close();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void enso(Memory memory) {
        memory.bytes = bytes;
        CountDownLatch done = new CountDownLatch(ACTIVE);
        for (Work work : works) {
            work.begin(YIELDS / ACTIVE, done);
        }
        Reactor reactor = reactors.get(0);
        while (done.getCount() > 0) {
            reactor.turn();
        }
    }
}
