package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.TaskOptions;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to wake a waiting task: on the same reactor, where eight tasks in a ring wake one another in turn, and from
 * another thread, which waits until the task has run. Against Netty's loop, where a command hands in the next.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class WakeBenchmark {
    private static final int MEMBERS = 8;
    private static final int PASSES = 1_000_000;
    private static final int CALLS = 1_000;

    /** How often the token is still to be passed on. Used on the loop's thread while a round runs. */
    private static final class Token {
        private CountDownLatch done = new CountDownLatch(MEMBERS);
        private int left;

        boolean pass() {
            if (left > 0) {
                left--;
                return true;
            }
            done.countDown();
            return false;
        }

        CountDownLatch renew(int passes) {
            left = passes;
            done = new CountDownLatch(1);
            return done;
        }
    }

    /** Wakes the next one whenever it is woken. */
    private static final class Member implements Future<Boolean> {
        private final Token token;
        private @Nullable Waker waker;
        private @Nullable Member next;

        Member(Token token) {
            this.token = token;
        }

        @Override
        public Polled poll(Context cx) {
            if (waker == null) {
                waker = cx.waker();
            }
            if (token.pass()) {
                Objects.requireNonNull(next).wake();
            }
            return Polled.PENDING;
        }

        void wake() {
            Objects.requireNonNull(waker).wake();
        }

        @Override
        public Boolean head() {
            throw new IllegalStateException("this never is ready");
        }

        @Override
        public Stream<Boolean> tail() {
            throw new IllegalStateException("this never is ready");
        }

        @Override
        public void close() {}
    }

    /** Hands the next one in whenever it is run. */
    private static final class Link implements Runnable {
        private final Executor executor;
        private final Token token;
        private @Nullable Link next;

        Link(Executor executor, Token token) {
            this.executor = executor;
            this.token = token;
        }

        @Override
        public void run() {
            if (token.pass()) {
                executor.execute(Objects.requireNonNull(next));
            }
        }
    }

    @State(Scope.Benchmark)
    public static class TaskRing {
        private final Token token = new Token();
        private final Member first = new Member(token);

        @Setup(Level.Trial)
        public void start(RescheduleBenchmark.WeightedNode node) throws InterruptedException {
            Member last = first;
            for (int i = 1; i < MEMBERS; i++) {
                last.next = new Member(token);
                last = last.next;
            }
            last.next = first;
            for (Member member = first; ; member = Objects.requireNonNull(member.next)) {
                node.reactor().spawn(TaskOptions.named("member").service(), member);
                if (member == last) {
                    break;
                }
            }
            token.done.await();
            Heap.promote();
        }
    }

    @State(Scope.Benchmark)
    public static class CommandRing {
        private final Token token = new Token();
        private @Nullable Link first;

        @Setup(Level.Trial)
        public void start(RescheduleBenchmark.NettyLoop loop) {
            Executor executor = loop.group.next();
            Link head = new Link(executor, token);
            Link last = head;
            for (int i = 1; i < MEMBERS; i++) {
                last.next = new Link(executor, token);
                last = last.next;
            }
            last.next = head;
            first = head;
            Heap.promote();
        }
    }

    @Benchmark
    @OperationsPerInvocation(PASSES)
    public void insideEnso(TaskRing ring) throws InterruptedException {
        CountDownLatch done = ring.token.renew(PASSES);
        ring.first.wake();
        done.await();
    }

    @Benchmark
    @OperationsPerInvocation(PASSES)
    public void insideNetty(CommandRing ring) throws InterruptedException {
        CountDownLatch done = ring.token.renew(PASSES);
        Objects.requireNonNull(ring.first).run();
        done.await();
    }

    /** Counts its runs where the other thread can see it. */
    private static final class Bell implements Future<Boolean>, Runnable {
        private final CountDownLatch started = new CountDownLatch(1);
        private volatile int rung;
        private @Nullable Waker waker;

        @Override
        public Polled poll(Context cx) {
            if (waker == null) {
                waker = cx.waker();
                started.countDown();
            } else {
                run();
            }
            return Polled.PENDING;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public void run() {
            rung++;
        }

        void ring() {
            int before = rung;
            Objects.requireNonNull(waker).wake();
            await(before);
        }

        void await(int before) {
            while (rung == before) {
                Thread.onSpinWait();
            }
        }

        @Override
        public Boolean head() {
            throw new IllegalStateException("this never is ready");
        }

        @Override
        public Stream<Boolean> tail() {
            throw new IllegalStateException("this never is ready");
        }

        @Override
        public void close() {}
    }

    @State(Scope.Benchmark)
    public static class TaskBell {
        private final Bell bell = new Bell();

        @Setup(Level.Trial)
        public void start(SpawnBenchmark.NodeApart node) throws InterruptedException {
            node.reactor.spawn(TaskOptions.named("bell").service(), bell);
            bell.started.await();
            Heap.promote();
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void outsideEnso(TaskBell task) {
        for (int i = 0; i < CALLS; i++) {
            task.bell.ring();
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void outsideNetty(SpawnBenchmark.LoopApart netty) {
        Bell bell = new Bell();
        for (int i = 0; i < CALLS; i++) {
            int before = bell.rung;
            netty.loop.execute(bell);
            bell.await(before);
        }
    }
}
