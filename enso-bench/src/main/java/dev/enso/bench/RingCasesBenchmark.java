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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two cases of the slides. Publisher: one ring whose cursors come, split and go while it runs, beside the same ring left
 * in peace. Subscriber: one ring that several write, each a segment at a time, and one reader that moves over the segments and
 * goes on in other hands; with a ring that fits into a core's cache and with one that doesn't. The writers have one CPU,
 * whoever reads the other. Rings are made once, and messages go on through them from one round to the next.
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

    /** Of a ring: some 32 bytes each. Of the larger two, one has segments that fit into half of an L2 cache, one has not. */
    @Param({"1024", "32768", "1048576"})
    public int slots;

    private Case publisher = new Case(16, 1);
    private Case subscriber = publisher;

    /** A ring, who writes it, and a reader that stays. */
    private static final class Case {
        final List<SlotPublisher<long[]>> writers = new ArrayList<>();
        final int segment;
        Subscriber<long[]> reader;

        Case(int slots, int count) {
            Turbine turbine = Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT);
            writers.add(
                    count == 1
                            ? turbine.slots(slots, () -> new long[1])
                            : turbine.sharedSlots(slots, () -> new long[1]));
            while (writers.size() < count) {
                writers.add(writers.get(0).another());
            }
            segment = count == 1 ? BATCH : slots / count;
            reader = writers.get(0).subscribe(Subscription.oldest());
        }
    }

    @Setup
    public void make() {
        publisher = new Case(slots, 1);
        subscriber = new Case(slots, SEGMENTS);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publisher(RoundTripBenchmark.TwoThreads threads) {
        threads.couple.run(() -> writes(publisher), () -> {
            for (int left = MESSAGES; left > 0; ) {
                left -= takes(publisher.reader);
            }
        });
    }

    /** Beside the steady reader one joins, reads, splits, and both halves leave, again and again. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publisherWithGuests(RoundTripBenchmark.TwoThreads threads) {
        threads.couple.run(() -> writes(publisher), () -> {
            int next = VISIT;
            for (int left = MESSAGES; left > 0; ) {
                left -= takes(publisher.reader);
                if (MESSAGES - left >= next) {
                    next += VISIT;
                    Subscriber<long[]> guest = publisher.writers.get(0).subscribe(Subscription.oldest());
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

    /** The reader is handed on after each visit, as from core to core. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void subscriber(RoundTripBenchmark.TwoThreads threads) {
        threads.couple.run(() -> writes(subscriber), () -> {
            int next = VISIT;
            for (int left = MESSAGES; left > 0; ) {
                left -= takes(subscriber.reader);
                if (MESSAGES - left >= next) {
                    next += VISIT;
                    subscriber.reader = subscriber.reader.migrate();
                }
            }
        });
    }

    private static void writes(Case ring) {
        for (int sent = 0; sent < MESSAGES; ) {
            for (SlotPublisher<long[]> writer : ring.writers) {
                int claimed = writer.claim(Math.min(ring.segment, MESSAGES - sent));
                for (int i = 0; i < claimed; i++) {
                    writer.slot(i)[0] = (long) sent + i;
                }
                writer.commit(claimed);
                sent += claimed;
            }
        }
    }

    private static int takes(Subscriber<long[]> reader) {
        int claimed = reader.claim(BATCH);
        long last = -1;
        for (int i = 0; i < claimed; i++) {
            long value = reader.at(i)[0];
            if (value != 0 && value <= last) { // a round begins with 0
                throw new AssertionError("out of order: " + value + " after " + last);
            }
            last = value;
        }
        reader.commit(claimed);
        return claimed;
    }
}
