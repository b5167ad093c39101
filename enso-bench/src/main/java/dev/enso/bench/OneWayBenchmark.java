package dev.enso.bench;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Bus;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Message;
import dev.enso.reactor.Reactor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A flood of messages to the other core, with back-pressure: the time for each of a million. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class OneWayBenchmark {
    static final int MESSAGES = 1_000_000;
    private static final int CAPACITY = 1024;
    private static final int BATCH = 64;
    private static final Integer MESSAGE = 42;

    /** Counts the messages that arrive; itself the message, sent again and again. */
    private static final class Arrival implements Message {
        private final CountDownLatch done = new CountDownLatch(1);
        private int left = MESSAGES;

        @Override
        public void deliver(CoreContext at) {
            if (--left == 0) {
                done.countDown();
            }
        }
    }

    /** A task that sends until the lane is full, and then waits for room. */
    private static final class Flood implements Future<Boolean> {
        private final Bus bus;
        private final Arrival arrival;
        private int left = MESSAGES;

        Flood(Bus bus, Arrival arrival) {
            this.bus = bus;
            this.arrival = arrival;
        }

        @Override
        public Polled poll(Context cx) {
            for (int i = 0; i < BATCH; i++) {
                if (left == 0) {
                    return Polled.READY;
                }
                if (bus.send(1, arrival) != Sent.ACCEPTED) {
                    return bus.poll(1, cx);
                }
                left--;
            }
            cx.waker().wake();
            return Polled.PENDING;
        }

        @Override
        public Boolean head() {
            return Boolean.TRUE;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }

        @Override
        public void close() {}
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void enso(RoundTripBenchmark.TwoReactors node) throws InterruptedException {
        Arrival arrival = new Arrival();
        Reactor sender = node.reactors.get(0);
        sender.spawn(new Flood(sender.core().bus(), arrival));
        arrival.done.await();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void jctoolsSpsc(RoundTripBenchmark.TwoThreads threads) {
        ChannelBenchmark.flood(threads, new SpscVarHandleArrayQueue<>(CAPACITY));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void agronaOneToOne(RoundTripBenchmark.TwoThreads threads) {
        ChannelBenchmark.flood(threads, new OneToOneConcurrentArrayQueue<>(CAPACITY));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void disruptor(RoundTripBenchmark.TwoThreads threads) {
        RingBuffer<long[]> ring = RoundTripBenchmark.ring();
        EventPoller<long[]> poller = RoundTripBenchmark.poller(ring);
        threads.couple.run(
                () -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        ring.publish(ring.next());
                    }
                },
                () -> drain(poller));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void disruptorBatches(RoundTripBenchmark.TwoThreads threads) {
        RingBuffer<long[]> ring = RoundTripBenchmark.ring();
        EventPoller<long[]> poller = RoundTripBenchmark.poller(ring);
        threads.couple.run(
                () -> {
                    for (int i = 0; i < MESSAGES; i += BATCH) {
                        long last = ring.next(BATCH);
                        ring.publish(last - BATCH + 1, last);
                    }
                },
                () -> drain(poller));
    }

    /** Counts the messages, and looks into none. */
    private static void drain(EventPoller<long[]> poller) {
        int[] seen = new int[1];
        RingBenchmark.drain(
                poller,
                (event, sequence, last) -> {
                    seen[0]++;
                    return true;
                },
                () -> seen[0] < MESSAGES);
    }
}
