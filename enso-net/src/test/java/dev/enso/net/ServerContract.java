package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What holds for servers, and for connections opened from here, on every transport. */
@Timeout(60)
abstract class ServerContract {
    private static final byte[] PING = {'p', 'i', 'n', 'g'};

    Loop loop;

    abstract Transport transport();

    Family family() {
        return Family.TCP;
    }

    private Loop loop(Consumer<Reactors.Builder> settings) {
        return new Loop(transport(), family(), 2, settings);
    }

    @BeforeEach
    void open() {
        loop = loop(builder -> {});
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    private static Future<?> echo(Connection connection) {
        return connection.writeAll(connection.input());
    }

    private static void assertEchoes(Peer peer) throws IOException {
        assertArrayEquals(PING, peer.write(PING).read(4));
    }

    private static <T> List<T> value(CompletionStage<List<T>> stage) {
        return stage.toCompletableFuture().getNow(null);
    }

    // Placement

    @Test
    void connections_areSpreadOverAllReactorsInTurn() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            peers.add(loop.peer(server));
        }
        for (Peer peer : peers) {
            assertEchoes(peer);
        }
        assertEquals(10, server.connections());
        assertEquals(5, loop.connections(0).size());
        assertEquals(5, loop.connections(1).size());
    }

    @Test
    void connections_ofAServerOnOneReactorStayThere() throws Exception {
        Server server = loop.serve(ServerOptions.defaults().onReactor(1), ServerContract::echo);
        for (int i = 0; i < 5; i++) {
            assertEchoes(loop.peer(server));
        }
        assertEquals(5, loop.connections(1).size());
    }

    @Test
    void handOver_toReactorsWhoseLanesAreFull_losesNone() throws Exception {
        loop.close();
        loop = loop(builder -> builder.laneCapacity(1));
        Server server = loop.serve(ServerContract::echo);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            peers.add(loop.peer(server));
        }
        for (int i = 0; i < 200; i++) {
            loop.reactors.get(0).turn();
        }
        for (Peer peer : peers) {
            assertEchoes(peer);
        }
        assertEquals(40, server.connections());
        assertTrue(loop.connections(1).size() > 0);
    }

    @Test
    void serve_onAReactorThatIsNotThere_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> loop.serve(ServerOptions.defaults().onReactor(2), ServerContract::echo));
    }

    @Test
    void serve_onReactorsWithoutSockets_saysWhatIsMissing() {
        Reactors bare = Reactors.builder().count(1).build();
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> Server.serve(bare, new InetSocketAddress(0), ServerOptions.defaults(), ServerContract::echo));
        assertTrue(failure.getMessage().contains("Connections"), failure.getMessage());
        bare.close();
    }

    @Test
    void serve_onAnAddressInUse_namesIt() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        BindException failure = assertThrows(
                BindException.class,
                () -> Server.serve(loop.reactors, server.address(), ServerOptions.defaults(), ServerContract::echo));
        assertTrue(failure.getMessage().contains(String.valueOf(server.address())), failure.getMessage());
    }

    @Test
    void serve_onAnAddressOfAnotherKind_isRefused() {
        SocketAddress strange = new SocketAddress() {
            @Override
            public String toString() {
                return "strange";
            }
        };
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> Server.serve(loop.reactors, strange, ServerOptions.defaults(), ServerContract::echo));
        assertTrue(failure.getMessage().contains("strange"), failure.getMessage());
    }

    // Each accepts for itself

    @Test
    void acceptingOnEachReactor_servesAllOnOneAddressAndCountsThemTogether() throws Exception {
        ServerOptions options =
                ServerOptions.defaults().acceptingOnEachReactor().withMaxConnections(40);
        if (family() == Family.UNIX) {
            UnsupportedOperationException refusal =
                    assertThrows(UnsupportedOperationException.class, () -> loop.serve(options, ServerContract::echo));
            assertTrue(refusal.getMessage().contains("ON_ONE_REACTOR"), refusal.getMessage());
            return;
        }
        Server server = loop.serve(options, ServerContract::echo);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 41; i++) {
            peers.add(loop.peer(server));
        }
        loop.until(() -> server.connections() == 40);
        loop.quiet();
        assertEquals(40, server.connections());
        // The system chooses by the clients' ports; that it chooses one for all has a chance of 2^-39.
        assertTrue(loop.connections(0).size() > 0, loop.connections(0)::toString);
        assertTrue(loop.connections(1).size() > 0, loop.connections(1)::toString);
        peers.get(0).close();
        peers.get(1).close();
        loop.until(() -> server.connections() == 39);
        assertEchoes(peers.get(40));
        CompletionStage<List<String>> end = server.shutdown(Duration.ofSeconds(5));
        loop.until(() -> value(end) != null);
        assertEquals(List.of(), value(end));
        assertEquals(0, server.connections());
        assertThrows(ConnectException.class, () -> loop.peer(server));
    }

    @Test
    void acceptingOnEachReactor_andServingOnOne_excludeEachOther() {
        ServerOptions each = ServerOptions.defaults().acceptingOnEachReactor();
        assertThrows(IllegalArgumentException.class, () -> each.onReactor(0));
    }

    // Handlers

    @Test
    void handler_isATaskNamedAfterThePeer() throws Exception {
        Server server = loop.serve(connection -> Loop.polling(cx -> {
            throw new IllegalStateException("by " + connection.name());
        }));
        Peer peer = loop.peer(server);
        String name = family().nameOfFirst(server, peer);
        loop.until(() -> !loop.failed.isEmpty());
        assertEquals(List.of(name), loop.failed);
        assertEquals("by " + name, loop.failures.get(0).getMessage());
        assertEquals(0, peer.readToEnd().length);
        loop.until(() -> server.connections() == 0);
    }

    @Test
    void handler_thatThrowsHurtsNobodyElse() throws Exception {
        int[] calls = {0};
        Server server = loop.serve(connection -> {
            if (calls[0]++ == 1) {
                throw new IllegalArgumentException("no");
            }
            return echo(connection);
        });
        Peer first = loop.peer(server);
        assertEchoes(first);
        Peer second = loop.peer(server);
        assertEquals(0, second.readToEnd().length);
        assertEchoes(loop.peer(server));
        assertEchoes(first);
        assertInstanceOf(IllegalArgumentException.class, loop.failures.get(0));
        assertEquals(1, loop.failures.size());
    }

    @Test
    void handler_thatAnswersNullIsAFailureThatSaysSo() throws Exception {
        Server server = loop.serve(connection -> null);
        assertEquals(0, loop.peer(server).readToEnd().length);
        assertTrue(loop.failures.get(0).getMessage().contains("null"));
    }

    @Test
    void reset_byThePeer_isNoFailureOfTheServer() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        Peer peer = loop.peer(server);
        assertEchoes(peer);
        peer.reset();
        loop.until(() -> server.connections() == 0);
        loop.quiet();
        assertEquals(List.of(), loop.failures);
        assertEchoes(loop.peer(server));
    }

    @Test
    void reset_beforeTheServerLooks_isNoFailureOfTheServer() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        for (int i = 0; i < 20; i++) {
            loop.peer(server).reset();
        }
        assertEchoes(loop.peer(server));
        loop.until(() -> server.connections() == 1);
        assertEquals(List.of(), loop.failures);
    }

    // Limits

    @Test
    void maxConnections_leavesFurtherOnesInTheBacklogUntilOneCloses() throws Exception {
        Server server = loop.serve(ServerOptions.defaults().withMaxConnections(2), ServerContract::echo);
        Peer first = loop.peer(server);
        Peer second = loop.peer(server);
        assertEchoes(first);
        assertEchoes(second);
        Peer third = loop.peer(server);
        loop.quiet();
        assertEquals(2, server.connections());
        first.finish();
        assertEquals(0, first.readToEnd().length);
        assertEchoes(third);
        assertEquals(2, server.connections());
    }

    // Closing

    @Test
    void shutdown_refusesNewConnectionsAndEndsTheInputOfTheOthers() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        Peer peer = loop.peer(server);
        assertEchoes(peer);
        CompletionStage<List<String>> end = server.shutdown(Duration.ofSeconds(5));
        assertEquals(0, peer.readToEnd().length);
        loop.until(() -> value(end) != null);
        assertEquals(List.of(), value(end));
        assertEquals(0, server.connections());
        assertThrows(ConnectException.class, () -> loop.peer(server));
        ListenEndpoint.bind(transport(), server.address(), ListenOptions.defaults())
                .closeAndDelete();
        assertEquals(List.of(), value(server.shutdown(Duration.ZERO)));
    }

    @Test
    void shutdown_sendsWhatWasWrittenToASlowReader() throws Exception {
        byte[] large = new byte[6 << 20];
        Server server = loop.serve(connection -> connection.send(ByteBuffer.wrap(large)));
        Peer peer = loop.peer(server);
        loop.until(() -> server.connections() == 1);
        loop.quiet();
        CompletionStage<List<String>> end = server.shutdown(Duration.ofSeconds(5));
        loop.quiet();
        assertEquals(large.length, peer.readToEnd().length);
        loop.until(() -> value(end) != null);
        assertEquals(List.of(), value(end));
    }

    @Test
    void shutdown_cutsOffAtItsLimit() throws Exception {
        Server server = loop.serve(connection -> new Loop.Never());
        Peer stuck = loop.peer(server);
        loop.until(() -> loop.connections(0).size() + loop.connections(1).size() == 1);
        CompletionStage<List<String>> end = server.shutdown(Duration.ofSeconds(5));
        loop.quiet();
        assertFalse(end.toCompletableFuture().isDone());
        loop.pass(Duration.ofSeconds(5));
        loop.until(() -> value(end) != null);
        assertEquals(List.of(family().nameOfFirst(server, stuck)), value(end));
        family().readToCut(stuck);
        assertEquals(List.of(), loop.failures);
        assertEquals(0, server.connections());
    }

    @Test
    void shutdown_leavesTheConnectionsOfOtherServersAlone() throws Exception {
        Server one = loop.serve(ServerContract::echo);
        Server other = loop.serve(ServerContract::echo);
        Peer peer = loop.peer(other);
        assertEchoes(peer);
        CompletionStage<List<String>> end = one.shutdown(Duration.ofSeconds(5));
        loop.until(() -> value(end) != null);
        assertEchoes(peer);
    }

    @Test
    void close_onAReactorIsRefused() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        assertThrows(IllegalStateException.class, () -> loop.run(0, server::close));
    }

    @Test
    void shutdown_ofAllConnections_refusesNewOnes() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        CompletionStage<List<String>> end = loop.connections(0).shutdown(Duration.ofSeconds(1));
        loop.until(() -> value(end) != null);
        Task<Connection> late = loop.reactors.get(0).spawn(Connection.connect(server.address()));
        IOException failure = assertThrows(IOException.class, () -> loop.get(late));
        assertTrue(failure.getMessage().contains("closing"), failure.getMessage());
    }

    @Test
    void shutdown_ofAllConnections_stopsTheServersOfTheReactor() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        loop.turn();
        loop.connections(0).shutdown(Duration.ofSeconds(1));
        loop.quiet();
        assertThrows(ConnectException.class, () -> loop.peer(server));
        Server late = loop.serve(ServerContract::echo);
        loop.quiet();
        assertThrows(ConnectException.class, () -> loop.peer(late));
    }

    /** It waited for ever when the connections of its reactors had been shut down before. */
    @Test
    void shutdown_afterThatOfAllConnections_comesToAnEnd() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        loop.turn();
        for (int reactor = 0; reactor < 2; reactor++) {
            CompletionStage<List<String>> all = loop.connections(reactor).shutdown(Duration.ofSeconds(1));
            loop.until(() -> value(all) != null);
        }
        CompletionStage<List<String>> end = server.shutdown(Duration.ofSeconds(1));
        loop.until(() -> value(end) != null);
        assertEquals(List.of(), value(end));
    }

    // Connecting

    @Test
    void connect_givesAConnectionOnTheReactorOfTheTask() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        Connection connection = loop.get(loop.reactors.get(1).spawn(Connection.connect(server.address())));
        assertEquals(loop.reactors.get(1), connection.reactor());
        assertEquals(ConnectionState.OPEN, connection.state());
        assertEquals(server.address(), connection.remoteAddress());
        loop.run(1, connection::close);
        loop.until(() -> server.connections() == 0);
    }

    @Test
    void connect_closesTheConnectionWhenWhoUsesItIsDone() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        Task<String> task = loop.reactors
                .get(0)
                .spawn(Connection.connect(
                        server.address(),
                        ConnectionOptions.defaults(),
                        connection -> connection
                                .send(ByteBuffer.wrap(PING))
                                .then(sent -> connection
                                        .input()
                                        .copy(bytes -> sent + " and " + bytes.remaining())
                                        .first())));
        assertEquals("4 and 4", loop.get(task));
        loop.until(() -> server.connections() == 0);
        assertEquals(0, loop.connections(0).size());
    }

    @Test
    void connect_closesTheConnectionWhenWhoUsesItFails() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        Task<String> task = loop.reactors
                .get(0)
                .spawn(Connection.connect(server.address(), ConnectionOptions.defaults(), connection -> {
                    throw new IllegalArgumentException("no");
                }));
        assertThrows(IllegalArgumentException.class, () -> loop.get(task));
        loop.until(() -> server.connections() == 0 && loop.connections(0).size() == 0);
    }

    @Test
    void connect_thatIsRefused_namesTheAddress() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        SocketAddress gone = server.address();
        CompletionStage<List<String>> end = server.shutdown(Duration.ZERO);
        loop.until(() -> value(end) != null);
        Task<Connection> task = loop.reactors.get(0).spawn(Connection.connect(gone));
        ConnectException failure = assertThrows(ConnectException.class, () -> loop.get(task));
        assertTrue(failure.getMessage().contains(String.valueOf(gone)), failure.getMessage());
        assertEquals(0, loop.connections(0).size());
    }

    private TcpListener listenerOfFew() throws IOException {
        return TcpListener.bind(
                loop.peers,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenOptions.defaults().withBacklog(1));
    }

    /** Linux drops the packets that ask for a connection when the backlog is full. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void connect_thatIsNotAnsweredInTime_fails() throws Exception {
        try (TcpListener full = listenerOfFew()) {
            InetSocketAddress address = full.localAddress();
            int waiting = 0;
            TcpStream last;
            do {
                last = loop.closing(TcpStream.connect(loop.peers, address));
                waiting++;
                loop.quiet();
            } while (last.finishConnect() && waiting < 20);
            Task<Connection> task = loop.reactors
                    .get(0)
                    .spawn(Connection.connect(
                            address, ConnectionOptions.defaults().withConnectLimit(Duration.ofSeconds(3))));
            loop.quiet();
            assertFalse(task.isDone());
            assertEquals(1, loop.connections(0).size());
            loop.pass(Duration.ofSeconds(3));
            SocketTimeoutException failure = assertThrows(SocketTimeoutException.class, () -> loop.get(task));
            assertTrue(failure.getMessage().contains(":" + address.getPort()), failure.getMessage());
            assertEquals(0, loop.connections(0).size());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void connect_isCutOffWhenConnectionsAreShutDown() throws Exception {
        try (TcpListener full = listenerOfFew()) {
            InetSocketAddress address = full.localAddress();
            List<Task<Connection>> tasks = new ArrayList<>();
            do {
                tasks.add(loop.reactors.get(0).spawn(Connection.connect(address)));
                loop.quiet();
            } while (tasks.get(tasks.size() - 1).isDone() && tasks.size() < 20);
            CompletionStage<List<String>> end = loop.connections(0).shutdown(Duration.ZERO);
            loop.until(() -> value(end) != null);
            assertThrows(IOException.class, () -> loop.get(tasks.get(tasks.size() - 1)));
        }
    }

    @Test
    void connect_toAnUnresolvedAddress_isRefusedAtOnce() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Connection.connect(InetSocketAddress.createUnresolved("localhost", 80)));
    }

    @Test
    void connect_thatNobodyTakes_isClosedWithItsFuture() throws Exception {
        Server server = loop.serve(ServerContract::echo);
        Future<Connection> connecting = Connection.connect(server.address());
        Task<Boolean> task = loop.reactors.get(0).spawn(Loop.polling(connecting::poll));
        loop.get(task);
        // One that the server has counted may be on its way to its reactor still.
        loop.until(() -> loop.connections(0).size() + loop.connections(1).size() - server.connections() == 1);
        loop.run(0, connecting::close);
        loop.until(() -> server.connections() == 0);
        loop.get(loop.reactors
                .get(0)
                .spawn(Loop.polling(cx -> connecting.poll(cx) == Polled.ENDED ? Polled.READY : Polled.PENDING)));
    }
}
