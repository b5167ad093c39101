package dev.enso.bench;

import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.TaskOptions;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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

/** {@link RescheduleBenchmark} with many ready tasks: how what a discipline costs grows with their number. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class DisciplineBenchmark {
    static final int YIELDS = 1_000_000;

    /** How many tasks are ready. */
    @Param({"10", "1000", "100000", "1000000"})
    int ready;

    /** The disciplines. */
    public enum Kind {
        ROUND_ROBIN(Scheduling.ROUND_ROBIN),
        WEIGHTED(Scheduling.WEIGHTED),
        FAIR(Scheduling.FAIR),
        EARLIEST_DEADLINE(Scheduling.EARLIEST_DEADLINE);

        private final Scheduling scheduling;

        Kind(Scheduling scheduling) {
            this.scheduling = scheduling;
        }
    }

    /** What a reactor notes of its tasks beside running them. */
    public enum Observation {
        /** As always: polls are sampled for the metrics, and the stall watch looks. */
        ALL,
        /** Polls are not sampled and nobody watches. */
        NONE
    }

    /** A reactor, and tasks that have grown old there. */
    @State(Scope.Benchmark)
    public static class Works {
        @Param({"ROUND_ROBIN", "WEIGHTED", "FAIR", "EARLIEST_DEADLINE"})
        Kind discipline = Kind.ROUND_ROBIN;

        @Param("ALL")
        Observation observed = Observation.ALL;

        private Reactors reactors;
        private Work[] works = {};

        @Setup(Level.Trial)
        public void start(DisciplineBenchmark bench) throws InterruptedException {
            Reactors.Builder builder = Nodes.builder(1, discipline.scheduling);
            if (observed == Observation.NONE) {
                builder.sampling(Integer.MAX_VALUE).stallAfter(Duration.ZERO);
            }
            reactors = builder.start();
            works = new Work[bench.ready];
            CountDownLatch started = new CountDownLatch(bench.ready);
            CountDownLatch spawned = new CountDownLatch(1);
            reactors.get(0).execute(() -> {
                for (int i = 0; i < works.length; i++) {
                    works[i] = Work.of(0, started);
                    reactors.get(0).spawn(TaskOptions.named("work").service(), works[i]);
                }
                spawned.countDown();
            });
            spawned.await();
            started.await();
            Heap.promote();
        }

        @TearDown(Level.Trial)
        public void close() {
            reactors.close();
        }

        /** All begin within one task, so that all of them are ready before the first is polled. */
        final void round() throws InterruptedException {
            CountDownLatch done = new CountDownLatch(works.length);
            reactors.get(0).execute(() -> {
                for (Work work : works) {
                    work.begin(YIELDS / works.length, done);
                }
            });
            done.await();
        }
    }

    /** A Netty loop, and commands that have grown old there. */
    @State(Scope.Benchmark)
    public static class Commands {
        private EventLoopGroup group;
        private EventLoop loop;
        private Command[] commands = {};

        @Setup(Level.Trial)
        public void start(DisciplineBenchmark bench) {
            group = Peers.nettyLoop(1);
            loop = group.next();
            commands = new Command[bench.ready];
            for (int i = 0; i < commands.length; i++) {
                commands[i] = Command.of(0, loop);
            }
            Heap.promote();
        }

        @TearDown(Level.Trial)
        public void close() {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }

        final void round() throws InterruptedException {
            CountDownLatch done = new CountDownLatch(commands.length);
            loop.execute(() -> {
                for (Command command : commands) {
                    command.begin(YIELDS / commands.length, done);
                }
            });
            done.await();
        }
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void enso(Works works) throws InterruptedException {
        works.round();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void netty(Commands commands) throws InterruptedException {
        commands.round();
    }
}
