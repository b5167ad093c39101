package dev.enso.bench;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.queues.Publishing;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
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

/**
 * The ring beside Disruptor and JCTools' arrays: to the other core and back, one way in singles and in batches, to one, two
 * and three readers, and in and out on one core. Slots are made once; each message is a number written into its slot and read
 * there, by everybody alike. Both ends spin.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class RingBenchmark {
    private static final int TRIPS = 100_000;
    private static final int MESSAGES = 1_000_000;
    private static final int CAPACITY = 1024;
    private static final int BATCH = 64;
    private static final Integer MESSAGE = 42;

    private final SlotPublisher<long[]> alone = ring(Publishing.HIGHEST_THROUGHPUT);
    private final Subscriber<long[]> aloneReader = alone.subscribe(Subscription.oldest());
    private final SpscVarHandleArrayQueue<Integer> aloneQueue = new SpscVarHandleArrayQueue<>(CAPACITY);

    private static SlotPublisher<long[]> ring(Publishing publishing) {
        return Turbine.bestAt(publishing).slots(CAPACITY, () -> new long[1]);
    }

    // There and back

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void roundTripRaw(RoundTripBenchmark.TwoThreads threads) {
        new RoundTripBenchmark().raw(threads);
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void roundTripLatency(RoundTripBenchmark.TwoThreads threads) {
        roundTrip(threads, Publishing.LOWEST_LATENCY);
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void roundTripThroughput(RoundTripBenchmark.TwoThreads threads) {
        roundTrip(threads, Publishing.HIGHEST_THROUGHPUT);
    }

    private static void roundTrip(RoundTripBenchmark.TwoThreads threads, Publishing publishing) {
        SlotPublisher<long[]> there = ring(publishing);
        SlotPublisher<long[]> back = ring(publishing);
        Subscriber<long[]> atThere = there.subscribe(Subscription.oldest());
        Subscriber<long[]> atBack = back.subscribe(Subscription.oldest());
        threads.couple.run(
                () -> {
                    for (int i = 0; i < TRIPS; i++) {
                        send(there);
                        take(atBack);
                    }
                },
                () -> {
                    for (int i = 0; i < TRIPS; i++) {
                        take(atThere);
                        send(back);
                    }
                });
    }

    private static void send(SlotPublisher<long[]> publisher) {
        while (publisher.claim(1) == 0) {
            Thread.onSpinWait();
        }
        publisher.commit(1);
    }

    private static void take(Subscriber<long[]> subscriber) {
        while (subscriber.claim(1) == 0) {
            Thread.onSpinWait();
        }
        subscriber.commit(1);
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void roundTripJctools(RoundTripBenchmark.TwoThreads threads) {
        new RoundTripBenchmark().jctoolsSpsc(threads);
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void roundTripDisruptor(RoundTripBenchmark.TwoThreads threads) {
        new RoundTripBenchmark().disruptor(threads);
    }

    // One way

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void singles(RoundTripBenchmark.TwoThreads threads) {
        oneWay(threads, ring(Publishing.HIGHEST_THROUGHPUT), 1);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void batches(RoundTripBenchmark.TwoThreads threads) {
        oneWay(threads, ring(Publishing.HIGHEST_THROUGHPUT), BATCH);
    }

    /** One sender of a ring that is made for many. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void sharedSingles(RoundTripBenchmark.TwoThreads threads) {
        oneWay(threads, Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).sharedSlots(CAPACITY, () -> new long[1]), 1);
    }

    private static void oneWay(RoundTripBenchmark.TwoThreads threads, SlotPublisher<long[]> publisher, int batch) {
        Subscriber<long[]> subscriber = publisher.subscribe(Subscription.oldest());
        threads.couple.run(() -> writes(publisher, batch), () -> reads(subscriber));
    }

    private static void writes(SlotPublisher<long[]> publisher, int batch) {
        for (int sent = 0; sent < MESSAGES; ) {
            int claimed = publisher.claim(Math.min(batch, MESSAGES - sent));
            if (claimed == 0) {
                Thread.onSpinWait();
                continue;
            }
            for (int i = 0; i < claimed; i++) {
                publisher.slot(i)[0] = (long) sent + i;
            }
            publisher.commit(claimed);
            sent += claimed;
        }
    }

    private static void reads(Subscriber<long[]> subscriber) {
        long sum = 0;
        for (int seen = 0; seen < MESSAGES; ) {
            int claimed = subscriber.claim(BATCH);
            if (claimed == 0) {
                Thread.onSpinWait();
                continue;
            }
            for (int i = 0; i < claimed; i++) {
                sum += subscriber.at(i)[0];
            }
            subscriber.commit(claimed);
            seen += claimed;
        }
        requireSum(sum);
    }

    private static void requireSum(long sum) {
        if (sum != MESSAGES * (MESSAGES - 1L) / 2) {
            throw new AssertionError("messages were lost: " + sum);
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void jctoolsSingles(RoundTripBenchmark.TwoThreads threads) {
        queue(threads, new SpscVarHandleArrayQueue<>(CAPACITY));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void jctoolsShared(RoundTripBenchmark.TwoThreads threads) {
        queue(threads, new MpscVarHandleArrayQueue<>(CAPACITY));
    }

    /** The messages are made once here, too: a message is filled again when its last reader is sure to be through with it. */
    private static void queue(RoundTripBenchmark.TwoThreads threads, Queue<long[]> queue) {
        long[][] messages = new long[2 * CAPACITY][1];
        threads.couple.run(
                () -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        long[] message = messages[i & 2 * CAPACITY - 1];
                        message[0] = i;
                        while (!queue.offer(message)) {
                            Thread.onSpinWait();
                        }
                    }
                },
                () -> {
                    long sum = 0;
                    for (int i = 0; i < MESSAGES; i++) {
                        long[] message;
                        while ((message = queue.poll()) == null) {
                            Thread.onSpinWait();
                        }
                        sum += message[0];
                    }
                    requireSum(sum);
                });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void disruptorSingles(RoundTripBenchmark.TwoThreads threads) {
        RingBuffer<long[]> ring = RoundTripBenchmark.ring();
        EventPoller<long[]> poller = RoundTripBenchmark.poller(ring);
        threads.couple.run(() -> writes(ring), () -> drain(poller));
    }

    private static void writes(RingBuffer<long[]> ring) {
        for (int i = 0; i < MESSAGES; i++) {
            long next = ring.next();
            ring.get(next)[0] = i;
            ring.publish(next);
        }
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
                        for (int s = 0; s < BATCH; s++) {
                            ring.get(last - BATCH + 1 + s)[0] = (long) i + s;
                        }
                        ring.publish(last - BATCH + 1, last);
                    }
                },
                () -> drain(poller));
    }

    private static void drain(EventPoller<long[]> poller) {
        Seen seen = new Seen();
        drain(poller, seen, () -> seen.count < MESSAGES);
        requireSum(seen.sum);
    }

    static void drain(EventPoller<long[]> poller, EventPoller.Handler<long[]> handler, BooleanSupplier more) {
        try {
            while (more.getAsBoolean()) {
                if (poller.poll(handler) != EventPoller.PollState.PROCESSING) {
                    Thread.onSpinWait();
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Counts the events and adds up their numbers. */
    private static final class Seen implements EventPoller.Handler<long[]> {
        private long count;
        private long sum;

        @Override
        public boolean onEvent(long[] event, long sequence, boolean last) {
            count++;
            sum += event[0];
            return true;
        }
    }

    // To several readers; where the CPUs are fewer, they take turns on the reader's

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void broadcastToTwo(RoundTripBenchmark.TwoThreads threads) {
        broadcast(threads, 2);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void broadcastToThree(RoundTripBenchmark.TwoThreads threads) {
        broadcast(threads, 3);
    }

    private static void broadcast(RoundTripBenchmark.TwoThreads threads, int readers) {
        SlotPublisher<long[]> publisher = ring(Publishing.HIGHEST_THROUGHPUT);
        List<Subscriber<long[]>> subscribers = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            subscribers.add(publisher.subscribe(Subscription.oldest()));
        }
        threads.couple.run(() -> writes(publisher, 1), () -> {
            long sum = 0;
            for (long left = (long) readers * MESSAGES; left > 0; ) {
                for (Subscriber<long[]> subscriber : subscribers) {
                    int claimed = subscriber.claim(BATCH);
                    for (int i = 0; i < claimed; i++) {
                        sum += subscriber.at(i)[0];
                    }
                    subscriber.commit(claimed);
                    left -= claimed;
                }
            }
            requireSum(sum / readers);
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void disruptorToTwo(RoundTripBenchmark.TwoThreads threads) {
        disruptorBroadcast(threads, 2);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void disruptorToThree(RoundTripBenchmark.TwoThreads threads) {
        disruptorBroadcast(threads, 3);
    }

    private static void disruptorBroadcast(RoundTripBenchmark.TwoThreads threads, int readers) {
        RingBuffer<long[]> ring = RoundTripBenchmark.ring();
        List<EventPoller<long[]>> pollers = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            pollers.add(RoundTripBenchmark.poller(ring));
        }
        Seen seen = new Seen();
        threads.couple.run(() -> writes(ring), () -> {
            try {
                while (seen.count < (long) readers * MESSAGES) {
                    for (EventPoller<long[]> poller : pollers) {
                        poller.poll(seen);
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            requireSum(seen.sum / readers);
        });
    }

    // On one core

    @Benchmark
    public long alone() {
        alone.claim(1);
        alone.slot(0)[0] = 42;
        alone.commit(1);
        aloneReader.claim(1);
        long value = aloneReader.head()[0];
        aloneReader.tail();
        return value;
    }

    @Benchmark
    public Integer aloneJctools() {
        aloneQueue.offer(MESSAGE);
        return aloneQueue.poll();
    }
}
