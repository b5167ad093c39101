package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Actor;
import dev.enso.reactor.Address;
import dev.enso.reactor.Reactors;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One asks another on the other core and waits for the answer, with a limit, again and again: our ask between reactors,
 * Pekko's between actors, and a request on Vert.x's event bus between event loops.
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
    static final int ASKS = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Integer ONE = 1;

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
        private int left = ASKS;
        private @Nullable Future<Integer> ask;
        private int last;

        Asking(Address<Integer, Integer> counter) {
            this.counter = counter;
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
    public Integer enso(TwoReactors node) throws Exception {
        return node.reactors.get(0).spawn(new Asking(node.counter)).get();
    }

    /** What Pekko's actors say to each other. */
    private sealed interface Say {}

    private record Begin(CountDownLatch done) implements Say {}

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
        private int left;
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
            left = ASKS;
            return ask();
        }

        private Behavior<Say> ask() {
            getContext().ask(Counted.class, counter, LIMIT, Count::new, Answered::new);
            return this;
        }

        private Behavior<Say> answered(Answered answered) {
            if (answered.failure() != null) {
                throw new IllegalStateException(answered.failure());
            }
            if (--left > 0) {
                return ask();
            }
            done.countDown();
            return this;
        }
    }

    @Benchmark
    @OperationsPerInvocation(ASKS)
    public void pekko(TwoActors actors) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        actors.system.tell(new Begin(done));
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
            private int left = ASKS;

            @Override
            public void run() {
                bus.<Integer>request("counter", ONE).onComplete(answer -> {
                    if (answer.failed()) {
                        throw new IllegalStateException(answer.cause());
                    }
                    if (--left > 0) {
                        run();
                    } else {
                        done.countDown();
                    }
                });
            }
        };
        loops.asker.runOnContext(nothing -> ask.run());
        done.await();
    }
}
