package dev.enso.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.Reactor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reactors stop, start and are added while a server serves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeChangesTest {
    private final Set<Integer> livedOn = ConcurrentHashMap.newKeySet();

    private Enso start(String transport, int reactors) {
        return Enso.builder()
                .reactors(reactors)
                .affinity(Affinity.none())
                .transport(Transport.named(transport))
                .start();
    }

    private Server serve(Enso enso, ServerOptions options) throws IOException {
        return enso.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, connection -> {
            livedOn.add(connection.reactor().index());
            return connection.send(ByteBuffer.wrap("hello".getBytes(UTF_8)));
        });
    }

    private static void hello(Server server) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertEquals("hello", new String(socket.getInputStream().readAllBytes(), UTF_8));
        }
    }

    private static void stop(Enso enso, int reactor) throws Exception {
        CloseReport report = enso.interCore()
                .stop(reactor, Duration.ofSeconds(10))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertTrue(report.isClean(), report::toString);
    }

    /** The one that accepts, too: another one accepts then. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void server_goesOnWhileReactorsStopAndStart(String transport) throws Exception {
        try (Enso enso = start(transport, 2)) {
            Server server = serve(enso, ServerOptions.defaults());
            for (int round = 0; round < 3; round++) {
                for (int victim = 0; victim < 2; victim++) {
                    stop(enso, victim);
                    livedOn.clear();
                    for (int i = 0; i < 4; i++) {
                        hello(server);
                    }
                    assertEquals(Set.of(1 - victim), livedOn);
                    enso.interCore().start(victim);
                }
            }
            for (int i = 0; i < 4; i++) {
                hello(server);
            }
            assertEquals(Set.of(0, 1), livedOn);
            awaitEnd(server, 1);
            CloseReport report = enso.close(Duration.ofSeconds(5));
            assertTrue(report.isClean(), report::toString);
        }
    }

    /** What comes meanwhile waits, and nobody else serves it. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void serverOfOneReactor_servesAgainWhenThatStarts(String transport) throws Exception {
        try (Enso enso = start(transport, 2)) {
            Server server = serve(enso, ServerOptions.defaults().onReactor(1));
            for (int round = 0; round < 2; round++) {
                hello(server);
                stop(enso, 1);
                try (Socket waits = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    enso.interCore().start(1);
                    assertEquals("hello", new String(waits.getInputStream().readAllBytes(), UTF_8));
                }
            }
            hello(server);
            assertEquals(Set.of(1), livedOn);
            awaitEnd(server, 1);
            CloseReport report = enso.close(Duration.ofSeconds(5));
            assertTrue(report.isClean(), report::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void reactorsThatAcceptForThemselves_haveAListenerWhenTheyStartAndWhenTheyAreAdded(String transport)
            throws Exception {
        assumeTrue(Transport.named(transport).port().spreadsSharedPorts(), "each accepts for itself here");
        try (Enso enso = start(transport, 2)) {
            Server server = serve(enso, ServerOptions.defaults().acceptingOnEachReactor());
            for (int victim = 0; victim < 2; victim++) {
                stop(enso, victim);
                livedOn.clear();
                for (int i = 0; i < 4; i++) {
                    hello(server);
                }
                assertEquals(Set.of(1 - victim), livedOn);
                enso.interCore().start(victim);
                helloUntilServedBy(server, Set.of(0, 1));
            }
            enso.interCore().add();
            helloUntilServedBy(server, Set.of(0, 1, 2));
            stop(enso, 2);
            enso.interCore().start(2);
            livedOn.clear();
            helloUntilServedBy(server, Set.of(0, 1, 2));
            awaitEnd(server, 3);
            CloseReport report = enso.close(Duration.ofSeconds(5));
            assertTrue(report.isClean(), report::toString);
            assertEquals(0, server.acceptors());
        }
    }

    /** The system chooses who accepts: it comes to each in the end, and the test has its limit. */
    private void helloUntilServedBy(Server server, Set<Integer> reactors) throws IOException {
        while (!livedOn.equals(reactors)) {
            hello(server);
        }
    }

    private static void awaitEnd(Server server, int acceptors) {
        while (server.connections() > 0 || server.acceptors() != acceptors) {
            Thread.onSpinWait(); // the test has its limit
        }
    }

    /** What was written and not sent is lost with the reactor: to the peer that must not look like an end. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void connectionThatIsCutOff_endsInAReset(String transport) throws Exception {
        int limit = 8 << 20;
        try (Enso enso = start(transport, 2)) {
            CountDownLatch written = new CountDownLatch(1);
            Server server = enso.serve(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ServerOptions.defaults()
                            .onReactor(1)
                            .withConnections(ConnectionOptions.defaults().withOutputLimit(limit)),
                    connection -> Future.call(() -> {
                        connection.write(ByteBuffer.allocate(limit));
                        written.countDown();
                        return true;
                    }));
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(4096);
                socket.connect(server.address());
                assertTrue(written.await(20, TimeUnit.SECONDS));
                enso.interCore().stop(1, Duration.ZERO).toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThrows(
                        SocketException.class, () -> socket.getInputStream().readAllBytes());
            }
        }
    }

    @Test
    void server_whoseReactorsHaveAllStopped_leavesItsAddress() throws Exception {
        try (Enso enso = start("auto", 1)) {
            Server server = serve(enso, ServerOptions.defaults());
            hello(server);
            stop(enso, 0);
            assertEquals(0, server.acceptors());
            assertThrows(ConnectException.class, () -> hello(server));
            enso.interCore().start(0);
            Server anew = enso.serve(
                    server.address(), connection -> connection.send(ByteBuffer.wrap("hello".getBytes(UTF_8))));
            hello(anew);
            server.close();
            hello(anew);
        }
    }

    @Test
    void reactorThatIsAdded_getsItsPartOfConnectionsAndTasks() throws Exception {
        try (Enso enso = start("auto", 1)) {
            Server server = serve(enso, ServerOptions.defaults());
            hello(server);
            assertEquals(Set.of(0), livedOn);
            Reactor more = enso.interCore().add();
            assertEquals(1, more.index());
            assertEquals("enso-1", more.name());
            for (int i = 0; i < 4; i++) {
                hello(server);
            }
            assertEquals(Set.of(0, 1), livedOn);
            assertTrue(enso.describe().contains("\n  enso-1  "), enso.describe());
            for (int i = 0; i < 3; i++) {
                enso.interCore().add();
            }
            // Everybody to everybody, over lanes that are longer than those of the beginning.
            for (Reactor from : enso.reactors()) {
                for (Reactor to : enso.reactors()) {
                    assertEquals(
                            42,
                            from.spawn(enso.interCore().at(to).sync().then(nothing -> Future.of(42)))
                                    .get(Duration.ofSeconds(20)));
                }
            }
            stop(enso, 3);
            enso.interCore().start(3);
            CloseReport report = enso.close(Duration.ofSeconds(5));
            assertTrue(report.isClean(), report::toString);
        }
    }
}
