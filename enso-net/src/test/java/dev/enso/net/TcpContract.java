package dev.enso.net;

import static dev.enso.net.Net.BOTH;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for connections that stand, on every transport. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class TcpContract {
    private static final Token A = new Token(1);

    private Net net;

    abstract Transport transport();

    @BeforeEach
    void open() throws IOException {
        net = new Net(transport());
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    @Test
    void read_withNothingThere_wouldBlock() throws IOException {
        Net.Pair pair = net.pair();
        assertEquals(0, pair.stream().read(ByteBuffer.allocateDirect(8)));
        assertEquals(0, pair.stream().read(ByteBuffer.allocate(8)));
    }

    @Test
    void read_withoutRoom_isNotTheEnd() throws IOException {
        Net.Pair pair = net.pair();
        pair.peer().getOutputStream().write(1);
        net.registry.register(pair.stream(), A, Interest.READABLE);
        net.untilEvent(A, Ready.READABLE);
        assertEquals(0, pair.stream().read(ByteBuffer.allocateDirect(0)));
        assertEquals(0, pair.stream().write(ByteBuffer.allocateDirect(0)));
        assertEquals(1, Net.drain(pair.stream()));
    }

    @Test
    void read_intoAReadOnlyBuffer_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        ByteBuffer readOnly = ByteBuffer.allocateDirect(8).asReadOnlyBuffer();
        assertThrows(ReadOnlyBufferException.class, () -> pair.stream().read(readOnly));
    }

    @Test
    void readAndWrite_respectPositionLimitAndSlice_ofAnyBuffer() throws IOException {
        for (boolean direct : new boolean[] {true, false}) {
            Net.Pair pair = net.pair();
            ByteBuffer whole = direct ? ByteBuffer.allocateDirect(32) : ByteBuffer.allocate(32);
            for (int i = 0; i < 32; i++) {
                whole.put(i, (byte) i);
            }
            ByteBuffer part = whole.slice(8, 16).asReadOnlyBuffer().position(2).limit(6);
            assertEquals(4, pair.stream().write(part));
            assertEquals(6, part.position());
            assertArrayEquals(
                    new byte[] {10, 11, 12, 13}, pair.peer().getInputStream().readNBytes(4));

            pair.peer().getOutputStream().write(new byte[] {91, 92, 93});
            ByteBuffer into = whole.slice(8, 16).position(3).limit(5);
            net.until(() -> pair.stream().read(into) != 0 && !into.hasRemaining());
            assertEquals(5, into.position());
            assertEquals(10, whole.get(10));
            assertEquals(91, whole.get(11));
            assertEquals(92, whole.get(12));
            assertEquals(13, whole.get(13));
        }
    }

    @Test
    void read_afterThePeerEnded_givesTheRestAndThenTheEnd() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.READABLE);
        pair.peer().getOutputStream().write(new byte[] {1, 2, 3});
        pair.peer().shutdownOutput();
        ByteBuffer buffer = ByteBuffer.allocate(8);
        net.until(() -> pair.stream().read(buffer) < 0);
        assertEquals(3, buffer.position());
        assertEquals(-1, pair.stream().read(buffer));
        // Half of it is open still.
        assertEquals(1, pair.stream().write(ByteBuffer.allocate(1)));
        assertEquals(0, pair.peer().getInputStream().read());
    }

    @Test
    void shutdownOutput_endsOneHalf() throws IOException {
        Net.Pair pair = net.pair();
        assertEquals(2, pair.stream().write(ByteBuffer.wrap(new byte[] {5, 6})));
        pair.stream().shutdownOutput();
        pair.stream().shutdownOutput();
        assertArrayEquals(new byte[] {5, 6}, pair.peer().getInputStream().readAllBytes());
        assertThrows(ClosedChannelException.class, () -> pair.stream().write(ByteBuffer.allocate(1)));
        pair.peer().getOutputStream().write(9);
        net.registry.register(pair.stream(), A, Interest.READABLE);
        net.untilEvent(A, Ready.READABLE);
        assertEquals(1, Net.drain(pair.stream()));
    }

    @Test
    void shutdownInput_endsTheOtherHalf() throws IOException {
        Net.Pair pair = net.pair();
        pair.stream().shutdownInput();
        pair.stream().shutdownInput();
        assertEquals(-1, pair.stream().read(ByteBuffer.allocate(1)));
        assertEquals(1, pair.stream().write(ByteBuffer.allocate(1)));
    }

    @Test
    void reset_isReadableAndAFailureOfTheRead() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.READABLE);
        assertEquals(List.of(), net.quiet());
        pair.peer().setSoLinger(true, 0);
        pair.peer().close();
        net.untilEvent(A, Ready.READABLE);
        IOException reset = assertThrows(IOException.class, () -> pair.stream().read(ByteBuffer.allocateDirect(8)));
        assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
        assertTrue(pair.stream().isOpen());
        pair.stream().shutdownOutput();
    }

    /** Whether what has come can still be read is the system's affair; but whoever sees an end has read all of it. */
    @Test
    void reset_behindAnEnd_leavesNoEndWithoutTheBytesBeforeIt() throws IOException {
        Net.Pair pair = net.pair();
        byte[] sent = new byte[4126];
        pair.peer().getOutputStream().write(sent);
        pair.peer().shutdownOutput();
        pair.peer().setSoLinger(true, 0);
        pair.peer().close();
        ByteBuffer heard = ByteBuffer.allocate(2 * sent.length);
        boolean[] over = {false};
        net.until(() -> {
            try {
                over[0] = pair.stream().read(heard) < 0;
                return over[0];
            } catch (IOException reset) {
                return true;
            }
        });
        assertTrue(!over[0] || heard.position() == sent.length, () -> "an end after " + heard.position());
    }

    @Test
    void reset_isWritableAndAFailureOfTheWrite() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.WRITABLE);
        Net.flood(pair.stream());
        assertTrue(net.quiet().size() <= 1);
        pair.peer().setSoLinger(true, 0);
        pair.peer().close();
        net.untilEvent(A, Ready.WRITABLE);
        assertThrows(IOException.class, () -> Net.flood(pair.stream()));
    }

    @Test
    void close_withLingerZero_resetsThePeer() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        pair.stream().option(StandardSocketOptions.SO_LINGER, 0).close();
        assertThrows(IOException.class, () -> {
            int end = pair.peer().getInputStream().read();
            throw new AssertionError("no reset, but " + end);
        });
    }

    @Test
    void close_whileRegistered_endsThePeersInput() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        pair.stream().close();
        assertEquals(-1, pair.peer().getInputStream().read());
    }

    @Test
    void useAfterClose_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        TcpStream stream = pair.stream();
        stream.close();
        assertThrows(ClosedChannelException.class, () -> stream.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, () -> stream.write(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, stream::shutdownOutput);
        assertThrows(ClosedChannelException.class, stream::takeError);
        assertThrows(ClosedChannelException.class, () -> stream.option(StandardSocketOptions.TCP_NODELAY));
        assertNull(stream.localAddress());
        assertNull(stream.remoteAddress());
    }

    @Test
    void write_untilItWouldBlock_thenAnEdgeWhenThereIsRoom() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        for (int round = 0; round < 3; round++) {
            net.quiet();
            int sent = Net.flood(pair.stream());
            assertTrue(sent > 0);
            assertEquals(List.of(), net.quiet());
            pair.peer().getInputStream().readNBytes(sent);
            net.untilEvent(A, Ready.WRITABLE);
        }
    }

    /** A system that goes on saying that the peer has finished may say nothing else. */
    @Test
    void write_thatBlocksAfterThePeerHasFinished_getsItsEdge() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        pair.peer().shutdownOutput();
        net.until(() -> pair.stream().read(ByteBuffer.allocate(1)) == -1);
        for (int round = 0; round < 3; round++) {
            net.quiet();
            int sent = Net.flood(pair.stream());
            assertTrue(sent > 0);
            net.quiet();
            assertTrue(net.earlyAwakenings() < 5, "the poll spins");
            pair.peer().getInputStream().readNBytes(sent);
            net.untilEvent(A, Ready.WRITABLE);
        }
    }

    @Test
    void edges_ofReading_comeForEachDrain() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        for (int round = 0; round < 20; round++) {
            pair.peer().getOutputStream().write(new byte[] {1, 2, 3});
            int[] got = {0};
            while (got[0] < 3) {
                net.untilEvent(A, Ready.READABLE);
                got[0] += Net.drain(pair.stream());
            }
            assertEquals(3, got[0]);
        }
    }

    @Test
    void edges_undrained_doNotKeepThePollAwake() throws IOException {
        Net.Pair pair = net.pair();
        pair.peer().getOutputStream().write(1);
        net.registry.register(pair.stream(), A, BOTH);
        net.untilEvent(A, Ready.READABLE.or(Ready.WRITABLE));
        // Spurious ones are allowed, a stream of them is not.
        assertTrue(net.quiet().size() <= 2);
        assertEquals(List.of(), net.quiet());
        assertTrue(net.earlyAwakenings() < 5, "the poll spins");
    }

    @Test
    void bigTransfers_arriveByteForByte() throws Exception {
        for (boolean direct : new boolean[] {true, false}) {
            transfer(direct, 6_000_000, 4711);
        }
    }

    /** The peer echoes; everything goes out and comes back while both directions block now and then. */
    private void transfer(boolean direct, int length, long seed) throws Exception {
        Net.Pair pair = net.pair();
        Thread echo = new Thread(() -> {
            try (Socket peer = pair.peer()) {
                byte[] bytes = new byte[50_000];
                int n = peer.getInputStream().read(bytes);
                while (n >= 0) {
                    peer.getOutputStream().write(bytes, 0, n);
                    n = peer.getInputStream().read(bytes);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        echo.start();
        byte[] expected = new byte[length];
        new SplittableRandom(seed).nextBytes(expected);
        byte[] received = new byte[length];
        ByteBuffer out =
                direct ? ByteBuffer.allocateDirect(length).put(expected).flip() : ByteBuffer.wrap(expected);
        ByteBuffer in = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.wrap(received);
        net.registry.register(pair.stream(), A, BOTH);
        net.until(() -> {
            while (pair.stream().write(out) > 0) {
                // As much as it takes.
            }
            if (!out.hasRemaining()) {
                pair.stream().shutdownOutput();
            }
            int n = in.hasRemaining() ? pair.stream().read(in) : -1;
            while (n > 0 && in.hasRemaining()) {
                n = pair.stream().read(in);
            }
            return !in.hasRemaining();
        });
        echo.join();
        net.until(() -> pair.stream().read(ByteBuffer.allocate(1)) == -1);
        if (direct) {
            in.flip().get(received);
        }
        assertArrayEquals(expected, received, "seed " + seed);
    }

    @Test
    void options_areSetAndRead() throws IOException {
        TcpStream stream = net.pair().stream();
        assertTrue(stream.option(StandardSocketOptions.TCP_NODELAY, true).option(StandardSocketOptions.TCP_NODELAY));
        assertFalse(stream.option(StandardSocketOptions.TCP_NODELAY, false).option(StandardSocketOptions.TCP_NODELAY));
        assertTrue(stream.option(StandardSocketOptions.SO_KEEPALIVE, true).option(StandardSocketOptions.SO_KEEPALIVE));
        assertTrue(stream.option(StandardSocketOptions.SO_REUSEADDR, true).option(StandardSocketOptions.SO_REUSEADDR));
        assertEquals(7, stream.option(StandardSocketOptions.SO_LINGER, 7).option(StandardSocketOptions.SO_LINGER));
        assertEquals(-1, stream.option(StandardSocketOptions.SO_LINGER, -1).option(StandardSocketOptions.SO_LINGER));
        assertTrue(stream.option(StandardSocketOptions.SO_RCVBUF, 65536).option(StandardSocketOptions.SO_RCVBUF) > 0);
        assertTrue(stream.option(StandardSocketOptions.SO_SNDBUF, 65536).option(StandardSocketOptions.SO_SNDBUF) > 0);
        UnsupportedOperationException unknown = assertThrows(
                UnsupportedOperationException.class,
                () -> stream.option(StandardSocketOptions.IP_MULTICAST_LOOP, true));
        assertTrue(unknown.getMessage().contains("IP_MULTICAST_LOOP"), unknown.getMessage());
    }

    @Test
    void addresses_areThoseOfThePeer() throws IOException {
        Net.Pair pair = net.pair();
        assertNotNull(pair.stream().localAddress());
        InetSocketAddress loopback = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), pair.peer().getLocalPort());
        assertEquals(loopback, pair.stream().remoteAddress());
        assertEquals(pair.peer().getPort(), pair.stream().localAddress().getPort());
    }
}
