package dev.enso.bench;

import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.queues.Publishing;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two cases of the slides. Publisher: one ring whose cursors come, split and go while it runs, beside the same ring left
 * in peace. Subscriber: a ring cut into segments over which one reader moves, with slots that fit into a core's cache and
 * with slots that don't. The writer has one CPU, whoever reads the other; batches of 64.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class RingCasesBenchmark {
    private static final int MESSAGES = 1_000_000;
    private static final int BATCH = 64;
    /** Messages between one guest and the next. */
    private static final int VISIT = 10_000;

    private static final int SEGMENTS = 4;

    /** Of a ring, or of each segment: some 24 bytes each, and a reference. */
    @Param({"1024", "262144"})
    public int slots;

    private SlotPublisher<long[]> ring() {
        return Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(slots, () -> new long[1]);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publisher(RoundTripBenchmark.TwoThreads threads) {
        SlotPublisher<long[]> publisher = ring();
        Subscriber<long[]> steady = publisher.subscribe(Subscription.oldest());
        threads.couple.run(() -> writes(List.of(publisher)), () -> {
            for (int left = MESSAGES; left > 0; ) {
                left -= takes(steady);
            }
        });
    }

    /** Beside the steady reader one joins, reads, splits, and both halves leave, again and again. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publisherWithGuests(RoundTripBenchmark.TwoThreads threads) {
        SlotPublisher<long[]> publisher = ring();
        Subscriber<long[]> steady = publisher.subscribe(Subscription.oldest());
        threads.couple.run(() -> writes(List.of(publisher)), () -> {
            int next = VISIT;
            for (int left = MESSAGES; left > 0; ) {
                left -= takes(steady);
                if (MESSAGES - left >= next) {
                    next += VISIT;
                    Subscriber<long[]> guest = publisher.subscribe(Subscription.oldest());
                    takes(guest);
                    Subscriber<long[]> half = guest.splitByShare();
                    takes(half);
                    takes(guest);
                    half.close();
                    guest.close();
                }
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void subscriber(RoundTripBenchmark.TwoThreads threads) {
        List<SlotPublisher<long[]>> segments = new ArrayList<>();
        List<Subscriber<long[]>> cursors = new ArrayList<>();
        for (int i = 0; i < SEGMENTS; i++) {
            segments.add(ring());
            cursors.add(segments.get(i).subscribe(Subscription.oldest()));
        }
        threads.couple.run(() -> writes(segments), () -> {
            for (int left = MESSAGES; left > 0; ) {
                for (Subscriber<long[]> cursor : cursors) {
                    left -= takes(cursor);
                }
            }
        });
    }

    private static void writes(List<SlotPublisher<long[]>> publishers) {
        for (int sent = 0; sent < MESSAGES; ) {
            for (SlotPublisher<long[]> publisher : publishers) {
                int claimed = publisher.claim(Math.min(BATCH, MESSAGES - sent));
                for (int i = 0; i < claimed; i++) {
                    publisher.slot(i)[0] = (long) sent + i;
                }
                publisher.commit(claimed);
                sent += claimed;
            }
        }
    }

    private static int takes(Subscriber<long[]> subscriber) {
        int claimed = subscriber.claim(BATCH);
        long last = -1;
        for (int i = 0; i < claimed; i++) {
            long value = subscriber.at(i)[0];
            if (value <= last) {
                throw new AssertionError("out of order: " + value + " after " + last);
            }
            last = value;
        }
        subscriber.commit(claimed);
        return claimed;
    }
}
