package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static dev.enso.queues.ChannelContractTest.assertBalance;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of any length over bytes. */
@ParameterizedClass(name = "{0}")
@MethodSource("makers")
class PipeTest {
    record Maker(String name, Driver driver) {
        Pipe make(int bytes) {
            return name.equals("heap") ? Pipe.onHeap(driver, bytes) : Pipe.direct(driver, bytes);
        }
    }

    @Parameter
    Maker maker;

    private final HandContext cx = new HandContext();

    static List<Maker> makers() {
        return List.of(
                new Maker("heap", Driver.SPSC),
                new Maker("heap", Driver.MPSC),
                new Maker("direct", Driver.SPSC),
                new Maker("direct", Driver.MPSC));
    }

    /** Against a queue of arrays: lengths from none to the longest, claims given up, batches read, over many laps. */
    @Test
    void records_comeOutAsTheyWentInWhateverTheirLengths() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int bytes : new int[] {64, 128, 1024, 4096}) {
            Pipe pipe = maker.make(bytes);
            PipeWriter writer = pipe.writer();
            Queue<byte[]> model = new ArrayDeque<>();
            int longest = pipe.longestRecord();
            assertTrue(longest >= 32 && longest <= bytes / 2);
            for (int step = 0; step < 30_000; step++) {
                byte[] content = new byte[random.nextInt(random.nextInt(longest) + 2)];
                if (content.length > longest) {
                    continue;
                }
                random.nextBytes(content);
                switch (random.nextInt(5)) {
                    case 0 -> {
                        if (pipe.tx().offer(ByteBuffer.wrap(content)) == Sent.ACCEPTED) {
                            model.add(content);
                        }
                    }
                    case 1 -> {
                        if (writer.claim(content.length) == Sent.ACCEPTED) {
                            writer.record().put(content);
                            writer.commit();
                            model.add(content);
                        }
                    }
                    case 2 -> {
                        if (writer.claim(content.length) == Sent.ACCEPTED) {
                            writer.record().put(content);
                            writer.abort();
                        }
                    }
                    default -> {
                        if (pipe.rx().poll(cx) == READY) {
                            ByteBuffer record = pipe.rx().head();
                            byte[] read = new byte[record.remaining()];
                            record.get(record.position(), read);
                            assertArrayEquals(model.remove(), read, () -> "seed " + seed);
                            pipe.rx().tail();
                        } else {
                            assertTrue(model.isEmpty(), () -> "seed " + seed);
                        }
                    }
                }
                assertEquals(model.size(), pipe.account().resident());
            }
            assertBalance(
                    pipe.channel(),
                    pipe.account().published(),
                    pipe.account().published() - model.size(),
                    0,
                    model.size());
        }
    }

    @Test
    void emptyPipe_takesTheLongestRecordWhereverItStands() throws Exception {
        Pipe pipe = maker.make(1024);
        for (int i = 0; i < 64; i++) {
            assertEquals(Sent.ACCEPTED, pipe.tx().offer(ByteBuffer.allocate(1)));
            assertEquals(1, pipe.rx().drain(record -> assertEquals(1, record.remaining()), 9));
            assertEquals(READY, pipe.tx().poll(cx));
            assertEquals(Sent.ACCEPTED, pipe.tx().offer(ByteBuffer.allocate(512)));
            assertEquals(1, pipe.rx().drain(record -> assertEquals(512, record.remaining()), 9));
        }
    }

    @Test
    void recordThatCanNeverFit_isRefusedWithTheNumbers() {
        Pipe pipe = maker.make(1024);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> pipe.tx().offer(ByteBuffer.allocate(513)))
                .getMessage();
        assertTrue(message.contains("0 to 512 bytes: 513"), message);
        PipeWriter writer = pipe.writer();
        assertThrows(IllegalArgumentException.class, () -> writer.claim(-1));
        assertThrows(IllegalStateException.class, writer::commit);
        assertThrows(IllegalStateException.class, writer::abort);
        assertThrows(IllegalStateException.class, writer::record);
        assertEquals(Sent.ACCEPTED, writer.claim(0));
        assertThrows(IllegalStateException.class, () -> writer.claim(0));
        assertBalance(pipe.channel(), 0, 0, 0, 0);
    }

    @Test
    void recordWithAForgedPayload_isNeverTakenForAnother() throws Exception {
        Pipe pipe = maker.make(256);
        byte[] ones = new byte[128];
        for (int lap = 0; lap < 50; lap++) {
            java.util.Arrays.fill(ones, (byte) lap);
            assertEquals(Sent.ACCEPTED, pipe.tx().offer(ByteBuffer.wrap(ones)));
            pipe.rx().drain(record -> {}, 1);
            assertEquals(PENDING, pipe.rx().look(), "old bytes ahead");
        }
    }

    @Test
    void full_isAnswerAndRoomWakes() throws Exception {
        Pipe pipe = maker.make(128);
        for (int i = 0; i < 4; i++) {
            assertEquals(Sent.ACCEPTED, pipe.tx().offer(ByteBuffer.allocate(32)));
        }
        PipeWriter writer = pipe.writer();
        assertEquals(Sent.FULL, writer.claim(1));
        assertEquals(PENDING, pipe.tx().poll(cx));
        pipe.rx().drain(record -> {}, 9);
        assertTrue(cx.takeWakes() > 0);
        assertEquals(READY, pipe.tx().poll(cx));
    }

    @Test
    void claim_isHiddenUntilCommitAndWrittenInPlace() throws Exception {
        Pipe pipe = maker.make(256);
        PipeWriter writer = pipe.writer();
        assertEquals(Sent.ACCEPTED, writer.claim(8));
        writer.record().putLong(42);
        assertEquals(PENDING, pipe.rx().look());
        writer.commit();
        assertEquals(READY, pipe.rx().look());
        assertTrue(pipe.rx().inPlace());
        assertEquals(42, pipe.rx().head().getLong());
        pipe.rx().tail();
    }

    @Test
    void closeOfTheReceiver_countsRecordsAndRefusesClaims() {
        Pipe pipe = maker.make(256);
        pipe.tx().offer(ByteBuffer.allocate(5));
        pipe.tx().offer(ByteBuffer.allocate(100));
        pipe.rx().close();
        assertEquals(Sent.CLOSED, pipe.writer().claim(1));
        assertBalance(pipe.channel(), 2, 0, 2, 0);
    }

    @Test
    void streamView_carriesBytesAcrossRecordsToTheEnd() throws Exception {
        Pipe pipe = maker.make(256);
        WritableByteChannel sink = pipe.sink();
        ReadableByteChannel source = pipe.source();
        SplittableRandom random = new SplittableRandom(7);
        byte[] all = new byte[100_000];
        random.nextBytes(all);
        ByteBuffer from = ByteBuffer.wrap(all);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        assertEquals(0, source.read(ByteBuffer.allocate(9)));
        int stuck = 0;
        while (from.hasRemaining()) {
            ByteBuffer part = from.slice();
            part.limit(Math.min(part.remaining(), random.nextInt(300)));
            int written = sink.write(part);
            from.position(from.position() + written);
            ByteBuffer into = ByteBuffer.allocate(random.nextInt(300));
            int taken = source.read(into);
            read.write(into.array(), 0, into.position());
            stuck = written + taken > 0 ? 0 : stuck + 1;
            assertTrue(stuck < 100);
        }
        sink.close();
        ByteBuffer rest = ByteBuffer.allocate(1000);
        while (source.read(rest) > 0) {}
        read.write(rest.array(), 0, rest.position());
        assertEquals(-1, source.read(ByteBuffer.allocate(9)));
        assertArrayEquals(all, read.toByteArray());
        assertFalse(sink.isOpen());
        assertThrows(ClosedChannelException.class, () -> sink.write(ByteBuffer.allocate(1)));
        assertTrue(source.isOpen());
        source.close();
        assertThrows(ClosedChannelException.class, () -> source.read(ByteBuffer.allocate(1)));
    }

    /** Real threads that claim, commit, give up and copy; the reader parks. Each record says who wrote it and its sum. */
    @Test
    void threads_loseNothingAndTearNothing() throws Exception {
        int senders = maker.driver == Driver.SPSC ? 1 : 3;
        int each = Boolean.getBoolean("enso.long") ? 2_000_000 : 30_000;
        Pipe pipe = maker.make(4096);
        AtomicInteger sending = new AtomicInteger(senders);
        AtomicLong accepted = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            int name = sender;
            threads.add(new Thread(() -> {
                accepted.addAndGet(send(pipe, name, each));
                if (sending.decrementAndGet() == 0) {
                    pipe.tx().close();
                }
            }));
        }
        threads.forEach(Thread::start);
        long[] next = new long[senders];
        long read = 0;
        ParkingWaker waker = new ParkingWaker();
        WakerContext parking = new WakerContext(waker);
        long deadline = System.nanoTime() + 60_000_000_000L;
        for (Polled polled; (polled = pipe.rx().poll(parking)) != ENDED; ) {
            if (polled == PENDING) {
                waker.park(deadline);
                continue;
            }
            ByteBuffer record = pipe.rx().head();
            int name = record.get();
            assertEquals(next[name]++, record.getLong());
            byte fill = record.remaining() > 0 ? record.get(record.position()) : 0;
            while (record.hasRemaining()) {
                assertEquals(fill, record.get());
            }
            pipe.rx().tail();
            read++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals((long) senders * each, read);
        assertBalance(pipe.channel(), read, read, 0, 0);
    }

    private static long send(Pipe pipe, int name, int records) {
        PipeWriter writer = pipe.writer();
        SplittableRandom random = new SplittableRandom(name);
        ParkingWaker waker = new ParkingWaker();
        WakerContext parking = new WakerContext(waker);
        long deadline = System.nanoTime() + 60_000_000_000L;
        long sent = 0;
        while (sent < records) {
            int filling = random.nextInt(300);
            Sent answer = writer.claim(9 + filling);
            if (answer == Sent.FULL) {
                if (pipe.tx().poll(parking) == PENDING) {
                    waker.park(deadline);
                }
                continue;
            }
            assertEquals(Sent.ACCEPTED, answer);
            ByteBuffer record = writer.record();
            record.put((byte) name).putLong(sent);
            for (int i = 0; i < filling; i++) {
                record.put((byte) sent);
            }
            if (random.nextInt(10) == 0) {
                writer.abort();
                continue;
            }
            writer.commit();
            sent++;
            if (random.nextInt(4) == 0) {
                writer.flush();
            }
        }
        writer.flush();
        return sent;
    }

    @Test
    void record_costsNoGarbage() throws Exception {
        Pipe pipe = maker.make(1 << 16);
        PipeWriter writer = pipe.writer();
        ByteBuffer message = ByteBuffer.allocate(40);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 6 && least > 0; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int round = 0; round < 20_000; round++) {
                pipe.tx().offer(message);
                writer.claim(100);
                writer.record().putLong(round);
                writer.commit();
                writer.flush();
                while (pipe.rx().poll(cx) == READY) {
                    pipe.rx().head().get();
                    pipe.rx().tail();
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 2_000, least + " bytes for 40000 records");
    }

    @Test
    void sizesOutOfRange_areRefused() {
        for (int bytes : new int[] {-1, 0, 63, Pipe.MAX_BYTES + 1}) {
            String message = assertThrows(IllegalArgumentException.class, () -> maker.make(bytes))
                    .getMessage();
            assertTrue(message.contains("bytes=" + bytes), message);
        }
        assertEquals(128, maker.make(65).properties().bound());
        assertThrows(IllegalArgumentException.class, () -> Pipe.onHeap(Driver.SPMC, 1024));
        assertThrows(IllegalArgumentException.class, () -> Pipe.carrying(new ReferenceCodec(), 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> Pipe.carrying(new ReferenceCodec(), 1 << 20).create(maker.driver, 1 << 20));
    }

    @Test
    void backendPipes_copiesBuffersInAndShowsThemInPlace() throws Exception {
        Channel<ByteBuffer> channel = Queues.PIPES.create(maker.driver, 3);
        ByteBuffer message = ByteBuffer.allocate(Queues.LONGEST_RECORD).putLong(0, 7);
        for (int i = 0; i < 3; i++) {
            assertEquals(Sent.ACCEPTED, channel.tx().offer(message));
        }
        assertEquals(Sent.FULL, channel.tx().offer(message));
        message.putLong(0, 8);
        assertEquals(READY, channel.rx().poll(cx));
        assertEquals(7, channel.rx().head().getLong());
        assertTrue(channel.rx().inPlace());
        channel.rx().tail();
        assertThrows(
                IllegalArgumentException.class,
                () -> channel.tx().offer(ByteBuffer.allocate(Queues.LONGEST_RECORD + 1)));
        assertThrows(IllegalStateException.class, () -> channel.rx().toList());
    }
}
