package dev.enso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.net.Disk;
import dev.enso.net.DiskFile;
import dev.enso.net.FileFault;
import dev.enso.net.NetworkConditions;
import dev.enso.net.SimulatedFiles;
import dev.enso.net.SimulatedNetwork;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Task;
import dev.enso.simulation.App;
import dev.enso.simulation.World;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Copies a file, appends to a log from two reactors, and follows the log, while calls are short, slow and fail. A copy that
 * succeeds is exact, and one that fails has left a prefix; what was appended stands in the log whole, in the order in which each
 * writer was told; who follows sees the log.
 */
public final class FilesWorld implements App {
    private static final int LARGEST = 70_000;
    private static final int RECORD = 64;
    private static final int RECORDS = 6;
    private static final Path FROM = Path.of("from");
    private static final Path TO = Path.of("to");
    private static final Path LOG = Path.of("log");
    private static final Duration FOLLOWED = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final boolean faulty;

    /** Made by reflection, too. */
    public FilesWorld() {
        this(true);
    }

    FilesWorld(boolean faulty) {
        this.faulty = faulty;
    }

    @Override
    public void start(World world) {
        SimulatedNetwork network = SimulatedNetwork.in(world, NetworkConditions.calm());
        SimulatedFiles files = SimulatedFiles.in(world);
        byte[] bytes = new byte[world.oracle().choose(LARGEST, "bytes to be copied")];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (at * 31 + at / 251);
        }
        files.write(FROM, bytes);
        files.write(LOG, new byte[0]);
        if (faulty) {
            files.with(FileFault.SHORT_TRANSFER, 200)
                    .with(FileFault.SLOW, 20)
                    .with(FileFault.ERROR, 20)
                    .with(FileFault.NO_SPACE, 10)
                    .with(FileFault.SHORTAGE, 20);
        }
        Enso enso = SimulatedEnso.builder(world, network, InetAddress.getLoopbackAddress())
                .storage(files.storage())
                .reactors(2)
                .start();
        Task<Boolean> copy =
                enso.spawn("copy", copy().map(n -> n == bytes.length).recover(FilesWorld::failed));
        List<List<Integer>> told = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            List<Integer> written = new ArrayList<>();
            told.add(written);
            enso.reactors()
                    .get(writer)
                    .spawn("writer " + writer, append(writer, written).recover(FilesWorld::failed));
        }
        List<Byte> followed = new ArrayList<>();
        Task<Boolean> following =
                enso.reactors().get(1).spawn("follower", follow(followed).recover(FilesWorld::failed));
        world.later(FOLLOWED, following::cancel);
        world.atEnd(() -> {
            if (copy.toStage().toCompletableFuture().join()) {
                assertArrayEquals(bytes, files.read(TO));
            } else if (exists(files)) {
                byte[] copied = files.read(TO);
                assertArrayEquals(Arrays.copyOf(bytes, copied.length), copied);
            }
            assertLog(files.read(LOG), told, followed);
            assertEquals(0, files.open(), files::toString);
            for (Reactor reactor : enso.reactors()) {
                Disk disk = reactor.core().service(Disk.class);
                assertEquals(0, disk.size(), disk::toString);
                assertEquals(0, disk.bufferedBytes(), disk::toString);
            }
            assertTrue(enso.close(LIMIT).isClean());
        });
    }

    private static boolean exists(SimulatedFiles files) {
        try {
            files.read(TO);
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    private static Future<Long> copy() {
        return DiskFile.open(
                FROM,
                Set.of(StandardOpenOption.READ),
                from -> DiskFile.open(
                        TO,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                        to -> to.writeAll(from.input()).then(n -> to.sync().map(done -> n))));
    }

    private static Future<Boolean> append(int writer, List<Integer> written) {
        return DiskFile.open(LOG, Set.of(StandardOpenOption.APPEND), log -> append(log, writer, 0, written));
    }

    private static Future<Boolean> append(DiskFile log, int writer, int number, List<Integer> written) {
        if (number == RECORDS) {
            return Future.of(true);
        }
        byte[] record = new byte[RECORD];
        Arrays.fill(record, (byte) (writer * RECORDS + number + 1));
        return log.append(ByteBuffer.wrap(record)).then(n -> {
            written.add(number);
            return append(log, writer, number + 1, written);
        });
    }

    private static Future<Boolean> follow(List<Byte> seen) {
        return DiskFile.open(
                LOG,
                Set.of(StandardOpenOption.READ),
                log -> log.follow(0, Duration.ofMillis(100))
                        .forEach(bytes -> {
                            while (bytes.hasRemaining()) {
                                seen.add(bytes.get());
                            }
                        })
                        .map(done -> true));
    }

    private static void assertLog(byte[] log, List<List<Integer>> told, List<Byte> followed) {
        for (int writer = 0; writer < 2; writer++) {
            int last = -1;
            int[] counts = new int[RECORDS];
            for (byte value : log) {
                int number = value - 1 - writer * RECORDS;
                if (number >= 0 && number < RECORDS) {
                    assertTrue(number >= last, "records of one writer overtook each other");
                    last = number;
                    counts[number]++;
                }
            }
            for (int number : told.get(writer)) {
                assertEquals(RECORD, counts[number], "bytes of a record that was told to be written");
            }
        }
        for (int at = 0; at < followed.size(); at++) {
            assertEquals(log[at], followed.get(at), "what was followed differs at " + at);
        }
    }

    private static boolean failed(Exception failure) {
        if (failure instanceof IOException) {
            return false;
        }
        throw new AssertionError(failure);
    }
}
