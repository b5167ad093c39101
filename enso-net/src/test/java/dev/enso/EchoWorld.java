package dev.enso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Connections;
import dev.enso.net.Migrating;
import dev.enso.net.NetworkConditions;
import dev.enso.net.NetworkFault;
import dev.enso.net.RemoteSockets;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import dev.enso.net.SimulatedNetwork;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Rebalancing;
import dev.enso.reactor.Refused;
import dev.enso.simulation.App;
import dev.enso.simulation.World;
import dev.enso.timers.Timers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** An echo, perhaps behind a proxy, and its clients, which find it by its name. What comes back is what was sent, as far as the connection lasted. */
public final class EchoWorld implements App {
    private static final int CLIENTS = 3;
    private static final int LONGEST = 5_000;
    private static final int STEPS = 16;
    private static final int MOVERS = 2;
    private static final int ROUNDS = 12;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final NetworkConditions conditions;
    private final boolean proxied;
    private final boolean wandering;

    /** Made by reflection, too. */
    public EchoWorld() {
        this(NetworkConditions.rough());
    }

    EchoWorld(NetworkConditions conditions) {
        this(conditions, false, false);
    }

    private EchoWorld(NetworkConditions conditions, boolean proxied, boolean wandering) {
        this.conditions = conditions;
        this.proxied = proxied;
        this.wandering = wandering;
    }

    /** Connections are moved from reactor to reactor meanwhile, and one of the reactors may stop. */
    static EchoWorld wandering(NetworkConditions conditions) {
        return new EchoWorld(conditions, false, true);
    }

    static EchoWorld behindAProxy(NetworkConditions conditions) {
        return new EchoWorld(conditions, true, false);
    }

    /** With the proxy, where connections often break; made by reflection. */
    public static final class Proxied implements App {
        @Override
        public void start(World world) throws Exception {
            behindAProxy(NetworkConditions.rough().with(NetworkFault.RESET, 60)).start(world);
        }
    }

    @Override
    public void start(World world) throws Exception {
        SimulatedNetwork network = SimulatedNetwork.in(world, NetworkConditions.calm());
        InetAddress serverHost = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress clientHost = InetAddress.getByAddress(new byte[] {10, 0, 0, 2});
        InetAddress proxyHost = InetAddress.getByAddress(new byte[] {10, 0, 0, 3});
        network.name("echo.example", proxied ? proxyHost : serverHost);
        Enso server = SimulatedEnso.builder(world, network, serverHost)
                .name("server")
                .reactors(wandering ? 3 : 2)
                .rebalancing(Rebalancing::among)
                .start();
        ServerOptions options = ServerOptions.defaults()
                .withConnections(ConnectionOptions.defaults().withOutputLimit(2 << 10));
        Server echo = server.serve(
                new InetSocketAddress(7),
                options,
                connection -> wandering
                        ? Migrating.serve(connection, EchoSome::new)
                        : connection.writeAll(connection.input()));
        Enso clients = SimulatedEnso.builder(world, network, clientHost)
                .name("clients")
                .reactors(1)
                .start();
        if (proxied) {
            startProxy(world, network, proxyHost, new InetSocketAddress(serverHost, 7), options);
        }
        network.conditions(conditions);
        for (int i = 0; i < CLIENTS; i++) {
            byte[] bytes = new byte[world.oracle().choose(LONGEST, "bytes to be echoed")];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (at * 31 + bytes.length);
            }
            clients.spawn(
                    "client " + i,
                    clients.connect("echo.example", 7)
                            .then(connection -> new Client(world, connection, bytes))
                            .recover(EchoWorld::lost));
        }
        if (wandering) {
            for (int i = 0; i < MOVERS; i++) {
                server.spawn("mover", move(world, server.interCore(), ROUNDS));
            }
            if (world.oracle().choose(4, "a reactor stops") == 3) {
                world.later(
                        Duration.ofMillis(world.oracle().choose(STEPS, "when it stops")),
                        () -> server.interCore().stop(2, LIMIT));
            }
        }
        world.atEnd(() -> {
            assertEquals(0, echo.connections());
            assertEquals(List.of(), echo.close(LIMIT));
            assertLeftNothing(clients);
            assertLeftNothing(server);
            assertTrue(network.account().isEmpty(), () -> network.account().toString());
        });
    }

    /** Again and again lets a connection that it finds go somewhere. */
    private static Future<Boolean> move(World world, InterCore node, int rounds) {
        if (rounds == 0) {
            return Future.of(true);
        }
        return Timers.sleep(Duration.ofMillis(world.oracle().choose(STEPS, "the next move")))
                .then(slept -> node.at(world.oracle().choose(3, "from")).page(0))
                .then(page -> {
                    List<ObjectInfo> found = page.objects().stream()
                            .filter(object -> object.kind().equals("CONN"))
                            .toList();
                    if (found.isEmpty()) {
                        return Future.of(false);
                    }
                    long id = found.get(world.oracle().choose(found.size(), "which"))
                            .id();
                    return RemoteSockets.at(node.of(id)).move(id, world.oracle().choose(3, "to"));
                })
                .recover(failure -> {
                    if (failure instanceof Refused) {
                        return false; // it has gone, or moved before; or the reactor has stopped
                    }
                    throw new AssertionError(failure);
                })
                .then(moved -> move(world, node, rounds - 1));
    }

    private static void startProxy(
            World world, SimulatedNetwork network, InetAddress host, InetSocketAddress target, ServerOptions options)
            throws IOException {
        Enso proxy = SimulatedEnso.builder(world, network, host)
                .name("proxy")
                .reactors(2)
                .start();
        Server front = proxy.serve(new InetSocketAddress(7), options, client -> join(client, target, options));
        world.atEnd(() -> {
            assertEquals(0, front.connections());
            assertEquals(List.of(), front.close(LIMIT));
            assertLeftNothing(proxy);
        });
    }

    private static Future<Boolean> join(Connection client, InetSocketAddress target, ServerOptions options) {
        return Connection.connect(
                        target,
                        options.connections(),
                        server -> Connection.pipe(client, server).join(Connection.pipe(server, client), (a, b) -> true))
                .recover(failure -> {
                    client.abort();
                    return lost(failure);
                });
    }

    /** What may befall a client in a rough network. */
    private static boolean lost(Exception failure) {
        if (failure instanceof IOException) {
            return false;
        }
        throw new AssertionError(failure);
    }

    private static void assertLeftNothing(Enso enso) {
        for (Reactor reactor : enso.reactors()) {
            Connections connections = reactor.core().service(Connections.class);
            assertEquals(0, connections.size(), connections::toString);
            assertEquals(0, connections.bufferedBytes(), connections::toString);
        }
        assertTrue(enso.close(LIMIT).isClean());
    }

    /** Writes back some of what has come, and leaves the rest. */
    private static final class EchoSome implements Future<Boolean> {
        private final Connection connection;
        private boolean goesOn;

        EchoSome(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            Polled polled = connection.input().poll(cx);
            if (polled == Polled.ENDED) {
                return Polled.READY;
            }
            if (polled == Polled.PENDING || connection.pollWritable(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
            ByteBuffer bytes = connection.input().head();
            int end = bytes.limit();
            bytes.limit(bytes.position() + (bytes.remaining() + 1) / 2);
            connection.write(bytes);
            bytes.limit(end);
            goesOn = true;
            return Polled.READY;
        }

        @Override
        public Boolean head() {
            return goesOn;
        }

        @Override
        public Stream<Boolean> tail() {
            return Stream.empty();
        }

        @Override
        public void close() {}
    }

    /** Sends its bytes in pieces, and hears them again. */
    private static final class Client implements Future<Boolean> {
        private final World world;
        private final Connection connection;
        private final ByteBuffer left;
        private final byte[] sent;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private boolean finished;
        private boolean ready;

        Client(World world, Connection connection, byte[] bytes) {
            this.world = world;
            this.connection = connection;
            this.sent = bytes;
            this.left = ByteBuffer.wrap(bytes);
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            while (left.hasRemaining() && connection.pollWritable(cx) == Polled.READY) {
                int piece = left.remaining() * (1 + world.oracle().choose(STEPS, "a piece to be sent")) / STEPS;
                int end = left.limit();
                left.limit(left.position() + Math.max(1, piece));
                connection.write(left);
                left.limit(end);
            }
            if (!left.hasRemaining() && !finished) {
                finished = true;
                connection.shutdownOutput();
            }
            while (true) {
                switch (connection.input().poll(cx)) {
                    case READY -> {
                        byte[] bytes = new byte[connection.input().head().remaining()];
                        connection.input().head().get(bytes);
                        connection.input().tail();
                        heard.write(bytes);
                        int at = heard.size();
                        assertArrayEquals(Arrays.copyOf(sent, at), heard.toByteArray());
                    }
                    case ENDED -> {
                        assertEquals(sent.length, heard.size());
                        ready = true;
                        return Polled.READY;
                    }
                    default -> {
                        return Polled.PENDING;
                    }
                }
            }
        }

        @Override
        public Boolean head() {
            if (!ready) {
                throw new IllegalStateException();
            }
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            ready = false;
            return this;
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
