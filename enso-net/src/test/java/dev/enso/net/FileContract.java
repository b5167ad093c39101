package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.TestContext;
import dev.enso.reactor.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What holds for files whatever they are worked on with. */
@Timeout(60)
abstract class FileContract {
    private static final StandardOpenOption READ = StandardOpenOption.READ;
    private static final StandardOpenOption WRITE = StandardOpenOption.WRITE;
    private static final StandardOpenOption CREATE = StandardOpenOption.CREATE;
    private static final StandardOpenOption APPEND = StandardOpenOption.APPEND;

    @TempDir
    Path folder;

    private Storage storage;
    private Loop loop;

    abstract Storage storage();

    /** The transport that a storage goes with. */
    abstract Transport transport();

    @BeforeEach
    void start() {
        storage = storage();
        loop = new Loop(transport(), 1, builder -> builder.poller(core -> Disk.on(core, storage)));
    }

    @AfterEach
    void stop() throws Exception {
        loop.close();
        assertEquals(List.of(), storage.close(Net.PATIENCE));
    }

    private <T> T get(Future<T> future) throws Exception {
        return loop.get(loop.reactors.get(0).spawn(future));
    }

    private DiskFile open(Path path, OpenOption... options) throws Exception {
        return get(DiskFile.open(path, options));
    }

    /** Closes it, and waits for that. */
    private void close(DiskFile file) throws Exception {
        loop.run(0, file::close);
        loop.until("it stays open", () -> disk().size() == 0);
    }

    private Disk disk() {
        return loop.reactors.get(0).core().service(Disk.class);
    }

    private Path random(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    private static Future<byte[]> all(Stream<ByteBuffer> input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return input.forEach(bytes -> {
                    byte[] piece = new byte[bytes.remaining()];
                    bytes.get(piece);
                    out.writeBytes(piece);
                })
                .map(done -> out.toByteArray());
    }

    @Test
    void input_showsTheWholeFile() throws Exception {
        for (int size : new int[] {0, 1, 131_071, 131_072, 131_073, 1_000_000}) {
            Path path = random("in" + size, size);
            DiskFile file = open(path);
            assertArrayEquals(Files.readAllBytes(path), get(Future.defer(() -> all(file.input()))));
            byte[] tail = get(Future.defer(() -> all(file.input(size / 2))));
            assertArrayEquals(Arrays.copyOfRange(Files.readAllBytes(path), size / 2, size), tail);
            assertEquals(0, get(Future.defer(() -> all(file.input(size + 5L)))).length);
            close(file);
        }
        assertEquals(0, disk().bufferedBytes());
    }

    @Test
    void whatAReaderLeaves_comesAgainWithMoreBehindIt() throws Exception {
        Path path = Files.writeString(folder.resolve("left"), "abcdef");
        DiskFile file = open(path, READ, WRITE);
        Stream<ByteBuffer> input = file.input();
        StringBuilder seen = new StringBuilder();
        get(Loop.polling(cx -> {
            if (input.poll(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
            seen.append(StandardCharsets.US_ASCII.decode(input.head().duplicate()))
                    .append(' ');
            input.head().position(4);
            input.tail();
            return Polled.READY;
        }));
        Files.writeString(path, "gh", StandardOpenOption.APPEND);
        get(Loop.polling(cx -> {
            Polled polled = input.poll(cx);
            if (polled == Polled.READY) {
                seen.append(StandardCharsets.US_ASCII.decode(input.head().duplicate()))
                        .append(' ');
                input.tail();
                return Polled.READY;
            }
            return polled;
        }));
        assertEquals("abcdef efgh ", seen.toString());
        loop.run(0, input::close);
        close(file);
        assertEquals(0, disk().bufferedBytes());
    }

    @Test
    void aFrameLargerThanABlock_isRefused() throws Exception {
        DiskFile file = open(random("large", 300_000));
        IOException refused = assertThrows(
                IOException.class, () -> get(Future.defer(() -> file.input().forEach(bytes -> {}))));
        assertTrue(refused.getMessage().contains("131072"), refused.getMessage());
        close(file);
        assertEquals(0, disk().bufferedBytes());
    }

    @Test
    void writeAll_writesHeadsOfAllKindsInTheirOrder() throws Exception {
        byte[] expected = new byte[777_777];
        new Random(3).nextBytes(expected);
        List<ByteBuffer> heads = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int at = 0; at < expected.length; ) {
            int n = Math.min(expected.length - at, random.nextInt(random.nextInt(10) == 0 ? 200_000 : 500));
            ByteBuffer head = random.nextBoolean() ? ByteBuffer.allocate(n) : ByteBuffer.allocateDirect(n);
            heads.add(head.put(expected, at, n).flip());
            at += n;
        }
        Path path = folder.resolve("out");
        DiskFile file = open(path, WRITE, CREATE);
        assertEquals(expected.length, get(Future.defer(() -> file.writeAll(Stream.from(heads)))));
        assertArrayEquals(expected, Files.readAllBytes(path));
        assertEquals(7L, get(Future.defer(() -> file.writeAll(10, Stream.of(ByteBuffer.allocate(7))))));
        Arrays.fill(expected, 10, 17, (byte) 0);
        assertArrayEquals(expected, Files.readAllBytes(path));
        close(file);
        assertEquals(0, disk().bufferedBytes());
    }

    @Test
    void copies_areByteExact() throws Exception {
        Path from = random("from", 2_000_003);
        Path to = folder.resolve("to");
        long bytes = get(DiskFile.open(
                from,
                Set.of(READ),
                source -> DiskFile.open(to, Set.of(WRITE, CREATE), target -> target.writeAll(source.input()))));
        assertEquals(2_000_003, bytes);
        assertEquals(-1, Files.mismatch(from, to));
        loop.until("files stay open", () -> disk().size() == 0);
    }

    @Test
    void calls_agreeWithAModel() throws Exception {
        long seed = Long.getLong("enso.seed", 20_261_128);
        SplittableRandom random = new SplittableRandom(seed);
        DiskFile file = open(folder.resolve("model"), READ, WRITE, CREATE);
        byte[] model = new byte[300_000];
        int size = 0;
        for (int step = 0; step < 300; step++) {
            int at = random.nextInt(200_000);
            int n = random.nextInt(random.nextInt(5) == 0 ? 100_000 : 300);
            boolean direct = random.nextBoolean();
            ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(n + 8) : ByteBuffer.allocate(n + 8);
            buffer.position(3).limit(3 + n);
            String where = "seed " + seed + ", step " + step;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    byte[] bytes = new byte[n];
                    random.nextBytes(bytes);
                    buffer.duplicate().put(bytes);
                    assertEquals(n, get(Future.defer(() -> file.write(buffer, at))), where);
                    assertFalse(buffer.hasRemaining(), where);
                    System.arraycopy(bytes, 0, model, at, n);
                    size = n == 0 ? size : Math.max(size, at + n);
                }
                case 2, 3 -> {
                    int expected = Math.max(0, Math.min(n, size - at));
                    assertEquals(expected, get(Future.defer(() -> file.read(buffer, at))), where);
                    byte[] bytes = new byte[expected];
                    buffer.flip().position(3).get(bytes);
                    assertArrayEquals(Arrays.copyOfRange(model, at, at + expected), bytes, where);
                }
                default -> {
                    assertSame(file, get(Future.defer(() -> file.truncate(at))), where);
                    if (at < size) {
                        Arrays.fill(model, at, size, (byte) 0);
                        size = at;
                    }
                }
            }
            assertEquals((long) size, get(Future.defer(file::size)), where);
        }
        close(file);
        assertEquals(0, disk().bufferedBytes());
    }

    /** All are asked before the first is done. */
    @Test
    void order_isThatOfAsking() throws Exception {
        DiskFile file = open(folder.resolve("order"), READ, WRITE, CREATE);
        ByteBuffer into = ByteBuffer.allocate(6);
        List<Task<?>> tasks = new ArrayList<>();
        for (Future<?> each : List.of(
                file.write(ByteBuffer.wrap("abcdef".getBytes(StandardCharsets.US_ASCII)), 0),
                file.sync(),
                file.write(ByteBuffer.wrap("XY".getBytes(StandardCharsets.US_ASCII)), 2),
                file.read(into, 0),
                file.truncate(1),
                file.syncData())) {
            tasks.add(loop.reactors.get(0).spawn(each));
        }
        for (Task<?> task : tasks) {
            loop.get(task);
        }
        assertEquals("abXYef", new String(into.array(), StandardCharsets.US_ASCII));
        assertEquals(1L, get(Future.defer(file::size)));
        close(file);
    }

    @Test
    void appending_goesBehindTheEnd_whoeverWroteLast() throws Exception {
        Path path = Files.writeString(folder.resolve("log"), "0");
        DiskFile one = open(path, APPEND);
        DiskFile two = open(path, APPEND);
        for (int i = 1; i < 5; i++) {
            DiskFile file = i % 2 == 0 ? one : two;
            ByteBuffer text = ByteBuffer.wrap(String.valueOf(i).getBytes(StandardCharsets.US_ASCII));
            assertEquals(1, get(Future.defer(() -> file.append(text))));
        }
        assertEquals(2L, get(Future.defer(() -> one.writeAll(Stream.of(ByteBuffer.wrap(new byte[] {'5', '6'}))))));
        assertEquals("0123456", Files.readString(path));
        assertThrows(IllegalStateException.class, () -> one.write(ByteBuffer.allocate(1), 0));
        assertThrows(IllegalStateException.class, () -> one.writeAll(1, Stream.empty()));
        assertThrows(IllegalStateException.class, one::input);
        loop.run(0, one::close);
        close(two);
    }

    @Test
    void follow_showsWhatIsAppended_andBeginsAgainWhenTheFileIsCutOff() throws Exception {
        Path path = Files.writeString(folder.resolve("grows"), "one");
        DiskFile file = open(path);
        StringBuilder seen = new StringBuilder();
        Task<?> following = loop.reactors
                .get(0)
                .spawn(Future.defer(() -> file.follow(0, Duration.ofMillis(100))
                        .forEach(bytes -> seen.append(StandardCharsets.US_ASCII.decode(bytes)))));
        loop.until(() -> seen.toString().equals("one") && disk().bufferedBytes() == 0);
        Files.writeString(path, " two", APPEND);
        loop.quiet();
        assertEquals("one", seen.toString(), "nobody looks before it is time");
        for (String more : List.of(" three", "", " four")) {
            Files.writeString(path, more, APPEND);
            untilInTime(() -> seen.toString().endsWith(more));
        }
        assertEquals("one two three four", seen.toString());
        Files.writeString(path, "new");
        untilInTime(() -> seen.toString().equals("one two three fournew"));
        loop.until("a file that rests holds a buffer", () -> disk().bufferedBytes() == 0);
        following.cancel();
        loop.until(following::isDone);
        close(file);
    }

    /** Turns and lets time pass until it holds. */
    private void untilInTime(Loop.Check check) throws IOException {
        loop.until(() -> {
            loop.pass(Duration.ofMillis(50));
            return check.holds();
        });
    }

    @Test
    void failures_nameTheFileAndTheReason() throws Exception {
        Path missing = folder.resolve("missing");
        NoSuchFileException none = assertThrows(NoSuchFileException.class, () -> open(missing));
        assertEquals(missing.toString(), none.getFile());
        Path there = Files.createFile(folder.resolve("there"));
        assertEquals(
                there.toString(),
                assertThrows(FileAlreadyExistsException.class, () -> open(there, WRITE, StandardOpenOption.CREATE_NEW))
                        .getFile());
        FileSystemException directory = assertThrows(FileSystemException.class, () -> open(folder, WRITE));
        assertTrue(directory.getMessage().contains("directory"), directory.getMessage());
        DiskFile opened = open(folder);
        directory = assertThrows(FileSystemException.class, () -> get(Future.defer(() -> all(opened.input()))));
        assertEquals(folder.toString(), directory.getFile());
        assertTrue(directory.getMessage().contains("directory"), directory.getMessage());
        close(opened);
        assertThrows(
                FileSystemException.class,
                () -> get(DiskFile.open(there.resolve("below"), Set.of(READ), file -> all(file.input()))));
        assertEquals(0, disk().size());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDisk_isTold_andTheFileStaysUsable() throws Exception {
        DiskFile full = open(Path.of("/dev/full"), WRITE);
        for (int i = 0; i < 2; i++) {
            FileSystemException noSpace = assertThrows(
                    FileSystemException.class,
                    () -> get(Future.defer(() -> full.writeAll(Stream.of(ByteBuffer.allocate(100_000))))));
            assertTrue(noSpace.getMessage().contains("No space left"), noSpace.getMessage());
            assertTrue(noSpace.getMessage().contains("/dev/full"), noSpace.getMessage());
        }
        close(full);
        assertEquals(0, disk().bufferedBytes());
        assertArrayEquals(
                new byte[70_000],
                get(DiskFile.open(
                        Path.of("/dev/zero"),
                        Set.of(READ),
                        file -> all(file.input().take(2)).map(bytes -> Arrays.copyOf(bytes, 70_000)))));
    }

    @Test
    void closing_isIdempotent_happensBehindWhatWasAsked_andEndsEverything() throws Exception {
        Path path = folder.resolve("closing");
        DiskFile file = open(path, READ, WRITE, CREATE);
        Task<Integer> write = loop.reactors.get(0).spawn(file.write(ByteBuffer.allocate(500_000), 0));
        Task<Boolean> closing = loop.reactors.get(0).spawn(Future.call(() -> {
            assertTrue(file.isOpen());
            file.close();
            file.close();
            return file.isOpen();
        }));
        assertEquals(500_000, loop.get(write));
        assertFalse(loop.get(closing));
        loop.until(() -> disk().size() == 0);
        assertEquals(500_000, Files.size(path));
        loop.run(0, file::close);
        assertThrows(ClosedChannelException.class, () -> get(Future.defer(file::size)));
        assertThrows(ClosedChannelException.class, () -> get(Future.defer(() -> all(file.input()))));
        assertThrows(
                ClosedChannelException.class,
                () -> get(Future.defer(() -> file.writeAll(Stream.of(ByteBuffer.allocate(1))))));
        assertTrue(file.toString().contains("closed"), file::toString);
        assertEquals(0, disk().bufferedBytes());
    }

    @Test
    void whatIsGivenUp_givesItsBuffersBack() throws Exception {
        Path path = random("given-up", 600_000);
        DiskFile file = open(path, READ, WRITE);
        loop.run(0, () -> {
            Stream<ByteBuffer> input = file.input();
            Stream<ByteBuffer> second = file.input();
            Future<Long> output = file.writeAll(0, Stream.of(ByteBuffer.allocate(100_000)));
            Future<Integer> read = file.read(ByteBuffer.allocate(100_000), 0);
            pollOnce(input);
            pollOnce(second);
            pollOnce(output);
            pollOnce(read);
            input.close();
            second.close();
            output.close();
            read.close();
            read.close();
        });
        assertEquals(600_000L, get(Future.defer(file::size)));
        close(file);
        assertEquals(0, disk().bufferedBytes());
    }

    /** Polls once, with a context of nobody's. */
    private static void pollOnce(Stream<?> stream) throws Exception {
        stream.poll(new TestContext());
    }

    @Test
    void aFileThatNobodyTakes_isClosed() throws Exception {
        Path path = random("nobody", 10);
        loop.run(0, () -> {
            Future<DiskFile> opening = DiskFile.open(path);
            opening.poll(new TestContext().provide(Disk.class, disk()));
            opening.close();
            Future<DiskFile> never = DiskFile.open(folder.resolve("missing"));
            try {
                never.poll(new TestContext().provide(Disk.class, disk()));
            } catch (NoSuchFileException toldAtOnce) {
                assertEquals(folder.resolve("missing").toString(), toldAtOnce.getFile());
            }
            never.close();
        });
        loop.until("it stays open", () -> disk().size() == 0);
        assertEquals(List.of(), loop.failures);
    }

    @Test
    void badUse_isRefused() throws Exception {
        Path path = random("bad", 10);
        assertThrows(
                UnsupportedOperationException.class, () -> DiskFile.open(path, StandardOpenOption.DELETE_ON_CLOSE));
        assertThrows(IllegalArgumentException.class, () -> DiskFile.open(path, APPEND, READ));
        assertThrows(
                IllegalArgumentException.class,
                () -> DiskFile.open(path, APPEND, StandardOpenOption.TRUNCATE_EXISTING));
        DiskFile file = open(path);
        assertThrows(IllegalArgumentException.class, () -> file.input(-1));
        assertThrows(IllegalArgumentException.class, () -> file.follow(0, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> file.read(ByteBuffer.allocate(1), -1));
        assertThrows(
                IllegalArgumentException.class,
                () -> file.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0));
        IllegalStateException unwritable =
                assertThrows(IllegalStateException.class, () -> file.write(ByteBuffer.allocate(1), 0));
        assertTrue(unwritable.getMessage().contains("WRITE"), unwritable.getMessage());
        assertThrows(IllegalStateException.class, () -> file.append(ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, () -> file.truncate(0));
        IllegalStateException foreign = assertThrows(IllegalStateException.class, file::close);
        assertTrue(foreign.getMessage().contains(file.reactor().name()), foreign.getMessage());
        close(file);
        DiskFile written = open(path, WRITE);
        assertThrows(IllegalStateException.class, written::input);
        close(written);
    }

    /** Whoever stops a reactor has forgotten nothing: files, buffers, threads. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void stopping_closesWhatIsOpen() throws Exception {
        Path path = random("open", 3_000_000);
        DiskFile file = open(path, READ, WRITE);
        DiskFile idle = open(path);
        loop.reactors.get(0).spawn(Future.defer(() -> all(file.input())));
        loop.reactors.get(0).turn();
        loop.reactors.close(Duration.ZERO);
        storage.close();
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            assertFalse(
                    descriptors.anyMatch(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).equals(path.toRealPath());
                        } catch (IOException gone) {
                            return false;
                        }
                    }),
                    idle::toString);
        }
    }

    /** A sparse file takes no room, and is read as fast as memory. */
    @Test
    void readingAndWritingBlocks_makesNoGarbage() throws Exception {
        Path path = folder.resolve("sparse");
        DiskFile file = open(path, READ, WRITE, CREATE, StandardOpenOption.SPARSE);
        get(Future.defer(() -> file.write(ByteBuffer.allocate(1), 1L << 40)));
        Stream<ByteBuffer> input = file.input();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < 40 && least > 0; batch++) {
            int[] blocks = {0};
            Task<?> reading = loop.reactors.get(0).spawn(Loop.polling(cx -> {
                while (blocks[0] < 200) {
                    Polled polled = input.poll(cx);
                    if (polled != Polled.READY) {
                        return polled;
                    }
                    input.head().position(input.head().limit());
                    input.tail();
                    blocks[0]++;
                }
                return Polled.READY;
            }));
            loop.turn();
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            int first = blocks[0];
            while (!reading.isDone()) {
                loop.reactors.get(0).turn();
            }
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            least = Math.min(least, allocated / Math.max(1, blocks[0] - first));
        }
        assertEquals(0, least, "bytes a block");
        loop.run(0, input::close);
        close(file);
    }
}
