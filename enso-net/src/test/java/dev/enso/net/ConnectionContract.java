package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for one connection on every transport. */
@Timeout(60)
abstract class ConnectionContract {
    private static final ConnectionOptions SMALL =
            ConnectionOptions.defaults().withOutputLimit(16 << 10).withInputLimit(4 << 10);

    Loop loop;

    abstract Transport transport();

    Family family() {
        return Family.TCP;
    }

    @BeforeEach
    void open() {
        loop = new Loop(transport(), family(), 1, builder -> {});
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    private static String take(ByteBuffer buffer, int count) {
        byte[] bytes = new byte[count];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private Task<Boolean> spawn(Loop.Step step) {
        return loop.reactors.get(0).spawn(Loop.polling(step));
    }

    private static Polled writeAll(Connection connection, ByteBuffer source, Context cx) throws IOException {
        while (source.hasRemaining()) {
            connection.write(source);
            if (connection.pollWritable(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    // Input

    @Test
    void input_showsWhatCame() throws Exception {
        Loop.Pair pair = loop.pair();
        Stream<ByteBuffer> input = pair.connection().input();
        pair.peer().write("hello");
        loop.get(spawn(input::poll));
        loop.run(0, () -> {
            assertTrue(input.head().isDirect());
            assertEquals("hello", take(input.head(), 5));
            assertFalse(input.head().hasRemaining());
            input.tail();
            assertThrows(IllegalStateException.class, input::head);
        });
        assertEquals(5, pair.connection().bytesIn());
    }

    @Test
    void input_holdsNoMemoryBetweenReads() throws Exception {
        Loop.Pair pair = loop.pair();
        Stream<ByteBuffer> input = pair.connection().input();
        pair.peer().write("hello");
        loop.get(spawn(input::poll));
        assertTrue(loop.connections(0).bufferedBytes() > 0);
        loop.run(0, () -> {
            take(input.head(), 5);
            input.tail();
        });
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void input_bringsWhatWasLeftAgainWithMoreBehind() throws Exception {
        Loop.Pair pair = loop.pair();
        Stream<ByteBuffer> input = pair.connection().input();
        pair.peer().write("abcde");
        loop.get(spawn(input::poll));
        loop.run(0, () -> {
            assertEquals("ab", take(input.head(), 2));
            input.tail();
        });
        assertEquals(3, pair.connection().unread());
        Task<Boolean> more = spawn(input::poll);
        loop.quiet();
        assertFalse(more.isDone(), "what was left alone is no reason to wake the reader");
        pair.peer().write("fgh");
        loop.get(more);
        loop.run(0, () -> {
            assertEquals("cdefgh", take(input.head(), 6));
            input.tail();
        });
        assertEquals(0, pair.connection().unread());
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void input_letsFramesOfAnySizeUpToTheLimitGrowInPlace() throws Exception {
        int size = 1_000_000;
        byte[] frame = bytes(size, 7);
        Loop.Pair pair = loop.pair();
        Stream<ByteBuffer> input = pair.connection().input();
        Task<Boolean> reader = spawn(cx -> {
            while (true) {
                Polled polled = input.poll(cx);
                if (polled != Polled.READY || input.head().remaining() >= size) {
                    return polled;
                }
                input.tail();
            }
        });
        pair.peer().write(frame);
        loop.get(reader);
        loop.run(0, () -> {
            byte[] got = new byte[size];
            input.head().get(got);
            assertArrayEquals(frame, got);
            input.tail();
        });
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void input_failsWhenAFrameIsLargerThanTheLimit() throws Exception {
        Loop.Pair pair = loop.pair(SMALL);
        Stream<ByteBuffer> input = pair.connection().input();
        Task<Boolean> reader = spawn(cx -> {
            while (true) {
                Polled polled = input.poll(cx);
                if (polled != Polled.READY) {
                    return polled;
                }
                input.tail();
            }
        });
        pair.peer().write(new byte[5_000]);
        IOException failure = assertThrows(IOException.class, () -> loop.get(reader));
        assertTrue(failure.getMessage().contains("inputLimit is 4096"), failure.getMessage());
        assertThrows(IllegalStateException.class, () -> loop.get(spawn(input::poll)));
    }

    @Test
    void input_endsWhenThePeerHasFinished() throws Exception {
        Loop.Pair pair = loop.pair();
        Stream<ByteBuffer> input = pair.connection().input();
        pair.peer().write("xyz").finish();
        loop.get(spawn(input::poll));
        loop.run(0, () -> {
            take(input.head(), 1);
            input.tail();
        });
        Task<Boolean> end = spawn(cx -> input.poll(cx) == Polled.ENDED ? Polled.READY : Polled.PENDING);
        loop.get(end);
        assertEquals(2, pair.connection().unread(), "a frame that was cut short can be told");
        assertEquals(ConnectionState.INPUT_CLOSED, pair.connection().state());
    }

    @Test
    void input_failsWhenThePeerResets() throws Exception {
        Loop.Pair pair = loop.pair();
        Task<Boolean> reader = spawn(pair.connection().input()::poll);
        // What the peer has not read makes its close a reset, on Unix sockets too.
        loop.run(0, () -> pair.connection().write(ByteBuffer.allocate(1)));
        loop.until(() -> pair.connection().bytesOut() == 1);
        pair.peer().reset();
        assertInstanceOf(IOException.class, assertThrows(Exception.class, () -> loop.get(reader)));
        assertEquals(ConnectionState.CLOSED, pair.connection().state());
        assertEquals(0, loop.connections(0).size());
        IOException reason = assertThrows(
                IOException.class, () -> loop.run(0, () -> pair.connection().write(ByteBuffer.allocate(1))));
        assertFalse(reason instanceof ClosedChannelException, "the writer hears why, too");
    }

    @Test
    void input_closedByItsReader_leavesTheOutputOpen() throws Exception {
        Loop.Pair pair = loop.pair();
        loop.run(0, () -> pair.connection().input().close());
        assertEquals(ConnectionState.INPUT_CLOSED, pair.connection().state());
        loop.run(0, () -> pair.connection().write(ByteBuffer.wrap(new byte[] {'o', 'k'})));
        assertEquals("ok", pair.peer().text(2));
    }

    // Output

    @Test
    void write_isSentWithoutAFlush() throws Exception {
        Loop.Pair pair = loop.pair();
        loop.run(0, () -> assertEquals(2, pair.connection().write(ByteBuffer.wrap(new byte[] {'h', 'i'}))));
        assertEquals("hi", pair.peer().text(2));
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void write_waitsForTheFlushThatTakesAllTogether() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        Task<Boolean> writer = spawn(cx -> {
            for (int i = 0; i < 10; i++) {
                connection.write(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}));
            }
            connection.out().put((byte) 'd');
            assertEquals(31, connection.pendingOutput());
            assertEquals(0, connection.bytesOut());
            assertEquals(Polled.READY, connection.flush(cx));
            assertEquals(0, connection.pendingOutput());
            assertEquals(31, connection.bytesOut());
            return Polled.READY;
        });
        loop.get(writer);
        assertEquals("abcabcabcabcabcabcabcabcabcabcd", pair.peer().text(31));
    }

    @Test
    void write_toAPeerThatNeverReads_stopsAtTheLimitAndGoesOnWhenItReads() throws Exception {
        Loop.Pair pair = loop.pair(SMALL);
        Connection connection = pair.connection();
        byte[] sent = bytes(20 << 20, 3);
        ByteBuffer source = ByteBuffer.wrap(sent);
        int[] polls = {0};
        Task<Boolean> writer = spawn(cx -> {
            polls[0]++;
            return writeAll(connection, source, cx);
        });
        loop.until(() -> connection.pendingOutput() > 8 << 10);
        loop.quiet();
        int parkedAt = polls[0];
        loop.quiet();
        assertEquals(parkedAt, polls[0], "a writer that waits is not polled");
        assertFalse(writer.isDone());
        assertTrue(connection.pendingOutput() > 8 << 10);
        assertTrue(loop.connections(0).bufferedBytes() <= 16 << 10);
        byte[] head = pair.peer().read(sent.length - 1000);
        loop.get(writer);
        byte[] all = Arrays.copyOf(head, sent.length);
        System.arraycopy(pair.peer().read(1000), 0, all, head.length, 1000);
        assertArrayEquals(sent, all);
    }

    @Test
    void write_acceptsNoMoreThanTheLimitAtATime() throws Exception {
        Loop.Pair pair = loop.pair(SMALL);
        ByteBuffer source = ByteBuffer.allocateDirect(100 << 10).position(10);
        loop.run(0, () -> assertEquals(16 << 10, pair.connection().write(source)));
        assertEquals(10 + (16 << 10), source.position());
        assertEquals(100 << 10, source.limit());
        pair.peer().read(16 << 10);
    }

    /** The system's buffer is far smaller than half of ours: it takes many small pieces before half is free. */
    @Test
    void pollWritable_afterAFullBuffer_isReadyWhenHalfOfItIsFree() throws Exception {
        int limit = 1 << 20;
        Loop.Pair pair = loop.pair(ConnectionOptions.defaults().withOutputLimit(limit));
        Connection connection = pair.connection();
        loop.run(0, () -> connection.option(StandardSocketOptions.SO_SNDBUF, 8 << 10));
        fill(connection);
        int[] polls = {0};
        Task<Boolean> writer = spawn(cx -> {
            polls[0]++;
            Polled polled = connection.pollWritable(cx);
            assertEquals(connection.pendingOutput() <= limit / 2, polled == Polled.READY);
            return polled;
        });
        loop.quiet();
        assertFalse(writer.isDone());
        while (!writer.isDone()) {
            pair.peer().read(1000);
            loop.run(0, () -> {
                int accepted = connection.write(ByteBuffer.allocate(1));
                assertTrue(
                        accepted == 0 || connection.pendingOutput() <= limit / 2 + accepted,
                        "who does not wait is offered room no earlier");
            });
        }
        loop.get(writer);
        assertEquals(2, polls[0], "a writer is not woken for every few bytes");
    }

    /** Writes until neither the system nor the connection takes more. */
    private void fill(Connection connection) throws Exception {
        ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
        int[] idle = {0};
        while (idle[0] < 100) {
            loop.run(0, () -> idle[0] = connection.write(chunk.clear()) > 0 ? 0 : idle[0] + 1);
        }
        assertTrue(connection.pendingOutput() > connection.options().outputLimit() / 2);
    }

    @Test
    void out_withMoreThanTheLimit_isRefused() throws Exception {
        Loop.Pair pair = loop.pair(SMALL);
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> loop.run(0, () -> pair.connection().out((16 << 10) + 1)));
        assertTrue(failure.getMessage().contains("outputLimit"), failure.getMessage());
    }

    @Test
    void out_hasTheRoomItWasAskedForOrNone() throws Exception {
        Loop.Pair pair = loop.pair(SMALL);
        Connection connection = pair.connection();
        loop.run(0, () -> {
            assertTrue(connection.out(16 << 10).remaining() >= 16 << 10);
            connection.write(ByteBuffer.allocate(100));
        });
        fill(connection);
        loop.run(0, () -> assertEquals(0, connection.out(1).remaining()));
    }

    @Test
    void write_afterAReset_failsAndTheReaderIsTold() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        pair.peer().reset();
        Task<Boolean> writer = spawn(cx -> {
            connection.write(ByteBuffer.wrap(new byte[100]));
            connection.flush(cx);
            cx.waker().wake();
            return Polled.PENDING;
        });
        assertInstanceOf(IOException.class, assertThrows(Exception.class, () -> loop.get(writer)));
        // The system has told the writer, and tells once; what it tells the reader now looks like an orderly end.
        Task<Boolean> reader = spawn(connection.input()::poll);
        assertInstanceOf(IOException.class, assertThrows(Exception.class, () -> loop.get(reader)));
        loop.until(() -> loop.connections(0).size() == 0);
    }

    @Test
    void writeAll_echoesEveryByte() throws Exception {
        Server server = loop.serve(connection -> connection.writeAll(connection.input()));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Peer peer = loop.peer(server);
        int total = 0;
        for (int i = 0; i < 200; i++) {
            byte[] chunk = bytes(1 + random.nextInt(i % 10 == 0 ? 60_000 : 600), seed + i);
            peer.write(chunk);
            assertArrayEquals(chunk, peer.read(chunk.length), "seed " + seed);
            total += chunk.length;
        }
        peer.finish();
        assertEquals(0, peer.readToEnd().length);
        assertTrue(total > 0);
        loop.until(() -> server.connections() == 0);
    }

    @Test
    void writeAll_gathersWhatItsSourceHasAndWritesItTogether() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        Stream<ByteBuffer> source = Stream.of(1, 2, 3, 4, 5).map(i -> {
            assertEquals(0, connection.bytesOut());
            return ByteBuffer.allocate(100 * i);
        });
        assertEquals(1500, loop.get(loop.reactors.get(0).spawn(connection.writeAll(source))));
        pair.peer().read(1500);
    }

    @Test
    void writeAll_toAPeerThatNeverReads_stopsReading() throws Exception {
        Connection[] accepted = {null};
        Server server = loop.serve(
                ServerOptions.defaults()
                        .withConnections(ConnectionOptions.defaults().withOutputLimit(128 << 10)),
                connection -> {
                    accepted[0] = connection;
                    return connection.writeAll(connection.input());
                });
        Peer peer = loop.peer(server);
        byte[] chunk = bytes(100_000, 5);
        long taken = peer.flood(chunk);
        assertTrue(accepted[0].pendingOutput() <= 128 << 10);
        assertTrue(loop.connections(0).bufferedBytes() <= 128 << 10, "no read buffer is held for it");
        byte[] back = peer.read((int) taken);
        for (int i = 0; i < back.length; i++) {
            assertEquals(chunk[i % chunk.length], back[i]);
        }
    }

    @Test
    void send_isReadyWhenTheSystemHasTakenAll() throws Exception {
        Loop.Pair pair = loop.pair(SMALL);
        byte[] sent = bytes(10 << 20, 9);
        Task<Long> sending = loop.reactors.get(0).spawn(pair.connection().send(ByteBuffer.wrap(sent)));
        loop.until(() -> pair.connection().pendingOutput() > 0);
        assertFalse(sending.isDone());
        assertArrayEquals(sent, pair.peer().read(sent.length));
        assertEquals(sent.length, loop.get(sending));
        assertEquals(sent.length, pair.connection().bytesOut());
    }

    @Test
    void send_ofADirectBufferIsNotCopied() throws Exception {
        Loop.Pair pair = loop.pair();
        ByteBuffer large = ByteBuffer.allocateDirect(8 << 10);
        loop.run(0, () -> {
            assertEquals(8 << 10, pair.connection().write(large));
            assertEquals(8 << 10, pair.connection().bytesOut());
            assertEquals(0, pair.connection().pendingOutput());
        });
        pair.peer().read(8 << 10);
    }

    // Ending

    @Test
    void aRaceAgainstTheInput_tellsAHandlerThatOnlyWritesThatItsPeerHasGone() throws Exception {
        int[] ended = {0};
        Server server = loop.serve(connection -> new Loop.Never()
                .race(connection
                        .input()
                        .forEach(bytes -> bytes.position(bytes.limit()))
                        .map(end -> true))
                .map(end -> ended[0]++));
        Peer finishing = loop.peer(server);
        finishing.write("nobody wants this");
        loop.until(() -> server.connections() == 1);
        finishing.close();
        loop.until(() -> server.connections() == 0);
        assertEquals(1, ended[0]);
        Peer resetting = loop.peer(server);
        loop.until(() -> server.connections() == 1);
        resetting.reset();
        loop.until(() -> server.connections() == 0);
        assertEquals(family() == Family.TCP ? 1 : 2, ended[0], "a reset is a failure, not an end");
    }

    @Test
    void shutdownOutput_endsThePeersStreamBehindWhatWasWrittenAndReadingGoesOn() throws Exception {
        Loop.Pair pair = loop.pair(SMALL);
        Connection connection = pair.connection();
        fill(connection);
        long all = connection.bytesOut() + connection.pendingOutput();
        loop.run(0, connection::shutdownOutput);
        loop.run(0, connection::shutdownOutput);
        assertEquals(ConnectionState.OUTPUT_CLOSED, connection.state());
        assertThrows(ClosedChannelException.class, () -> loop.run(0, () -> connection.write(ByteBuffer.allocate(1))));
        loop.get(spawn(cx -> connection.pollWritable(cx) == Polled.ENDED ? Polled.READY : Polled.PENDING));
        assertEquals(all, pair.peer().readToEnd().length);
        pair.peer().write("still here");
        loop.get(spawn(connection.input()::poll));
        loop.run(0, () -> {
            assertEquals("still here", take(connection.input().head(), 10));
            connection.input().tail();
        });
        pair.peer().finish();
        Task<Boolean> end = spawn(cx -> connection.input().poll(cx) == Polled.ENDED ? Polled.READY : Polled.PENDING);
        loop.get(end);
        assertEquals(ConnectionState.CLOSED, connection.state(), "both halves have ended");
    }

    @Test
    void close_sendsWhatWasWrittenToASlowReader() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        fill(connection);
        long all = connection.bytesOut() + connection.pendingOutput();
        loop.run(0, connection::close);
        loop.run(0, connection::close);
        assertEquals(ConnectionState.DRAINING, connection.state());
        assertEquals(all, pair.peer().readToEnd().length);
        loop.until(() -> connection.state() == ConnectionState.CLOSED);
        assertEquals(0, loop.connections(0).size());
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void close_cutsOffAPeerThatNeverReadsAtTheDrainLimit() throws Exception {
        Loop.Pair pair = loop.pair(SMALL.withDrainLimit(Duration.ofSeconds(7)));
        Connection connection = pair.connection();
        fill(connection);
        loop.run(0, connection::close);
        loop.pass(Duration.ofSeconds(6));
        loop.quiet();
        assertEquals(ConnectionState.DRAINING, connection.state());
        loop.pass(Duration.ofSeconds(1));
        loop.until(() -> connection.state() == ConnectionState.CLOSED);
        family().readToCut(pair.peer());
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void close_withUnreadInput_letsThePeerReadTheEndAndNotAReset() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        pair.peer().write(new byte[100_000]);
        loop.run(0, () -> {
            connection.write(ByteBuffer.wrap("bye".getBytes(StandardCharsets.US_ASCII)));
            connection.close();
        });
        pair.peer().write(new byte[100_000]);
        assertEquals("bye", new String(pair.peer().readToEnd(), StandardCharsets.US_ASCII));
        pair.peer().write(new byte[10_000]).finish();
        loop.until(() -> connection.state() == ConnectionState.CLOSED);
    }

    @Test
    void close_doesNotListenForEverToAPeerThatStillSends() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        pair.peer().write(new byte[100_000]);
        loop.run(0, connection::close);
        loop.quiet();
        assertEquals(ConnectionState.DRAINING, connection.state());
        loop.pass(Duration.ofSeconds(1));
        loop.until(() -> connection.state() == ConnectionState.CLOSED);
    }

    @Test
    void close_endsTheReader() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        Task<Boolean> reader = spawn(cx -> connection.input().poll(cx) == Polled.ENDED ? Polled.READY : Polled.PENDING);
        loop.turn();
        loop.run(0, connection::close);
        loop.get(reader);
        assertEquals(0, pair.peer().readToEnd().length);
    }

    @Test
    void abort_resetsThePeer() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        fill(connection);
        loop.run(0, connection::abort);
        loop.run(0, connection::abort);
        loop.run(0, connection::close);
        assertEquals(ConnectionState.CLOSED, connection.state());
        family().readToCut(pair.peer());
    }

    @Test
    void flush_thatLosesBytesByAnAbort_fails() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        fill(connection);
        Task<Boolean> flushing = spawn(connection::flush);
        loop.turn();
        loop.run(0, connection::abort);
        IOException failure = assertThrows(IOException.class, () -> loop.get(flushing));
        assertTrue(failure.getMessage().contains("not sent"), failure.getMessage());
    }

    @Test
    void use_fromAnotherThreadIsRefused() throws Exception {
        Loop.Pair pair = loop.pair();
        IllegalStateException failure = assertThrows(
                IllegalStateException.class, () -> pair.connection().write(ByteBuffer.allocate(1)));
        assertTrue(failure.getMessage().contains("enso-0"), failure.getMessage());
        assertThrows(IllegalStateException.class, pair.connection()::close);
    }

    @Test
    void transitions_areLoggedAtDebug() throws Exception {
        Logger logger = Logger.getLogger("dev.enso.net");
        List<String> said = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setLevel(Level.FINE);
        try {
            Loop.Pair pair = loop.pair();
            loop.run(0, pair.connection()::shutdownOutput);
            loop.run(0, pair.connection()::close);
            String name = "Connection[" + pair.connection().name() + "]: ";
            assertTrue(said.contains(name + "OPEN to OUTPUT_CLOSED, for OUTPUT_ENDS"), said::toString);
            assertTrue(said.contains(name + "OUTPUT_CLOSED to DRAINING, for CLOSE"), said::toString);
            assertTrue(said.contains(name + "DRAINING to CLOSED, for GONE"), said::toString);
        } finally {
            logger.setLevel(null);
            logger.removeHandler(handler);
        }
    }

    @Test
    void addresses_areThoseOfBothEnds() throws Exception {
        Loop.Pair pair = loop.pair();
        Connection connection = pair.connection();
        Server server = Objects.requireNonNull(connection.server);
        if (family() == Family.TCP) {
            assertEquals(pair.peer().address(), connection.remoteAddress());
        } else {
            assertEquals(UnixDomainSocketAddress.of(""), connection.remoteAddress());
        }
        assertEquals(server.address(), connection.localAddress());
        String name = family().nameOfFirst(server, pair.peer());
        assertTrue(connection.toString().contains(name), connection::toString);
        assertSame(loop.reactors.get(0), pair.connection().reactor());
    }

    @Test
    void frames_areCutByAReaderThatLeavesPartialOnes() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Loop.Pair pair = loop.pair();
        Stream<ByteBuffer> input = pair.connection().input();
        List<byte[]> got = new ArrayList<>();
        Task<Boolean> reader = spawn(cx -> {
            while (true) {
                Polled polled = input.poll(cx);
                if (polled != Polled.READY) {
                    return polled == Polled.ENDED ? Polled.READY : polled;
                }
                ByteBuffer head = input.head();
                while (head.remaining() >= 4 && head.remaining() >= 4 + head.getInt(head.position())) {
                    byte[] frame = new byte[head.getInt()];
                    head.get(frame);
                    got.add(frame);
                }
                input.tail();
            }
        });
        List<byte[]> sent = new ArrayList<>();
        ByteBuffer all = ByteBuffer.allocate(8 << 20);
        for (int i = 0; i < 300; i++) {
            byte[] frame = bytes(random.nextInt(i % 50 == 0 ? 400_000 : 3_000), seed + i);
            sent.add(frame);
            all.putInt(frame.length).put(frame);
        }
        all.flip();
        while (all.hasRemaining()) {
            byte[] piece = new byte[Math.min(all.remaining(), 1 + random.nextInt(100_000))];
            all.get(piece);
            pair.peer().write(piece);
            loop.turn();
        }
        pair.peer().finish();
        loop.get(reader);
        assertEquals(sent.size(), got.size(), "seed " + seed);
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(sent.get(i), got.get(i), "seed " + seed + ", frame " + i);
        }
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void futureOfAValue_isNotNeededToUseAConnection() throws Exception {
        Server server = loop.serve(connection -> Future.of(1));
        Peer peer = loop.peer(server);
        assertEquals(0, peer.readToEnd().length);
        loop.until(() -> server.connections() == 0);
    }
}
