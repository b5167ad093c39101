package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.Task;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reactors with threads of their own, which fall asleep whenever they wait for a file: what is lost is waited for in vain. */
@Timeout(120)
class FileStressTest {
    private static final int ROUNDS = Boolean.getBoolean("enso.long") ? 2_000 : 40;
    private static final int FILES = 6;

    @TempDir
    Path folder;

    private static Storage storage(String name) {
        try {
            return name.equals("pool") ? Storage.pool("stress", 3) : Storage.ioUring();
        } catch (TransportUnavailableException e) {
            return abort("not tested here: " + e.getMessage());
        }
    }

    private static Enso start(Storage storage) {
        return Enso.builder()
                .reactors(2)
                .affinity(Affinity.none())
                .storage(storage)
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "io_uring"})
    @EnabledOnOs(OS.LINUX)
    void copiesOfManyAtOnce_areByteExact_andComeToTheirEnd(String name) throws Exception {
        long seed = Long.getLong("enso.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[400_000];
        random.nextBytes(bytes);
        try (Enso enso = start(storage(name))) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Task<Long>> copies = new ArrayList<>();
                List<Path> sources = new ArrayList<>();
                for (int i = 0; i < FILES; i++) {
                    int size = random.nextInt(random.nextBoolean() ? 1_000 : bytes.length);
                    Path from = folder.resolve("from" + i);
                    try (FileChannel out = FileChannel.open(
                            from,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                        out.write(ByteBuffer.wrap(bytes, 0, size));
                    }
                    sources.add(from);
                    copies.add(enso.reactors().get(i % 2).spawn(copy(from, folder.resolve("to" + i))));
                }
                for (int i = 0; i < FILES; i++) {
                    long copied = copies.get(i).toStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
                    assertEquals(Files.size(sources.get(i)), copied, "seed " + seed);
                    assertEquals(-1, Files.mismatch(sources.get(i), folder.resolve("to" + i)), "seed " + seed);
                }
            }
            assertTrue(enso.close(Net.PATIENCE).isClean());
        }
    }

    private static Future<Long> copy(Path from, Path to) {
        return DiskFile.open(
                from,
                Set.of(StandardOpenOption.READ),
                source -> DiskFile.open(
                        to,
                        Set.of(
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        target -> target.writeAll(source.input())
                                .then(n -> target.syncData().map(done -> n))));
    }

    /** A FIFO has nothing in memory: the reactor sleeps in its selector until the ring's bell wakes it. */
    @ParameterizedTest
    @ValueSource(strings = {"pool", "io_uring"})
    @EnabledOnOs(OS.LINUX)
    void readsThatTakeLonger_wakeASleepingReactor(String name) throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        try (Enso enso = start(storage(name));
                FileChannel far = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            AtomicInteger heard = new AtomicInteger();
            Task<Boolean> reading = enso.spawn(DiskFile.open(
                    fifo,
                    Set.of(StandardOpenOption.READ),
                    file -> file.input()
                            .takeWhile(bytes -> bytes.get(bytes.limit() - 1) != 0)
                            .forEach(bytes -> {
                                bytes.position(bytes.limit());
                                heard.incrementAndGet();
                            })
                            .map(done -> true)));
            for (int i = 0; i < 200; i++) {
                int before = heard.get();
                far.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                if (i % 4 == 0) {
                    long end = System.nanoTime() + Net.PATIENCE.toNanos();
                    while (heard.get() == before) {
                        assertTrue(System.nanoTime() < end, "nobody was woken");
                        LockSupport.parkNanos(100_000);
                    }
                }
            }
            far.write(ByteBuffer.wrap(new byte[1]));
            assertTrue(reading.toStage().toCompletableFuture().get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theRingIsTakenWhereItCanBe_andThePoolElsewhere() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "x");
        for (String transport : List.of("nio", "epoll")) {
            boolean ring = transport.equals("epoll") && io.netty.channel.uring.IoUring.isAvailable();
            try (Enso enso = Enso.builder()
                    .reactors(1)
                    .transport(Transport.named(transport))
                    .start()) {
                DiskFile file = enso.spawn(enso.open(path))
                        .toStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                assertEquals(
                        ring ? "io_uring" : "pool",
                        enso.reactors().get(0).core().service(Disk.class).port().name());
                enso.reactors()
                        .get(0)
                        .spawn(Future.call(() -> {
                            file.close();
                            return true;
                        }))
                        .toStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }
}
