package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for UDP sockets on every transport. Loopback loses nothing as long as the receiver has room. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class UdpContract {
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

    private UdpSocket socket() throws IOException {
        return net.closing(UdpSocket.bind(transport(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    private static ByteBuffer bytes(boolean direct, int... values) {
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(values.length) : ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] rest = new byte[buffer.flip().remaining()];
        buffer.get(rest);
        return rest;
    }

    @Test
    void datagrams_goWholeAndSayWhoSentThem() throws IOException {
        for (boolean direct : new boolean[] {true, false}) {
            UdpSocket a = socket();
            UdpSocket b = socket();
            net.registry.register(b, A, Interest.READABLE);
            ByteBuffer first = bytes(direct, 9, 1, 2, 3, 9).position(1).limit(4);
            assertTrue(a.sendTo(first, b.localAddress()));
            assertEquals(4, first.position());
            assertTrue(a.sendTo(bytes(direct, 4, 5), b.localAddress()));
            net.untilEvent(A, Ready.READABLE);
            ByteBuffer into = direct ? ByteBuffer.allocateDirect(16) : ByteBuffer.allocate(16);
            assertEquals(a.localAddress(), b.receiveFrom(into));
            assertArrayEquals(new byte[] {1, 2, 3}, rest(into));
            net.until(() -> b.receiveFrom(into.clear()) != null);
            assertArrayEquals(new byte[] {4, 5}, rest(into));
            assertNull(b.receiveFrom(into.clear()));
            assertEquals(0, into.position());
        }
    }

    @Test
    void receive_withNothingThere_wouldBlock() throws IOException {
        UdpSocket a = socket();
        UdpSocket b = socket();
        a.connect(b.localAddress());
        assertFalse(a.receive(ByteBuffer.allocateDirect(8)));
        assertNull(b.receiveFrom(ByteBuffer.allocate(8)));
    }

    @Test
    void emptyDatagrams_areDatagrams() throws IOException {
        UdpSocket a = socket();
        UdpSocket b = socket();
        b.connect(a.localAddress());
        net.registry.register(b, A, Interest.READABLE);
        assertTrue(a.sendTo(ByteBuffer.allocate(0), b.localAddress()));
        net.untilEvent(A, Ready.READABLE);
        ByteBuffer into = ByteBuffer.allocateDirect(8);
        assertTrue(b.receive(into));
        assertEquals(0, into.position());
        assertTrue(b.isOpen());
        assertTrue(a.sendTo(ByteBuffer.allocateDirect(0), b.localAddress()));
        net.until(() -> b.receiveFrom(into) != null);
        assertEquals(0, into.position());
        a.connect(b.localAddress());
        assertTrue(a.send(ByteBuffer.allocate(0)));
    }

    @Test
    void whatTheBufferHasNoRoomFor_isLost_andTheNextDatagramIsWhole() throws IOException {
        UdpSocket a = socket();
        UdpSocket b = socket();
        assertTrue(a.sendTo(bytes(true, 1, 2, 3, 4), b.localAddress()));
        assertTrue(a.sendTo(bytes(true, 5, 6), b.localAddress()));
        ByteBuffer two = ByteBuffer.allocateDirect(2);
        net.until(() -> b.receiveFrom(two.clear()) != null);
        assertArrayEquals(new byte[] {1, 2}, rest(two));
        net.until(() -> b.receiveFrom(two.clear()) != null);
        assertArrayEquals(new byte[] {5, 6}, rest(two));
    }

    @Test
    void connected_hearsItsPeerAlone() throws IOException {
        UdpSocket a = socket();
        UdpSocket b = socket();
        UdpSocket stranger = socket();
        b.connect(a.localAddress());
        assertEquals(a.localAddress(), b.remoteAddress());
        assertTrue(stranger.sendTo(bytes(true, 6), b.localAddress()));
        assertTrue(a.sendTo(bytes(true, 7), b.localAddress()));
        ByteBuffer into = ByteBuffer.allocateDirect(8);
        net.until(() -> b.receive(into.clear()));
        assertArrayEquals(new byte[] {7}, rest(into));
        assertFalse(b.receive(into.clear()));
        assertThrows(AlreadyConnectedException.class, () -> b.sendTo(bytes(true, 1), stranger.localAddress()));
        assertTrue(b.sendTo(bytes(true, 8), a.localAddress()));
        b.connect(stranger.localAddress());
        assertTrue(b.send(bytes(false, 9)));
        net.until(() -> stranger.receiveFrom(into.clear()) != null);
        assertArrayEquals(new byte[] {9}, rest(into));
    }

    @Test
    void edges_comeForEachDrain() throws IOException {
        UdpSocket a = socket();
        UdpSocket b = socket();
        net.registry.register(b, A, Interest.READABLE);
        ByteBuffer into = ByteBuffer.allocateDirect(8);
        for (int round = 0; round < 20; round++) {
            assertTrue(a.sendTo(bytes(true, round), b.localAddress()));
            net.untilEvent(A, Ready.READABLE);
            assertNotNull(b.receiveFrom(into.clear()));
            assertNull(b.receiveFrom(into));
        }
        assertEquals(List.of(), net.quiet());
    }

    @Test
    void writable_isReported() throws IOException {
        UdpSocket a = socket();
        net.registry.register(a, A, Net.BOTH);
        net.untilEvent(A, Ready.WRITABLE);
    }

    @Test
    void unreachable_isToldByALaterCall() throws IOException {
        UdpSocket a = socket();
        UdpSocket gone = socket();
        InetSocketAddress nobody = gone.localAddress();
        gone.close();
        a.connect(nobody);
        assertTrue(a.send(bytes(true, 1)));
        assertThrows(PortUnreachableException.class, () -> net.until(() -> a.receive(ByteBuffer.allocateDirect(8))));
        assertTrue(a.isOpen());
    }

    @Test
    void tooLong_isRefusedByTheSystem() throws IOException {
        UdpSocket a = socket();
        UdpSocket b = socket();
        ByteBuffer most = ByteBuffer.allocateDirect(65_507);
        assertTrue(a.sendTo(most, b.localAddress()));
        ByteBuffer into = ByteBuffer.allocate(100_000);
        net.until(() -> b.receiveFrom(into.clear()) != null);
        assertEquals(65_507, into.position());
        for (ByteBuffer more : List.of(ByteBuffer.allocateDirect(65_508), ByteBuffer.allocate(70_000))) {
            SocketException refused = assertThrows(SocketException.class, () -> a.sendTo(more, b.localAddress()));
            assertTrue(refused.getMessage().contains("too long"), refused.getMessage());
            assertEquals(0, more.position());
        }
    }

    @Test
    void badUse_isRefused() throws IOException {
        UdpSocket a = socket();
        UdpSocket b = socket();
        assertThrows(NotYetConnectedException.class, () -> a.send(bytes(true, 1)));
        assertThrows(NotYetConnectedException.class, () -> a.receive(ByteBuffer.allocate(1)));
        ByteBuffer readOnly = ByteBuffer.allocateDirect(1).asReadOnlyBuffer();
        assertThrows(ReadOnlyBufferException.class, () -> a.receiveFrom(readOnly));
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("localhost", 9);
        assertThrows(IllegalArgumentException.class, () -> UdpSocket.bind(transport(), unresolved));
        assertThrows(IllegalArgumentException.class, () -> a.sendTo(bytes(true, 1), unresolved));
        assertThrows(IllegalArgumentException.class, () -> a.connect(unresolved));
        BindException taken = assertThrows(BindException.class, () -> UdpSocket.bind(transport(), b.localAddress()));
        assertTrue(taken.getMessage().contains(String.valueOf(b.localAddress().getPort())), taken.getMessage());
        a.close();
        a.close();
        assertFalse(a.isOpen());
        assertNull(a.localAddress());
        assertNull(a.remoteAddress());
        assertThrows(ClosedChannelException.class, () -> a.sendTo(bytes(true, 1), b.localAddress()));
        assertThrows(ClosedChannelException.class, () -> a.receiveFrom(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, () -> a.connect(b.localAddress()));
        assertThrows(ClosedChannelException.class, a::takeError);
    }

    @Test
    void options_areSetAndRead() throws IOException {
        UdpSocket a = socket();
        assertTrue(a.option(StandardSocketOptions.SO_BROADCAST, true).option(StandardSocketOptions.SO_BROADCAST));
        assertTrue(a.option(StandardSocketOptions.SO_RCVBUF, 65_536).option(StandardSocketOptions.SO_RCVBUF) > 0);
        assertEquals(16, a.option(StandardSocketOptions.IP_TOS, 16).option(StandardSocketOptions.IP_TOS));
        assertThrows(UnsupportedOperationException.class, () -> a.option(StandardSocketOptions.TCP_NODELAY, true));
        assertNull(a.takeError());
    }
}
