package dev.enso.examples.kv;

import dev.enso.Enso;
import dev.enso.core.Context;
import dev.enso.core.Waker;
import dev.enso.net.Connection;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store behind a port: one shard on each reactor, connections spread over all of them. Its methods may be called from
 * any thread but the reactors'.
 */
public final class KvServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final long NANOS = 1_000_000;

    private final Shard[] shards;
    private final CallPool[] pools;
    private final Router[] routers;
    private final CommandTable table = new CommandTable();
    private final AtomicLong lastId = new AtomicLong();
    private final Server server;

    /**
     * Starts to serve.
     *
     * @param enso what it runs on; it stays the caller's to close
     * @param address where to listen; port 0 lets the system choose one
     * @param seed of the key hash; one that clients can't guess keeps them from preparing keys that collide
     * @throws java.net.BindException when the address can't be had
     */
    public static KvServer start(Enso enso, InetSocketAddress address, long seed) throws IOException {
        return start(enso, address, seed, InstantSource.system());
    }

    /**
     * Starts to serve, with another idea of the time of day.
     *
     * @param calendar asked once for each reactor; from then on its clock counts
     */
    static KvServer start(Enso enso, InetSocketAddress address, long seed, InstantSource calendar) throws IOException {
        return new KvServer(enso, address, seed, calendar);
    }

    private KvServer(Enso enso, InetSocketAddress address, long seed, InstantSource calendar) throws IOException {
        Reactors reactors = enso.reactors();
        shards = new Shard[reactors.size()];
        pools = new CallPool[reactors.size()];
        routers = new Router[reactors.size()];
        long heap = Runtime.getRuntime().maxMemory();
        // Half of the heap for keys and values leaves the collector room to work.
        Settings settings = new Settings(
                Limits.forHeap(heap),
                seed,
                heap / 2,
                HeapRegions.ofThisJvm(),
                address.getHostString(),
                address.getPort(),
                ProcessHandle.current().pid());
        CompletableFuture<?>[] made = new CompletableFuture<?>[reactors.size()];
        for (Reactor reactor : reactors) {
            made[reactor.index()] = CompletableFuture.runAsync(() -> open(reactor.core(), settings, calendar), reactor);
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(made);
        reactors.await(all, START_LIMIT);
        if (!all.isDone()) {
            throw new IllegalStateException("the reactors have not made their shards within " + START_LIMIT);
        }
        all.join();
        server = enso.serve(address, ServerOptions.defaults(), this::serve);
    }

    /** On the reactor, whose memory it shall be. */
    private void open(CoreContext core, Settings settings, InstantSource calendar) {
        int index = core.index();
        long epoch = calendar.millis() * NANOS - core.clock().nanoTime();
        Shard shard = new Shard(
                index,
                shards.length,
                settings,
                core.alarms(),
                epoch,
                core.random().split());
        shard.keys().advance(core.now());
        shards[index] = shard;
        pools[index] = new CallPool();
        routers[index] = new BusRouter(core.bus(), shards);
    }

    private KvConnection serve(Connection connection) {
        return new KvConnection(connection, cx -> open(connection, cx));
    }

    private Session open(Connection connection, Context cx) {
        int index = connection.reactor().index();
        InetSocketAddress peer = (InetSocketAddress) connection.remoteAddress();
        Waker waker = cx.waker();
        return new Session(
                lastId.incrementAndGet(),
                peer.getHostString() + ":" + peer.getPort(),
                shards[index],
                routers[index],
                pools[index],
                table,
                waker);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    /** Connections that are open now. */
    public int connections() {
        return server.connections();
    }

    /** How many keys all shards hold. Only while the reactors rest: for tests, after they have been closed. */
    int keys() {
        int keys = 0;
        for (Shard shard : shards) {
            keys += shard.keys().size();
        }
        return keys;
    }

    /**
     * Stops accepting, answers what was received, and closes the connections.
     *
     * @param limit after which connections that are left are cut off
     * @return the peers of those that were cut off
     */
    public List<String> close(Duration limit) {
        return server.close(limit);
    }

    @Override
    public void close() {
        close(CLOSE_LIMIT);
    }
}
