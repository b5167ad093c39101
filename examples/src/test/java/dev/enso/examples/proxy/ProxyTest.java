package dev.enso.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.examples.faults.Await;
import dev.enso.examples.faults.Bytes;
import dev.enso.examples.faults.Exchange;
import dev.enso.examples.faults.Fault;
import dev.enso.examples.faults.FaultProxy;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Server;
import dev.enso.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy between others, and proxies with faults on both sides of it. */
@Timeout(120)
class ProxyTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final long BYTES = LONG ? 1L << 30 : 3L << 20;
    private static final int PATIENCE_MILLIS = LONG ? 3_600_000 : 60_000;

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Enso enso;

    @BeforeEach
    void start() {
        enso = start(Transport.auto());
    }

    private Enso start(Transport transport) {
        return Enso.builder()
                .reactors(2)
                .transport(transport)
                .failures((reactor, what, failure) -> failures.add(failure))
                .start();
    }

    @AfterEach
    void close() {
        enso.close();
    }

    private Server echo(SocketAddress address) throws IOException {
        return enso.serve(address, connection -> connection.writeAll(connection.input()));
    }

    private Server proxyTo(SocketAddress target) throws IOException {
        return enso.serve(LOOPBACK, new Proxy(target, ConnectionOptions.defaults())::serve);
    }

    private static Socket connect(SocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Sends, ends its output, and reads back what an echo makes of that. */
    private static void assertPasses(SocketAddress address, long seed, long count) throws Exception {
        try (Socket socket = connect(address)) {
            FutureTask<Boolean> writing = new FutureTask<>(() -> {
                Bytes.write(socket.getOutputStream(), seed, count);
                socket.shutdownOutput();
                return true;
            });
            Thread writer = new Thread(writing, "writer");
            writer.start();
            Bytes.assertReads(socket.getInputStream(), seed, count);
            assertTrue(writing.get());
        }
    }

    /** What hangs is ended by the sockets' own patience; a gigabyte takes its time. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    @Timeout(3600)
    void bytes_passExactlyThroughFaultsOnBothSides(String transport) throws Exception {
        enso.close();
        enso = start(Transport.named(transport));
        Server echo = echo(LOOPBACK);
        try (FaultProxy behind = FaultProxy.start(echo.address(), 1, Fault.SHORT, Fault.DELAY, Fault.STALL)) {
            Server proxy = proxyTo(behind.address());
            try (FaultProxy before = FaultProxy.start(proxy.address(), 2, Fault.SHORT, Fault.DELAY, Fault.STALL)) {
                assertPasses(before.address(), 3, BYTES);
                if (LONG) {
                    System.out.println(BYTES + " bytes each way, compared, by " + transport);
                }
                Await.until("connections are left", () -> proxy.connections() == 0 && echo.connections() == 0);
            }
        }
        assertEquals(List.of(), failures);
    }

    /** Whatever a client or its network does, the next one is served. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET", "HALF_CLOSE", "GARBAGE"})
    void clientsThatBreakOff_leaveNothingBehind(Fault fault) throws Exception {
        Server echo = echo(LOOPBACK);
        Server proxy = proxyTo(echo.address());
        try (FaultProxy before = FaultProxy.start(proxy.address(), 4, fault, Fault.SHORT)) {
            for (int seed = 0; seed < 5; seed++) {
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                Bytes.write(said, seed, 200_000);
                Exchange.halfClosing(before.address(), said.toByteArray()).assertEchoes(said.toByteArray(), fault);
            }
        }
        Await.until("connections are left", () -> proxy.connections() == 0 && echo.connections() == 0);
        assertPasses(proxy.address(), 5, 100_000);
        assertEquals(List.of(), failures);
    }

    @Test
    void eachHalf_endsByItself() throws Exception {
        Server target = enso.serve(
                LOOPBACK,
                connection -> connection
                        .input()
                        .fold(0L, (sum, bytes) -> {
                            long more = bytes.remaining();
                            bytes.position(bytes.limit());
                            return sum + more;
                        })
                        .then(sum -> connection.send(java.nio.charset.StandardCharsets.UTF_8.encode("got " + sum))));
        Server proxy = proxyTo(target.address());
        try (Socket socket = connect(proxy.address())) {
            Bytes.write(socket.getOutputStream(), 6, 150_000);
            socket.shutdownOutput();
            assertEquals("got 150000", new String(socket.getInputStream().readAllBytes(), "UTF-8"));
        }
    }

    @Test
    void aTargetThatResets_resetsTheClient() throws Exception {
        Server target = enso.serve(
                LOOPBACK,
                connection -> connection.input().first().map(bytes -> {
                    bytes.position(bytes.limit());
                    connection.abort();
                    return true;
                }));
        Server proxy = proxyTo(target.address());
        try (Socket socket = connect(proxy.address())) {
            socket.getOutputStream().write(1);
            assertThrows(IOException.class, () -> socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void aTargetThatIsNotThere_resetsTheClientAndIsNoFailure() throws Exception {
        Server gone = echo(LOOPBACK);
        SocketAddress nobody = gone.address();
        gone.close();
        Server proxy = proxyTo(nobody);
        try (Socket socket = connect(proxy.address())) {
            assertThrows(IOException.class, () -> socket.getInputStream().readAllBytes());
        }
        Await.until("a connection is left", () -> proxy.connections() == 0);
        assertEquals(List.of(), failures);
    }

    @Test
    void unixSockets_areTargetsToo(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("echo.sock"));
        echo(path);
        assertPasses(proxyTo(path).address(), 7, 500_000);
    }
}
