package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Actor;
import dev.enso.reactor.Address;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
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
 * Questions to the other core and their answers, with a limit: our ask between reactors, Pekko's between actors, and a
 * request on Vert.x's event bus between event loops. With one under way the peers' threads go to sleep after each; with 32
 * there is always something to do.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class AskBenchmark {
    static final int ASKS = 19_200;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Integer ONE = 1;

    /** Questions that wait for their answer at a time. */
    @Param({"1", "32"})
    int underWay;

    /** Two reactors and a counter on the second. */
    @State(Scope.Benchmark)
    public static class TwoReactors {
        Reactors reactors;
        Address<Integer, Integer> counter;

        @Setup(Level.Trial)
        public void start() {
            reactors = Nodes.spinning(2);
            counter = Actor.<Integer, Integer>of(0, (count, one) -> (count + one) & 127)
                    .spawnOn(reactors.get(1));
        }

        @TearDown(Level.Trial)
        public void close() {
            reactors.close();
        }
    }

    /** Asks so many times, one after the other. */
    private static final class Asking implements Future<Integer> {
        private final Address<Integer, Integer> counter;
        private int left;
        private @Nullable Future<Integer> ask;
        private int last;

        Asking(Address<Integer, Integer> counter, int times) {
            this.counter = counter;
            this.left = times;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            while (left > 0) {
                Future<Integer> asked = ask;
                if (asked == null) {
                    asked = ask = counter.ask(ONE, LIMIT);
                }
                if (asked.poll(cx) == Polled.PENDING) {
                    return Polled.PENDING;
                }
                last = asked.head();
                asked.close();
                ask = null;
                left--;
            }
            return Polled.READY;
        }

        @Override
        public Integer head() {
            return last;
        }

        @Override
        public Stream<Integer> tail() {
            return this;
        }

        @Override
        public void close() {
            if (ask != null) {
                ask.close();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(ASKS)
    public int enso(TwoReactors node) throws Exception {
        List<Task<Integer>> askers = new ArrayList<>();
        for (int i = 0; i < underWay; i++) {
            askers.add(node.reactors.get(0).spawn(new Asking(node.counter, ASKS / underWay)));
        }
        int last = 0;
        for (Task<Integer> asker : askers) {
            last = asker.get();
        }
        return last;
    }

    /** What Pekko's actors say to each other. */
    private sealed interface Say {}

    private record Begin(int underWay, CountDownLatch done) implements Say {}

    private record Count(ActorRef<Counted> replyTo) {}

    private record Counted(int count) {}

    private record Answered(
            @Nullable Counted count, @Nullable Throwable failure) implements Say {}

    /** An actor system with a dispatcher of its own defaults, an asker and a counter. */
    @State(Scope.Benchmark)
    public static class TwoActors {
        ActorSystem<Say> system;

        @Setup(Level.Trial)
        public void start() {
            system = ActorSystem.create(Behaviors.setup(Asker::new), "ask");
        }

        @TearDown(Level.Trial)
        public void close() throws Exception {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    private static Behavior<Count> counting(int count) {
        return Behaviors.receiveMessage(message -> {
            message.replyTo().tell(new Counted(count));
            return counting((count + 1) & 127);
        });
    }

    private static final class Asker extends AbstractBehavior<Say> {
        private final ActorRef<Count> counter;
        private int asked;
        private int answered;
        private CountDownLatch done = new CountDownLatch(0);

        Asker(ActorContext<Say> context) {
            super(context);
            counter = context.spawn(counting(0), "counter");
        }

        @Override
        public Receive<Say> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Begin.class, this::begin)
                    .onMessage(Answered.class, this::answered)
                    .build();
        }

        private Behavior<Say> begin(Begin begin) {
            done = begin.done();
            asked = 0;
            answered = 0;
            for (int i = 0; i < begin.underWay(); i++) {
                ask();
            }
            return this;
        }

        private void ask() {
            asked++;
            getContext().ask(Counted.class, counter, LIMIT, Count::new, Answered::new);
        }

        private Behavior<Say> answered(Answered answered) {
            if (answered.failure() != null) {
                throw new IllegalStateException(answered.failure());
            }
            if (asked < ASKS) {
                ask();
            }
            if (++this.answered == ASKS) {
                done.countDown();
            }
            return this;
        }
    }

    @Benchmark
    @OperationsPerInvocation(ASKS)
    public void pekko(TwoActors actors) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        actors.system.tell(new Begin(underWay, done));
        done.await();
    }

    /** Two event loops of Vert.x, and a counter on the second. */
    @State(Scope.Benchmark)
    public static class TwoEventLoops {
        Vertx vertx;
        io.vertx.core.Context asker;

        @Setup(Level.Trial)
        public void start() throws Exception {
            vertx = Vertx.vertx();
            asker = vertx.getOrCreateContext();
            CountDownLatch registered = new CountDownLatch(1);
            Thread thread = new Thread(() -> {
                int[] count = new int[1];
                io.vertx.core.Context counter = vertx.getOrCreateContext();
                counter.runOnContext(nothing -> {
                    vertx.eventBus().<Integer>localConsumer("counter", message -> {
                        count[0] = (count[0] + message.body()) & 127;
                        message.reply(count[0]);
                    });
                    registered.countDown();
                });
            });
            thread.start();
            registered.await();
        }

        @TearDown(Level.Trial)
        public void close() throws Exception {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ASKS)
    public void vertx(TwoEventLoops loops) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        EventBus bus = loops.vertx.eventBus();
        Runnable ask = new Runnable() {
            private int asked;
            private int answered;

            @Override
            public void run() {
                asked++;
                bus.<Integer>request("counter", ONE).onComplete(answer -> {
                    if (answer.failed()) {
                        throw new IllegalStateException(answer.cause());
                    }
                    if (asked < ASKS) {
                        run();
                    }
                    if (++answered == ASKS) {
                        done.countDown();
                    }
                });
            }
        };
        loops.asker.runOnContext(nothing -> {
            for (int i = 0; i < underWay; i++) {
                ask.run();
            }
        });
        done.await();
    }
}
