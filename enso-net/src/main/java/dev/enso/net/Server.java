package dev.enso.net;

import dev.enso.core.Future;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Role;
import dev.enso.reactor.TaskOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on one address, of TCP or of a Unix socket, and gives each a task. Its methods may be called from any
 * thread.
 *
 * <p>A connection is handed to its reactor, which the group's {@linkplain dev.enso.reactor.Reactors#placement placement} for
 * connections chooses by the hash of the peer's address, and the handler is called there, once, to make the future that uses it. This
 * future is spawned as a task named after the peer; when it ends the connection is closed. What it fails with goes to the
 * reactors' failure handler and disturbs nobody else; only a connection that the peer has reset is no failure of the
 * server, and is logged at DEBUG.
 *
 * <p>When a reactor that accepts is {@linkplain dev.enso.reactor.InterCore#stop stopped}, another one takes its listener over, with
 * the backlog; {@link ServerOptions#onReactor} and {@link Accepting#ON_EACH_REACTOR} say what comes of it there. When no reactor is
 * left, the server accepts no more, and says so in a warning: serve anew once one has started.
 *
 * <p>A server that has no room for a connection leaves it in the backlog and goes on: at {@link
 * ServerOptions#maxConnections}, and when the process has no file descriptor left. Each is said in one warning.
 */
public final class Server implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Reactors reactors;
    private final Transport transport;
    private final SocketAddress address;

    /** One, or one for each reactor; those that have ended are not kept. Added to under the lock of this. */
    private final List<Acceptor> acceptors = new CopyOnWriteArrayList<>();

    private final ServerOptions options;
    private final Function<? super Connection, ? extends Future<?>> handler;
    private final Room room;

    /** One for all acceptors: what one of them gives up must not be kept by another. */
    private final Reserve spares;

    private final CompletableFuture<List<String>> ended = new CompletableFuture<>();

    /** Where each accepts for itself: reactors from this index on have come later, and have no listener yet. Written under the lock. */
    private volatile int provided;

    /** Set once, under the lock of this; nothing new is taken in from then on. */
    private volatile boolean closing;

    /** Somebody has begun to wait for the end; under the lock of this. */
    private boolean ending;

    private Server(
            Reactors reactors,
            SocketAddress address,
            Transport transport,
            ServerOptions options,
            Function<? super Connection, ? extends Future<?>> handler) {
        this.reactors = reactors;
        this.address = address;
        this.transport = transport;
        this.options = options;
        this.handler = handler;
        this.room = new Room(options.maxConnections());
        this.spares = new Reserve(transport.port(), reactors.size() + 2);
    }

    /**
     * Listens on an address and serves it. Needs reactors that have {@link Connections}, as those of {@code dev.enso.Enso}
     * do.
     *
     * @param address where to listen: an {@link InetSocketAddress}, whose port 0 lets the system choose one, which {@link
     *     #port()} tells; or a {@link java.net.UnixDomainSocketAddress}, whose file must not exist, and is deleted when the
     *     server stops to accept
     * @param handler makes the future that uses a connection; called on the connection's reactor, so it must not block
     * @throws java.net.BindException when the address can't be had
     * @throws IllegalArgumentException when the address is unresolved or of another kind, or there is no such reactor
     * @throws UnsupportedOperationException when each reactor should accept, and the transport can't let them share the
     *     address
     * @throws IllegalStateException when the reactors have no connections plugged in, or none is there for them
     * @throws RejectedExecutionException when the reactors are closing
     */
    public static Server serve(
            Reactors reactors,
            SocketAddress address,
            ServerOptions options,
            Function<? super Connection, ? extends Future<?>> handler)
            throws IOException {
        List<Reactor> net = reactors.with(Role.NET);
        if (net.isEmpty() && options.reactor().isEmpty()) {
            throw new IllegalStateException("no reactor is there for connections: " + reactors.roles()
                    + "; give one the role NET (Roles), or choose one by ServerOptions.onReactor");
        }
        int index = options.reactor().orElseGet(() -> firstOf(net).index());
        if (index >= reactors.size()) {
            throw new IllegalArgumentException(
                    "there is no reactor " + index + " to serve on, only " + reactors.size() + ", counted from 0");
        }
        Preload.classesOfAConnection();
        Transport transport =
                reactors.get(index).core().service(Connections.class).poll().transport();
        boolean each = options.accepting() == Accepting.ON_EACH_REACTOR;
        List<ListenEndpoint> listeners = each
                ? SharedPort.bind(transport, address, options.listen(), net.size())
                : List.of(ListenEndpoint.bind(transport, address, options.listen()));
        Server server = new Server(reactors, listeners.get(0).localAddress(), transport, options, handler);
        server.provided = each ? net.get(net.size() - 1).index() + 1 : 0;
        try {
            for (int i = 0; i < listeners.size(); i++) {
                Reactor on = each ? net.get(i) : reactors.get(index);
                if (!server.accept(on, listeners.get(i), each ? OptionalInt.of(on.index()) : options.reactor())) {
                    listeners.get(i).closeAndDelete();
                }
            }
        } catch (RejectedExecutionException e) {
            server.stopAccepting();
            for (ListenEndpoint listener : listeners) {
                listener.closeAndDelete();
            }
            throw e;
        }
        return server;
    }

    private static Reactor firstOf(List<Reactor> net) {
        return net.stream().filter(Reactor::takesWork).findFirst().orElse(net.get(0));
    }

    /**
     * An acceptor ends, and not the server: another one takes the listener over, at its place if that is there, or else where work
     * is taken. False when the server closes, or nobody is left.
     */
    boolean passOn(ListenEndpoint listener, OptionalInt place) {
        ArrayList<Reactor> next = new ArrayList<>();
        place.ifPresent(index -> next.add(reactors.get(index)));
        if (options.reactor().isPresent()) {
            reactors.forEach(next::add);
        } else {
            next.addAll(reactors.with(Role.NET));
        }
        for (Reactor reactor : next) {
            if (reactor.takesWork()) {
                try {
                    return accept(reactor, listener, place);
                } catch (RejectedExecutionException stopsAsWell) {
                    // Then the next one.
                }
            }
        }
        return false;
    }

    /**
     * @param place where the acceptor is at home, if that matters
     * @return false when the server closes; the listener is left to the caller then
     */
    private boolean accept(Reactor on, ListenEndpoint listener, OptionalInt place) {
        Acceptor acceptor = new Acceptor(this, listener, place, on);
        synchronized (this) {
            if (closing) {
                return false;
            }
            acceptors.add(acceptor);
        }
        try {
            acceptor.runsAs(on.spawn(TaskOptions.named("accept " + name()).service(), acceptor));
        } catch (RejectedExecutionException e) {
            ended(acceptor);
            throw e;
        }
        return true;
    }

    /** An acceptor has closed its listener, or passed it on. */
    void ended(Acceptor acceptor) {
        acceptors.remove(acceptor);
        acceptor.end().complete(List.of());
    }

    /** How many listeners there are. */
    int acceptors() {
        return acceptors.size();
    }

    boolean eachAccepts() {
        return options.accepting() == Accepting.ON_EACH_REACTOR;
    }

    /** Acceptors, before they accept: where each accepts for itself, reactors that were added get listeners of their own. */
    void provideForAdded() {
        if (!eachAccepts() || provided == reactors.size()) {
            return;
        }
        int from;
        int to;
        synchronized (this) {
            from = provided;
            to = reactors.size();
            provided = to;
        }
        for (int index = from; index < to; index++) {
            if (reactors.roles().of(index).contains(Role.NET)) {
                listenAt(index);
            }
        }
    }

    private void listenAt(int index) {
        try {
            ListenEndpoint listener =
                    SharedPort.bind(transport, address, options.listen(), 1).get(0);
            if (!passOn(listener, OptionalInt.of(index))) {
                listener.close();
            }
        } catch (IOException e) {
            warn(
                    this + " has no listener on " + reactors.get(index).name()
                            + ", which was added: the other reactors go on to accept, and it gets no connections. Serve anew to"
                            + " let it accept, if " + name() + " can be shared",
                    e);
        }
    }

    static void warn(String what, @Nullable Throwable why) {
        System.getLogger("dev.enso.net").log(System.Logger.Level.WARNING, what, why);
    }

    /**
     * The port it listens on.
     *
     * @throws UnsupportedOperationException when it listens on a Unix socket
     */
    public int port() {
        if (address instanceof InetSocketAddress inet) {
            return inet.getPort();
        }
        throw new UnsupportedOperationException(
                this + " listens on a Unix socket and has no port: ask for its address");
    }

    /** The address it listens on: an {@link InetSocketAddress}, or a {@link java.net.UnixDomainSocketAddress}. */
    public SocketAddress address() {
        return address;
    }

    /** The address in short. */
    String name() {
        return Addresses.text(address);
    }

    /** Connections that are open now, those that drain included. */
    public int connections() {
        return room.taken();
    }

    /** {@link #close(Duration)} with five seconds; what was cut off is logged as a warning. */
    @Override
    public void close() {
        List<String> cut = close(CLOSE_LIMIT);
        if (!cut.isEmpty()) {
            warn(
                    this + " was closed, and cut off " + cut.size() + " connections that had not ended in "
                            + CLOSE_LIMIT + ": " + cut,
                    null);
        }
    }

    /**
     * {@link #shutdown} and waits for it, blocking the calling thread.
     *
     * @return the peers of connections that were cut off at the limit
     * @throws IllegalStateException on a thread of these reactors, which must not block: use {@link #shutdown} there
     */
    public List<String> close(Duration limit) {
        Reactor here = reactors.current();
        if (here != null) {
            throw new IllegalStateException("closing waits for the connections and was called on " + here.name()
                    + ": use shutdown there, which doesn't wait");
        }
        CompletionStage<List<String>> end = shutdown(limit);
        try {
            reactors.await(end, FOREVER);
            return end.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException(this + " could not be closed", e.getCause());
        }
    }

    /**
     * Stops accepting and lets the connections come to their end: their inputs end, their tasks go on and are waited for,
     * what they have written is sent. Does not block. Later calls answer the stage of the first.
     *
     * @param limit after which tasks that go on are cancelled, and connections that are left cut off
     * @return the peers of those that were cut off
     */
    public CompletionStage<List<String>> shutdown(Duration limit) {
        synchronized (this) {
            if (ending) {
                return ended.copy();
            }
            ending = true;
        }
        ArrayList<CompletableFuture<List<String>>> parts = new ArrayList<>();
        for (Acceptor acceptor : stopAccepting()) {
            // The address is free then.
            parts.add(acceptor.end());
        }
        for (Reactor reactor : reactors) {
            parts.add(reactor.core().service(Connections.class).drain(this::owns, limit));
        }
        CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenRun(() -> ended.complete(
                        parts.stream().flatMap(part -> part.join().stream()).toList()));
        return ended.copy();
    }

    /** Cancels the acceptors, and answers them. */
    List<Acceptor> stopAccepting() {
        List<Acceptor> all;
        synchronized (this) {
            closing = true;
            all = List.copyOf(acceptors);
        }
        all.forEach(Acceptor::cancel);
        return all;
    }

    private boolean owns(Connection connection) {
        return connection.server == this;
    }

    boolean isClosing() {
        return closing;
    }

    Reactors reactors() {
        return reactors;
    }

    Transport transport() {
        return transport;
    }

    ServerOptions options() {
        return options;
    }

    Function<? super Connection, ? extends Future<?>> handler() {
        return handler;
    }

    /** The descriptors that its acceptors keep free. */
    Reserve spares() {
        return spares;
    }

    Room room() {
        return room;
    }

    /** Any of the reactors: a connection is closed, or did not come about. */
    void connectionClosed() {
        room.giveBack();
        for (Acceptor acceptor : acceptors) {
            acceptor.roomCame();
        }
    }

    @Override
    public String toString() {
        return "Server[" + name() + " on " + transport.name() + ", " + connections() + " connections]";
    }
}
