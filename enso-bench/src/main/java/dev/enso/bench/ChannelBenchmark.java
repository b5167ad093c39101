package dev.enso.bench;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import dev.enso.queues.Lanes;
import dev.enso.queues.Queues;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Channels against the bare queues of JCTools. Between two cores: a flood with back-pressure, for one sender and for one of
 * many, the receiver polling or parking; and two senders that contend, without a receiver. On one core: in and out again.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class ChannelBenchmark {
    private static final int MESSAGES = 1_000_000;
    private static final int CAPACITY = 1024;
    private static final int BATCH = 64;
    private static final Integer MESSAGE = 42;

    @Param("VEC")
    public Queues backend = Queues.VEC;

    public ChannelBenchmark() {
        Channel<Integer> own = Queues.spsc(CAPACITY);
        ownTx = own.tx();
        ownRx = own.rx();
    }

    // One way, both ends polling

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void spscEnso(RoundTripBenchmark.TwoThreads threads) {
        flood(threads, backend.create(Driver.SPSC, CAPACITY));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void spscJctools(RoundTripBenchmark.TwoThreads threads) {
        flood(threads, new SpscVarHandleArrayQueue<>(CAPACITY));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void mpscEnso(RoundTripBenchmark.TwoThreads threads) {
        flood(threads, backend.create(Driver.MPSC, CAPACITY));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void mpscJctools(RoundTripBenchmark.TwoThreads threads) {
        flood(threads, new MpscVarHandleArrayQueue<>(CAPACITY));
    }

    /** One sender of those that have lanes. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void lanesEnso(RoundTripBenchmark.TwoThreads threads) {
        Lanes<Integer> lanes = Lanes.create(backend, CAPACITY, 8);
        flood(threads, lanes.open(), lanes.rx());
    }

    private static void flood(RoundTripBenchmark.TwoThreads threads, Channel<Integer> channel) {
        flood(threads, channel.tx(), channel.rx());
    }

    private static void flood(RoundTripBenchmark.TwoThreads threads, Sender<Integer> tx, Receiver<Integer> rx) {
        threads.couple.run(
                () -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        while (tx.append(MESSAGE) != Sent.ACCEPTED) {
                            Thread.onSpinWait();
                        }
                    }
                },
                () -> {
                    for (int taken = 0; taken < MESSAGES; ) {
                        int now = rx.drain(message -> {}, BATCH);
                        taken += now;
                        if (now == 0) {
                            Thread.onSpinWait();
                        }
                    }
                });
    }

    static void flood(RoundTripBenchmark.TwoThreads threads, Queue<Integer> queue) {
        threads.couple.run(
                () -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        while (!queue.offer(MESSAGE)) {
                            Thread.onSpinWait();
                        }
                    }
                },
                () -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        RoundTripBenchmark.take(queue);
                    }
                });
    }

    // One way, with a receiver that leaves its waker when there is nothing, spins for a moment and parks

    /** A fence and a look at the receiver for each batch. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void wakingBatches(RoundTripBenchmark.TwoThreads threads) {
        waking(threads, BATCH);
    }

    /** The same for each message. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void wakingSingles(RoundTripBenchmark.TwoThreads threads) {
        waking(threads, 1);
    }

    private void waking(RoundTripBenchmark.TwoThreads threads, int batch) {
        Channel<Integer> channel = backend.create(Driver.SPSC, CAPACITY);
        Sender<Integer> tx = channel.tx();
        Receiver<Integer> rx = channel.rx();
        threads.couple.run(
                () -> {
                    for (int i = 0; i < MESSAGES; i += batch) {
                        int last = Math.min(i + batch, MESSAGES);
                        for (int message = i; message < last; message++) {
                            while (tx.append(MESSAGE) != Sent.ACCEPTED) {
                                Thread.onSpinWait();
                            }
                        }
                        tx.flush();
                    }
                },
                () -> {
                    ThreadWaker waker = new ThreadWaker();
                    for (int i = 0; i < MESSAGES; i++) {
                        while (rx.poll(waker) != Polled.READY) {
                            waker.spinAndPark();
                        }
                        rx.head();
                        rx.tail();
                    }
                });
    }

    // Two senders and no receiver

    private static final int CONTENDED = 30_000;

    /** Queues with room for a round, made anew for each. */
    @State(Scope.Benchmark)
    public static class Empty {
        Queue<Integer> jctools = new MpscVarHandleArrayQueue<>(1 << 16);
        Sender<Integer> shared = Queues.<Integer>mpsc(1 << 16).tx();
        Sender<Integer> one = shared;
        Sender<Integer> other = shared;

        @Setup(Level.Invocation)
        public void renew() {
            jctools = new MpscVarHandleArrayQueue<>(1 << 16);
            shared = Queues.<Integer>mpsc(1 << 16).tx();
            Lanes<Integer> lanes = Queues.sub(1 << 15, 2);
            one = lanes.open();
            other = lanes.open();
        }
    }

    @Benchmark
    @OperationsPerInvocation(2 * CONTENDED)
    public void contendedJctools(RoundTripBenchmark.TwoThreads threads, Empty queues) {
        Runnable fill = () -> {
            for (int i = 0; i < CONTENDED; i++) {
                queues.jctools.offer(MESSAGE);
            }
        };
        threads.couple.run(fill, fill);
    }

    @Benchmark
    @OperationsPerInvocation(2 * CONTENDED)
    public void contendedEnso(RoundTripBenchmark.TwoThreads threads, Empty queues) {
        threads.couple.run(fill(queues.shared), fill(queues.shared));
    }

    @Benchmark
    @OperationsPerInvocation(2 * CONTENDED)
    public void contendedLanes(RoundTripBenchmark.TwoThreads threads, Empty queues) {
        threads.couple.run(fill(queues.one), fill(queues.other));
    }

    private static Runnable fill(Sender<Integer> tx) {
        return () -> {
            for (int i = 0; i < CONTENDED; i++) {
                tx.append(MESSAGE);
            }
            tx.flush();
        };
    }

    // Two senders and a receiver on two cores: one of the senders receives as well

    /** In messages of each sender. */
    private static final int SHARED_CORE = 500_000;

    @Benchmark
    @OperationsPerInvocation(2 * SHARED_CORE)
    public void twoSendersJctools(RoundTripBenchmark.TwoThreads threads) {
        Queue<Integer> queue = new MpscVarHandleArrayQueue<>(CAPACITY);
        threads.couple.run(
                () -> {
                    for (int i = 0; i < SHARED_CORE; i++) {
                        while (!queue.offer(MESSAGE)) {
                            Thread.onSpinWait();
                        }
                    }
                },
                () -> {
                    int taken = 0;
                    for (int sent = 0; sent < SHARED_CORE || taken < 2 * SHARED_CORE; ) {
                        int end = Math.min(sent + BATCH, SHARED_CORE);
                        while (sent < end && queue.offer(MESSAGE)) {
                            sent++;
                        }
                        for (int i = 0; i < 2 * BATCH && queue.poll() != null; i++) {
                            taken++;
                        }
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(2 * SHARED_CORE)
    public void twoSendersEnso(RoundTripBenchmark.TwoThreads threads) {
        Channel<Integer> channel = backend.create(Driver.MPSC, CAPACITY);
        twoSenders(threads, channel.tx(), channel.tx(), channel.rx());
    }

    @Benchmark
    @OperationsPerInvocation(2 * SHARED_CORE)
    public void twoSendersLanes(RoundTripBenchmark.TwoThreads threads) {
        Lanes<Integer> lanes = Lanes.create(backend, CAPACITY, 2);
        twoSenders(threads, lanes.open(), lanes.open(), lanes.rx());
    }

    private static void twoSenders(
            RoundTripBenchmark.TwoThreads threads, Sender<Integer> one, Sender<Integer> other, Receiver<Integer> rx) {
        threads.couple.run(
                () -> {
                    for (int i = 0; i < SHARED_CORE; i++) {
                        while (one.append(MESSAGE) != Sent.ACCEPTED) {
                            Thread.onSpinWait();
                        }
                    }
                },
                () -> {
                    int taken = 0;
                    for (int sent = 0; sent < SHARED_CORE || taken < 2 * SHARED_CORE; ) {
                        int end = Math.min(sent + BATCH, SHARED_CORE);
                        while (sent < end && other.append(MESSAGE) == Sent.ACCEPTED) {
                            sent++;
                        }
                        taken += rx.drain(message -> {}, 2 * BATCH);
                    }
                });
    }

    // On one thread

    /** The halves, as their users have them. */
    private final Sender<Integer> ownTx;

    private final Receiver<Integer> ownRx;
    private final Queue<Integer> ownJctools = new SpscVarHandleArrayQueue<>(CAPACITY);

    @Benchmark
    public Integer inAndOutEnso() {
        ownTx.append(MESSAGE);
        ownRx.look();
        Integer message = ownRx.head();
        ownRx.tail();
        return message;
    }

    @Benchmark
    public Integer inAndOutJctools() {
        ownJctools.offer(MESSAGE);
        return ownJctools.poll();
    }
}
