package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.SimulatedEnso;
import dev.enso.core.Future;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Connections;
import dev.enso.net.NetworkConditions;
import dev.enso.net.SimulatedNetwork;
import dev.enso.reactor.Reactor;
import dev.enso.simulation.App;
import dev.enso.simulation.World;
import dev.enso.timers.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The store and its clients in a simulated world: a server of two reactors on one host, clients on another, and a network
 * between them that behaves as badly as it is told.
 */
public final class KvWorld implements App {
    private static final int TALKERS = 3;
    private static final int LISTENERS = 2;
    private static final int COMMANDS = 17;
    private static final int CONNECTIONS_EACH = 4;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Instant EPOCH = Instant.ofEpochMilli(1_700_000_000_000L);

    private final NetworkConditions conditions;

    /** A rough network. Made by reflection, too. */
    public KvWorld() {
        this(NetworkConditions.rough());
    }

    KvWorld(NetworkConditions conditions) {
        this.conditions = conditions;
    }

    @Override
    public void start(World world) throws Exception {
        SimulatedNetwork network = SimulatedNetwork.in(world, NetworkConditions.calm());
        Enso server = SimulatedEnso.builder(world, network, host(1))
                .name("server")
                .reactors(2)
                .configure(reactors -> reactors.laneCapacity(4))
                .start();
        InetSocketAddress address = new InetSocketAddress(host(1), 6379);
        InstantSource calendar = () -> EPOCH.plusNanos(world.now());
        KvServer store = KvServer.start(server, address, 1, calendar);
        Enso clients = SimulatedEnso.builder(world, network, host(2))
                .name("clients")
                .reactors(1)
                .start();
        network.conditions(conditions);
        KvWorkload workload = new KvWorkload(world);
        int listeners = world.oracle().choose(LISTENERS + 1, "how many listen");
        for (int i = 0; i < listeners; i++) {
            KvWorkload.Listener listener = workload.listener();
            clients.spawn("listener " + i, once(address, listener).recover(KvWorld::lost));
        }
        for (int i = 0; i < TALKERS; i++) {
            int commands = world.oracle().choose(COMMANDS, "how much one says");
            KvWorkload.Talker talker = workload.talker(commands);
            clients.spawn("talker " + i, talk(address, talker, CONNECTIONS_EACH).map(said -> {
                talker.falls();
                return said;
            }));
        }
        world.atEnd(() -> {
            assertEquals(0, store.connections(), "connections that the server has forgotten");
            assertNoConnections(server);
            assertNoConnections(clients);
            assertEquals(List.of(), store.close(LIMIT));
            assertTrue(clients.close(LIMIT).isClean());
            assertTrue(server.close(LIMIT).isClean());
            assertTrue(network.account().isEmpty(), () -> network.account().toString());
            Linearizability.check(workload.history);
            workload.checkBroadcasts();
        });
    }

    private static void assertNoConnections(Enso enso) {
        for (Reactor reactor : enso.reactors()) {
            Connections connections = reactor.core().service(Connections.class);
            assertEquals(0, connections.size(), connections::toString);
            assertEquals(0, connections.bufferedBytes(), connections::toString);
        }
    }

    private static Future<Boolean> once(InetSocketAddress address, ScriptedClient.Script script) {
        return Connection.connect(
                address, ConnectionOptions.defaults(), connection -> new ScriptedClient(connection, script));
    }

    private static boolean lost(Exception failure) {
        if (failure instanceof IOException) {
            return false;
        }
        throw new AssertionError(failure);
    }

    private static Future<Boolean> talk(InetSocketAddress address, KvWorkload.Talker talker, int connections) {
        return once(address, talker).recoverWith(failure -> {
            lost(failure);
            talker.disconnected();
            return connections == 1
                    ? Future.of(false)
                    : Timers.sleep(PAUSE).then(nothing -> talk(address, talker, connections - 1));
        });
    }

    private static InetAddress host(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
    }
}
