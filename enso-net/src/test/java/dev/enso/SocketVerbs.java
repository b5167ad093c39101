package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.net.Connections;
import dev.enso.net.Interest;
import dev.enso.net.Poll;
import dev.enso.net.RemoteSockets;
import dev.enso.net.Source;
import dev.enso.net.Transport;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.Listing;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.simulation.Oracle;
import dev.enso.simulation.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The verb {@code io} at random, a part of {@link ModuleVerbs}: streams of both families with their listeners, connections, and
 * datagrams, in a network that loses nothing. Each socket is handed from reactor to reactor, with bytes under way: before it is
 * connected, before its listener has accepted anybody, while its asker is cancelled, to reactors that don't want it, stop, or
 * have just been added. Who sees the end of a stream has heard all that was sent, and what nobody took is closed.
 */
final class SocketVerbs {
    static final int HOPS = 3;
    static final int STEPS = 6;
    /** For what may wait in vain, as its peer may be closed unseen. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    final Oracle oracle;
    final Transport transport;
    private final InterCore node;
    private final InetAddress host;
    private final StreamVerbs streams = new StreamVerbs(this);
    private final DatagramVerbs datagrams = new DatagramVerbs(this);
    private final List<Source> sources = new ArrayList<>();
    private int paths;
    private boolean cutOff;

    SocketVerbs(Oracle oracle, InterCore node, Transport transport, InetAddress host) {
        this.oracle = oracle;
        this.node = node;
        this.transport = transport;
        this.host = host;
    }

    /** On the reactor that asks. */
    Future<Object> verb(CoreContext at) throws IOException {
        boolean unix = oracle.choose(2, "family") == 1;
        return switch (oracle.choose(3, "kind of socket")) {
            case 0 -> unix ? streams.unix(at) : streams.tcp(at);
            case 1 -> streams.connection(at, unix);
            default -> unix ? datagrams.unix(at) : datagrams.udp(at);
        };
    }

    /** Some reactor gets no time to come to its end. */
    void expectCuts() {
        cutOff = true;
    }

    boolean hasCuts() {
        return cutOff;
    }

    /** When all is over, and the reactors live still. */
    void check(World world) {
        for (Source source : sources) {
            assertFalse(source.isOpen(), () -> source + " was forgotten");
        }
        for (Reactor reactor : node.reactors()) {
            Remote there = node.at(reactor);
            CompletableFuture<Listing> listing = there.stage(there.list()).toCompletableFuture();
            assertTrue(world.await(listing::isDone));
            for (ObjectInfo object : listing.join().objects()) {
                assertFalse(object.kind().equals("SOCKET") || object.kind().equals("CONN"), object::toString);
            }
            CoreContext core = reactor.core();
            assertEquals(0, core.service(Poll.class).registry().size(), "registrations");
            assertEquals(0, core.service(Connections.class).size(), "connections");
            assertEquals(0, core.service(Connections.class).bufferedBytes(), "bytes in buffers");
        }
    }

    <S extends Source> S opened(S source) {
        sources.add(source);
        return source;
    }

    UnixDomainSocketAddress path() {
        return UnixDomainSocketAddress.of("/run/" + paths++);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, 0);
    }

    Remote somebody() {
        return node.at(oracle.choose(node.reactors().size(), "to whom"));
    }

    /** What is done with a source on one reactor: ready with true when it goes on elsewhere. */
    @FunctionalInterface
    interface Work {
        /** {@code steps}: after how many it wants to go on elsewhere. */
        Future<Boolean> at(CoreContext at, int steps);
    }

    /** Hands a source over that nobody else has. When it is refused it is closed. */
    <S extends Source> Future<Object> hand(CoreContext at, S source, Work work) {
        if (oracle.choose(2, "registered before") == 1) {
            register(at, source);
        }
        return io(at, source, work, HOPS)
                .recoverWith(failure -> Future.call(() -> {
                    assertRefused(failure);
                    requireBack(at, source);
                    source.close();
                    return failure;
                }));
    }

    private <S extends Source> Future<Object> io(CoreContext at, S source, Work work, int hops) {
        return RemoteSockets.at(somebody())
                .<S>io(source, (there, same) -> {
                    if (oracle.choose(8, "not wanted there") == 7) {
                        register(there, same);
                        throw new Refused(Refused.Reason.FULL, "it is not wanted");
                    }
                    return use(there, source, work, hops - 1);
                })
                .map(task -> task);
    }

    private <S extends Source> Future<Object> use(CoreContext at, S source, Work work, int hops) {
        return work.at(at, hops == 0 ? Integer.MAX_VALUE : oracle.choose(STEPS, "steps here"))
                .<Object>then(goesOn -> goesOn
                        ? io(at, source, work, hops).recoverWith(failure -> {
                            assertRefused(failure);
                            return use(at, source, work, 0);
                        })
                        : Future.of("over"))
                .recover(SocketVerbs::lost);
    }

    private static void assertRefused(Exception failure) {
        if (!(failure instanceof Refused refused)
                || (refused.reason() != Refused.Reason.CLOSED && refused.reason() != Refused.Reason.FULL)) {
            throw new AssertionError(failure);
        }
    }

    /** It is this reactor's again, and no other's. */
    private static void requireBack(CoreContext at, Source source) {
        assertTrue(source.isOpen(), () -> source + " was refused and is closed");
        register(at, source);
        at.service(Poll.class).registry().deregister(source);
    }

    private static void register(CoreContext at, Source source) {
        try {
            at.service(Poll.class).registry().register(source, Interest.READABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer or a reactor that has gone. */
    static Object lost(Exception failure) {
        if (failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof RejectedExecutionException) {
            return failure;
        }
        throw new AssertionError(failure);
    }
}
