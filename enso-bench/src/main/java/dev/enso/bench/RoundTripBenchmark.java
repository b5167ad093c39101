package dev.enso.bench;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import dev.enso.core.Polled;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Message;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Request;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
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
 * A message to the other core and back, one at a time, all threads spinning and pinned. {@link #raw} is the floor that the
 * machine sets: two words, stored with release and read with acquire.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class RoundTripBenchmark {
    static final int TRIPS = 100_000;
    private static final int CAPACITY = 1024;
    private static final Integer MESSAGE = 42;

    /** Two reactors as in production, spinning. */
    @State(Scope.Benchmark)
    public static class TwoReactors {
        Reactors reactors;

        @Setup(Level.Trial)
        public void start() {
            reactors = Nodes.spinning(2);
        }

        @TearDown(Level.Trial)
        public void close() {
            reactors.close();
        }
    }

    /** Two bare threads. */
    @State(Scope.Benchmark)
    public static class TwoThreads {
        Couple couple;

        @Setup(Level.Trial)
        public void start() {
            couple = new Couple();
        }

        @TearDown(Level.Trial)
        public void close() {
            couple.close();
        }
    }

    /** Two Netty loops that never sleep: each hands itself in again and again. */
    @State(Scope.Benchmark)
    public static class TwoNettyLoops {
        EventLoopGroup group;
        EventLoop one;
        EventLoop two;
        private volatile boolean spinning = true;

        @Setup(Level.Trial)
        public void start() throws InterruptedException {
            group = Peers.nettyLoop(2);
            one = group.next();
            two = group.next();
            CountDownLatch pinned = new CountDownLatch(2);
            one.execute(() -> {
                Cpus.pin(0);
                pinned.countDown();
                spin(one);
            });
            two.execute(() -> {
                Cpus.pin(1);
                pinned.countDown();
                spin(two);
            });
            pinned.await();
        }

        private void spin(EventLoop loop) {
            Runnable again = new Runnable() {
                @Override
                public void run() {
                    if (spinning) {
                        loop.execute(this);
                    }
                }
            };
            again.run();
        }

        @TearDown(Level.Trial)
        public void close() {
            spinning = false;
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static final class Ping extends Request {
        private final CountDownLatch done = new CountDownLatch(1);
        private int left = TRIPS;

        @Override
        protected Polled serve(CoreContext at) {
            return Polled.READY;
        }

        @Override
        protected void answered(CoreContext at) {
            if (--left == 0) {
                done.countDown();
            } else {
                at.bus().request(1, this);
            }
        }
    }

    /** A message goes there, and one comes back. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void enso(TwoReactors node) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Message ping = new Message() {
            private int left = TRIPS;
            private final Message back = this::back;

            @Override
            public void deliver(CoreContext there) {
                there.bus().send(0, back);
            }

            private void back(CoreContext here) {
                if (--left == 0) {
                    done.countDown();
                } else {
                    here.bus().send(1, this);
                }
            }
        };
        node.reactors.get(0).execute(() -> node.reactors.get(0).core().bus().send(1, ping));
        done.await();
    }

    /** A request comes back with its answer, in the object that both write to. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void ensoRequest(TwoReactors node) throws InterruptedException {
        Ping ping = new Ping();
        node.reactors.get(0).execute(() -> node.reactors.get(0).core().bus().request(1, ping));
        ping.done.await();
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void netty(TwoNettyLoops loops) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Runnable ping = new Runnable() {
            private int left = TRIPS;
            private final Runnable back = this::back;

            @Override
            public void run() {
                loops.one.execute(back);
            }

            private void back() {
                if (--left == 0) {
                    done.countDown();
                } else {
                    loops.two.execute(this);
                }
            }
        };
        loops.one.execute(() -> loops.two.execute(ping));
        done.await();
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void raw(TwoThreads threads) {
        AtomicLong there = new AtomicLong();
        // Keeps the two words off one cache line.
        AtomicLong[] apart = new AtomicLong[32];
        for (int i = 0; i < apart.length; i++) {
            apart[i] = new AtomicLong();
        }
        AtomicLong back = apart[apart.length - 1];
        threads.couple.run(
                () -> {
                    for (long i = 1; i <= TRIPS; i++) {
                        there.setRelease(i);
                        while (back.getAcquire() != i) {
                            Thread.onSpinWait();
                        }
                    }
                },
                () -> {
                    for (long i = 1; i <= TRIPS; i++) {
                        while (there.getAcquire() != i) {
                            Thread.onSpinWait();
                        }
                        back.setRelease(i);
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void jctoolsSpsc(TwoThreads threads) {
        queues(threads, new SpscVarHandleArrayQueue<>(CAPACITY), new SpscVarHandleArrayQueue<>(CAPACITY));
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void agronaOneToOne(TwoThreads threads) {
        queues(threads, new OneToOneConcurrentArrayQueue<>(CAPACITY), new OneToOneConcurrentArrayQueue<>(CAPACITY));
    }

    private static void queues(TwoThreads threads, Queue<Integer> there, Queue<Integer> back) {
        threads.couple.run(
                () -> {
                    for (int i = 0; i < TRIPS; i++) {
                        there.offer(MESSAGE);
                        take(back);
                    }
                },
                () -> {
                    for (int i = 0; i < TRIPS; i++) {
                        back.offer(take(there));
                    }
                });
    }

    static Integer take(Queue<Integer> queue) {
        for (Integer message; ; ) {
            if ((message = queue.poll()) != null) {
                return message;
            }
            Thread.onSpinWait();
        }
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void disruptor(TwoThreads threads) {
        RingBuffer<long[]> there = ring();
        RingBuffer<long[]> back = ring();
        EventPoller<long[]> atThere = poller(there);
        EventPoller<long[]> atBack = poller(back);
        threads.couple.run(
                () -> {
                    for (int i = 0; i < TRIPS; i++) {
                        there.publish(there.next());
                        receive(atBack);
                    }
                },
                () -> {
                    for (int i = 0; i < TRIPS; i++) {
                        receive(atThere);
                        back.publish(back.next());
                    }
                });
    }

    static RingBuffer<long[]> ring() {
        return RingBuffer.createSingleProducer(() -> new long[1], CAPACITY);
    }

    static EventPoller<long[]> poller(RingBuffer<long[]> ring) {
        EventPoller<long[]> poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        return poller;
    }

    static void receive(EventPoller<long[]> poller) {
        try {
            while (poller.poll((event, sequence, last) -> false) != EventPoller.PollState.PROCESSING) {
                Thread.onSpinWait();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
