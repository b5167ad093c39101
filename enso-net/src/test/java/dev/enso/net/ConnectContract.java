package dev.enso.net;

import static dev.enso.net.Net.BOTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What holds for listening, accepting and connecting on every transport. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ConnectContract {
    private static final Token A = new Token(1);
    private static final Token B = new Token(2);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

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

    private TcpStream connect(InetSocketAddress address) throws IOException {
        return net.closing(TcpStream.connect(transport(), address));
    }

    /** An address where nobody listens. */
    private InetSocketAddress deserted() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
        }
    }

    /** Connects until it fails; some systems refuse at once, others later. */
    private IOException refusal(InetSocketAddress address) {
        return assertThrows(IOException.class, () -> {
            TcpStream stream = connect(address);
            net.registry.register(stream, A, Interest.WRITABLE);
            net.untilEvent(A, Ready.WRITABLE);
            net.until(stream::finishConnect);
        });
    }

    @Test
    void connect_isWritableWhenItStands() throws IOException {
        TcpListener listener = net.listener();
        TcpStream stream = connect(listener.localAddress());
        net.registry.register(stream, A, BOTH);
        net.untilEvent(A, Ready.WRITABLE);
        net.until(stream::finishConnect);
        assertTrue(stream.finishConnect());
        assertNull(stream.takeError());
        assertEquals(listener.localAddress(), stream.remoteAddress());
        TcpStream accepted = net.accept(listener);
        assertTrue(accepted.finishConnect());
        assertEquals(3, stream.write(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        net.registry.register(accepted, B, Interest.READABLE);
        net.untilEvent(B, Ready.READABLE);
        assertEquals(3, Net.drain(accepted));
        assertEquals(3, accepted.write(ByteBuffer.wrap(new byte[] {4, 5, 6})));
        net.untilEvent(A, Ready.READABLE);
        assertEquals(3, Net.drain(stream));
    }

    @Test
    void connect_ofATask_isFinishedByItsWriter() throws IOException {
        TcpListener listener = net.listener();
        TcpStream stream = connect(listener.localAddress());
        Readiness readiness = net.registry.register(stream, BOTH);
        AtomicInteger wakes = new AtomicInteger();
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (!stream.finishConnect()) {
            readiness.clearWritable();
            int before = wakes.get();
            assertTrue(!readiness.pollWritable(wakes::incrementAndGet));
            while (wakes.get() == before) {
                assertTrue(System.nanoTime() < end);
                net.poll.poll(0, 10);
            }
        }
        net.accept(listener);
        assertEquals(1, stream.write(ByteBuffer.allocate(1)));
    }

    @Test
    void connect_doesNotSpinOnceItStands() throws IOException {
        TcpListener listener = net.listener();
        TcpStream stream = connect(listener.localAddress());
        // Finished before the poll has seen it.
        net.registry.register(stream, A, BOTH);
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (!stream.finishConnect()) {
            assertTrue(System.nanoTime() < end);
        }
        net.quiet();
        assertEquals(List.of(), net.quiet());
        assertTrue(net.earlyAwakenings() < 5, "the poll spins");
        net.accept(listener).write(ByteBuffer.allocate(1));
        net.untilEvent(A, Ready.READABLE);
    }

    @Test
    void connect_refused_saysWhoAndWhy() throws IOException {
        InetSocketAddress address = deserted();
        ConnectException refused = assertInstanceOf(ConnectException.class, refusal(address));
        assertTrue(refused.getMessage().contains(address.toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains("refused"), refused.getMessage());
        assertNotNull(refused.getCause());
    }

    @Test
    void connect_refused_saysSoAgainAfterItsErrorWasTaken() throws IOException {
        TcpStream stream;
        try {
            stream = connect(deserted());
        } catch (ConnectException e) {
            return; // Known at once on this system.
        }
        net.registry.register(stream, A, Interest.WRITABLE);
        net.untilEvent(A, Ready.WRITABLE);
        net.until(() -> stream.takeError() != null);
        assertThrows(ConnectException.class, stream::finishConnect);
        assertThrows(ConnectException.class, stream::finishConnect);
        assertThrows(IOException.class, () -> stream.read(ByteBuffer.allocate(1)));
        assertThrows(IOException.class, () -> stream.write(ByteBuffer.allocate(1)));
        stream.close();
        assertEquals(0, net.registry.size());
    }

    @Test
    void readAndWrite_beforeItStands_areRefused() throws IOException {
        TcpStream stream = connect(net.listener().localAddress());
        if (stream.finishConnect()) {
            return; // Too fast on this system.
        }
        assertThrows(NotYetConnectedException.class, () -> stream.read(ByteBuffer.allocate(1)));
        assertThrows(NotYetConnectedException.class, () -> stream.write(ByteBuffer.allocate(1)));
        assertThrows(NotYetConnectedException.class, stream::shutdownOutput);
    }

    @Test
    void unresolvedAddresses_areRefused() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("localhost", 80);
        IllegalArgumentException connecting =
                assertThrows(IllegalArgumentException.class, () -> TcpStream.connect(transport(), unresolved));
        assertTrue(connecting.getMessage().contains("localhost"), connecting.getMessage());
        assertThrows(IllegalArgumentException.class, () -> TcpListener.bind(transport(), unresolved));
    }

    @Test
    void bind_toPortZero_saysWhichItGot() throws IOException {
        TcpListener listener = net.listener();
        assertTrue(listener.localAddress().getPort() > 0);
        assertEquals(LOOPBACK, listener.localAddress().getAddress());
        listener.close();
        assertTrue(listener.localAddress().getPort() > 0);
    }

    @Test
    void bind_toAPortInUse_saysWhich() throws IOException {
        TcpListener listener = net.listener();
        BindException inUse =
                assertThrows(BindException.class, () -> TcpListener.bind(transport(), listener.localAddress()));
        assertTrue(inUse.getMessage().contains(listener.localAddress().toString()), inUse.getMessage());
        assertTrue(inUse.getMessage().contains("in use"), inUse.getMessage());
        assertNotNull(inUse.getCause());
    }

    @Test
    void bind_toAnAddressOfAnotherMachine_saysSo() throws Exception {
        InetSocketAddress foreign =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 0);
        BindException refused = assertThrows(BindException.class, () -> TcpListener.bind(transport(), foreign));
        assertTrue(refused.getMessage().contains("192.0.2.1"), refused.getMessage());
    }

    @Test
    void bind_afterAClose_getsThePortAgain() throws IOException {
        TcpListener first = net.listener();
        net.registry.register(first, A, Interest.READABLE);
        Socket peer = net.peer(first);
        net.accept(first).close();
        first.close();
        net.closing(TcpListener.bind(transport(), first.localAddress()));
        peer.close();
    }

    @Test
    void bind_sharingThePort_letsSeveralListen() throws IOException {
        ListenOptions sharing = ListenOptions.defaults().sharingPort();
        TcpListener first = net.closing(TcpListener.bind(transport(), new InetSocketAddress(LOOPBACK, 0), sharing));
        TcpListener second = net.closing(TcpListener.bind(transport(), first.localAddress(), sharing));
        int accepted = 0;
        for (int i = 0; i < 20; i++) {
            net.peer(first);
        }
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (accepted < 20) {
            assertTrue(System.nanoTime() < end);
            for (TcpListener listener : List.of(first, second)) {
                TcpStream stream = listener.accept();
                if (stream != null) {
                    net.closing(stream);
                    accepted++;
                }
            }
        }
    }

    @Test
    void accept_withNobodyThere_wouldBlock() throws IOException {
        assertNull(net.listener().accept());
    }

    @Test
    void accept_onAClosedListener_isRefused() throws IOException {
        TcpListener listener = net.listener();
        listener.close();
        listener.close();
        assertThrows(ClosedChannelException.class, listener::accept);
    }

    @Test
    void accept_drainedAtEachEdge_getsEveryConnection() throws IOException {
        TcpListener listener = net.listener();
        net.registry.register(listener, A, Interest.READABLE);
        int accepted = 0;
        for (int round = 1; round <= 5; round++) {
            List<Socket> peers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                peers.add(net.peer(listener));
            }
            while (accepted < 40 * round) {
                net.untilEvent(A, Ready.READABLE);
                TcpStream stream = listener.accept();
                while (stream != null) {
                    net.closing(stream);
                    accepted++;
                    stream = listener.accept();
                }
            }
            assertEquals(40 * round, accepted);
        }
    }

    @Test
    void close_ofAPeerInTheBacklog_doesNotHarmTheListener() throws IOException {
        TcpListener listener = net.listener();
        Socket gone = net.peer(listener);
        gone.setSoLinger(true, 0);
        gone.close();
        net.peer(listener).getOutputStream().write(1);
        // The reset one may be handed out or not; the other one must be.
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        int got = 0;
        while (got == 0) {
            assertTrue(System.nanoTime() < end);
            TcpStream stream = listener.accept();
            if (stream != null) {
                net.closing(stream);
                net.registry.register(stream, A, Interest.READABLE);
                net.untilEvent(A, Ready.READABLE);
                try {
                    got = Net.drain(stream);
                } catch (IOException e) {
                    // That was the reset one.
                    got = 0;
                }
            }
        }
        assertEquals(1, got);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void connections_openedAndKilledAtRandom_leaveNothingBehind() throws IOException {
        long seed = 271828;
        SplittableRandom random = new SplittableRandom(seed);
        TcpListener listener = net.listener();
        net.registry.register(listener, A, Interest.READABLE);
        int before = descriptors();
        List<TcpStream> open = new ArrayList<>();
        for (int step = 0; step < 3000; step++) {
            int dice = random.nextInt(10);
            if (dice < 4 && open.size() < 200) {
                TcpStream client = TcpStream.connect(transport(), listener.localAddress());
                net.registry.register(client, new Token(step), BOTH);
                open.add(client);
            } else if (dice < 6) {
                TcpStream accepted = listener.accept();
                if (accepted != null) {
                    net.registry.register(accepted, BOTH);
                    open.add(accepted);
                }
            } else if (dice < 9 && !open.isEmpty()) {
                TcpStream stream = open.remove(random.nextInt(open.size()));
                if (random.nextBoolean()) {
                    stream.option(StandardSocketOptions.SO_LINGER, 0);
                }
                stream.close();
            } else {
                net.poll.poll(0, 16);
                net.poll.poll(net.events, Duration.ZERO);
            }
        }
        for (TcpStream stream : open) {
            stream.close();
        }
        TcpStream left = listener.accept();
        while (left != null) {
            left.close();
            left = listener.accept();
        }
        assertEquals(1, net.registry.size(), "seed " + seed);
        assertEquals(0, net.poll.poll(0, 16), "seed " + seed);
        assertTrue(descriptors() <= before + 2, descriptors() + " descriptors, " + before + " before; seed " + seed);
    }

    /** Open descriptors of this process; others of its threads may come and go. */
    private static int descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }
}
