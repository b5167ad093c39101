package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.net.Disk;
import dev.enso.net.DiskFile;
import dev.enso.net.Storage;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads of 4 KiB at changing positions of a file that is in memory, one after the other, without the reader's thread making
 * the call. Ours is a task on a reactor that this thread turns; the peers hand the call to another thread and wait.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FileBenchmark.READS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
public class FileBenchmark {
    static final int READS = 64;
    private static final int SIZE = 4 << 10;
    private static final int BLOCKS = 1 << 10;

    /** A file, and where to read next. */
    @State(Scope.Benchmark)
    public static class Content {
        Path path;
        final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        private int block;

        @Setup(Level.Trial)
        public void write() throws IOException {
            path = Files.write(Files.createTempFile("enso", "bench"), new byte[BLOCKS * SIZE]);
        }

        @TearDown(Level.Trial)
        public void delete() throws IOException {
            Files.delete(path);
        }

        long next() {
            block = (block + 37) & (BLOCKS - 1);
            buffer.clear();
            return (long) block * SIZE;
        }
    }

    /** A reactor that the benchmark's thread turns. */
    @State(Scope.Benchmark)
    public static class Node {
        /** What files are worked on with. */
        @Param({"io_uring", "pool"})
        String storage = "io_uring";

        private Storage chosen;
        private Reactors reactors;
        private Reactor reactor;
        private Reading reading;

        @Setup(Level.Trial)
        public void open(Content content) throws Exception {
            chosen = storage.equals("pool") ? Storage.pool("bench", 1) : Storage.ioUring();
            reactors = Nodes.builder(1, Scheduling.WEIGHTED)
                    .poller(core -> Disk.on(core, chosen))
                    .build();
            reactor = reactors.get(0);
            Task<DiskFile> opening = reactor.spawn(DiskFile.open(content.path));
            while (!opening.isDone()) {
                reactor.turn();
            }
            reading = new Reading(opening.get(), content);
            reactor.spawn(reading);
            reactor.turn();
        }

        @TearDown(Level.Trial)
        public void close() {
            reactors.close(Duration.ZERO);
            chosen.close();
        }

        void read(int count) {
            reading.ask(count);
            while (reading.missing > 0) {
                reactor.turn();
            }
        }
    }

    /** Reads as often as it is asked to. */
    private static final class Reading implements Future<Boolean> {
        private final DiskFile file;
        private final Content content;
        private @Nullable Future<Integer> read;
        private @Nullable Waker waker;
        int missing;

        Reading(DiskFile file, Content content) {
            this.file = file;
            this.content = content;
        }

        void ask(int count) {
            missing = count;
            if (waker != null) {
                waker.wake();
            }
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            waker = cx.waker();
            while (missing > 0) {
                Future<Integer> running = read;
                if (running == null) {
                    running = file.read(content.buffer, content.next());
                    read = running;
                }
                if (running.poll(cx) != Polled.READY) {
                    return Polled.PENDING;
                }
                if (running.head() != SIZE) {
                    throw new IOException("a read of " + running.head() + " bytes");
                }
                running.tail();
                read = null;
                missing--;
            }
            return Polled.PENDING;
        }

        @Override
        public Boolean head() {
            throw new IllegalStateException("it never ends");
        }

        @Override
        public Stream<Boolean> tail() {
            throw new IllegalStateException("it never ends");
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /** A thread that makes the calls. */
    @State(Scope.Benchmark)
    public static class Pool {
        FileChannel channel;
        final ExecutorService threads = Executors.newFixedThreadPool(1);

        @Setup(Level.Trial)
        public void open(Content content) throws IOException {
            channel = FileChannel.open(content.path, StandardOpenOption.READ);
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            threads.shutdown();
            channel.close();
        }
    }

    /** The JDK's own. */
    @State(Scope.Benchmark)
    public static class Asynchronous {
        AsynchronousFileChannel channel;

        @Setup(Level.Trial)
        public void open(Content content) throws IOException {
            channel = AsynchronousFileChannel.open(content.path, StandardOpenOption.READ);
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            channel.close();
        }
    }

    @Benchmark
    public void enso(Node node) {
        node.read(READS);
    }

    @Benchmark
    public int pool(Content content, Pool pool) throws ExecutionException, InterruptedException {
        int bytes = 0;
        for (int i = 0; i < READS; i++) {
            long at = content.next();
            bytes += pool.threads
                    .submit(() -> pool.channel.read(content.buffer, at))
                    .get();
        }
        return bytes;
    }

    @Benchmark
    public int asynchronousFileChannel(Content content, Asynchronous file)
            throws ExecutionException, InterruptedException {
        int bytes = 0;
        for (int i = 0; i < READS; i++) {
            bytes += file.channel.read(content.buffer, content.next()).get();
        }
        return bytes;
    }
}
