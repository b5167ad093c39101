package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TransportTest {
    private static final Token A = new Token(1);

    @Test
    void named_findsEachByItsName() {
        assertEquals("nio", Transport.named("nio").name());
        assertEquals(Transport.auto().name(), Transport.named("auto").name());
    }

    @Test
    void named_unknown_listsTheChoices() {
        IllegalArgumentException unknown = assertThrows(IllegalArgumentException.class, () -> Transport.named("uring"));
        assertTrue(unknown.getMessage().contains("\"uring\""), unknown.getMessage());
        assertTrue(unknown.getMessage().contains("auto, epoll, kqueue, nio, io_uring"), unknown.getMessage());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void kqueue_onLinux_saysWhyNot() {
        TransportUnavailableException absent =
                assertThrows(TransportUnavailableException.class, () -> Transport.named("kqueue"));
        assertTrue(absent.getMessage().contains("kqueue"), absent.getMessage());
        assertTrue(absent.getCause() != null);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void auto_onLinux_isEpoll() {
        assertEquals("epoll", Transport.auto().name());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void sources_ofAnotherTransport_areRefused() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Poll epoll = Poll.open(Transport.epoll());
                Poll nio = Poll.open(Transport.nio());
                TcpListener ofEpoll = TcpListener.bind(epoll.transport(), anyPort);
                TcpListener ofNio = TcpListener.bind(nio.transport(), anyPort)) {
            assertThrows(IllegalArgumentException.class, () -> epoll.registry().register(ofNio, A, Interest.READABLE));
            assertThrows(IllegalArgumentException.class, () -> nio.registry().register(ofEpoll, A, Interest.READABLE));
            assertTrue(ofEpoll.fd().isPresent());
            assertTrue(ofNio.fd().isEmpty());
            // One transport object made them, any of its kind takes them.
            try (Poll second = Poll.open(Transport.epoll())) {
                second.registry().register(ofEpoll, A, Interest.READABLE);
            }
        }
    }

    @Test
    void priority_onNio_isRefused() throws IOException {
        try (Net net = new Net(Transport.nio())) {
            TcpStream stream = net.pair().stream();
            assertThrows(
                    UnsupportedOperationException.class, () -> net.registry.register(stream, A, Interest.PRIORITY));
            net.registry.register(stream, A, Interest.READABLE);
            assertThrows(
                    UnsupportedOperationException.class, () -> net.registry.reregister(stream, A, Interest.PRIORITY));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void priority_onEpoll_tellsOfUrgentData() throws IOException {
        try (Net net = new Net(Transport.epoll())) {
            Net.Pair pair = net.pair();
            net.registry.register(pair.stream(), A, Interest.READABLE.or(Interest.PRIORITY));
            pair.peer().sendUrgentData(7);
            net.untilEvent(A, Ready.PRIORITY);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void hints_onEpoll_tellWhichHalfIsClosed() throws IOException {
        try (Net net = new Net(Transport.epoll())) {
            Net.Pair half = net.pair();
            net.registry.register(half.stream(), A, Net.BOTH);
            half.peer().shutdownOutput();
            net.untilEvent(A, Ready.READ_CLOSED.or(Ready.READABLE));
            Token writing = new Token(3);
            Net.Pair onlyWriting = net.pair();
            net.registry.register(onlyWriting.stream(), writing, Interest.WRITABLE);
            onlyWriting.peer().shutdownOutput();
            net.until(() -> {
                boolean closed = false;
                for (Event event : net.events) {
                    assertFalse(event.token().equals(writing) && event.isReadable(), event.toString());
                    closed |= event.token().equals(writing) && event.isReadClosed();
                }
                return closed;
            });
            Token b = new Token(2);
            Net.Pair reset = net.pair();
            net.registry.register(reset.stream(), b, Interest.READABLE);
            Socket peer = reset.peer();
            peer.setSoLinger(true, 0);
            peer.close();
            net.untilEvent(b, Ready.ERROR.or(Ready.READ_CLOSED).or(Ready.WRITE_CLOSED));
            assertTrue(reset.stream().takeError() != null);
            assertEquals(-1, reset.stream().read(ByteBuffer.allocate(1)));
        }
    }
}
