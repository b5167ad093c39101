package dev.enso.bench;

import dev.enso.channel.Driver;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import dev.enso.queues.Pipe;
import dev.enso.queues.PipeWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
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
 * Records of bytes to the other core, with back-pressure, each copied in from an array and its first word read in place.
 * Agrona's ring needs the flag in the annotation; ours needs none.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class PipeBenchmark {
    private static final int RECORDS = 500_000;
    private static final int BYTES = 1 << 18;

    @Param({"32", "1024"})
    public int length;

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void enso(RoundTripBenchmark.TwoThreads threads) {
        run(threads, Pipe.direct(Driver.SPSC, BYTES));
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void ensoOnHeap(RoundTripBenchmark.TwoThreads threads) {
        run(threads, Pipe.onHeap(Driver.SPSC, BYTES));
    }

    private void run(RoundTripBenchmark.TwoThreads threads, Pipe pipe) {
        byte[] content = new byte[length];
        PipeWriter writer = pipe.writer();
        Receiver<ByteBuffer> rx = pipe.rx();
        threads.couple.run(
                () -> {
                    for (int i = 0; i < RECORDS; i++) {
                        while (writer.claim(length) != Sent.ACCEPTED) {
                            Thread.onSpinWait();
                        }
                        writer.record().put(content);
                        writer.commit();
                    }
                },
                () -> {
                    long sum = 0;
                    for (int i = 0; i < RECORDS; i++) {
                        while (rx.look() != Polled.READY) {
                            Thread.onSpinWait();
                        }
                        sum += rx.head().getLong();
                        rx.tail();
                    }
                    check(sum);
                });
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void agrona(RoundTripBenchmark.TwoThreads threads) {
        OneToOneRingBuffer ring = new OneToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(BYTES + RingBufferDescriptor.TRAILER_LENGTH)));
        UnsafeBuffer content = new UnsafeBuffer(new byte[length]);
        threads.couple.run(
                () -> {
                    for (int i = 0; i < RECORDS; i++) {
                        while (!ring.write(1, content, 0, length)) {
                            Thread.onSpinWait();
                        }
                    }
                },
                () -> {
                    long[] sum = new long[1];
                    int read = 0;
                    while (read < RECORDS) {
                        int now = ring.read((type, buffer, offset, size) -> sum[0] += buffer.getLong(offset));
                        read += now;
                        if (now == 0) {
                            Thread.onSpinWait();
                        }
                    }
                    check(sum[0]);
                });
    }

    private static void check(long sum) {
        if (sum != 0) {
            throw new IllegalStateException("bytes were torn");
        }
    }
}
