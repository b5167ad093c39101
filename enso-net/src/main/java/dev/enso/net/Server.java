package dev.enso.net;

import dev.enso.core.Future;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Role;
import dev.enso.reactor.Task;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

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
 * <p>A server that has no room for a connection leaves it in the backlog and goes on: at {@link
 * ServerOptions#maxConnections}, and when the process has no file descriptor left. Each is said in one warning.
 */
public final class Server implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** Descriptors kept free by each of several acceptors: what its reactor needs to go on. */
    private static final int SPARES_OF_EACH = 3;

    private final Reactors reactors;
    private final Transport transport;
    private final SocketAddress address;

    /** One, or one for each reactor. */
    private final List<Acceptor> acceptors;

    private final ServerOptions options;
    private final Function<? super Connection, ? extends Future<?>> handler;
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<List<String>> ended = new CompletableFuture<>();

    /** The tasks of the acceptors; under the lock of this. */
    private final ArrayList<Task<?>> accepting = new ArrayList<>();

    /** Set once, under the lock of this; nothing new is taken in from then on. */
    private volatile boolean closing;

    /** Somebody has begun to wait for the end; under the lock of this. */
    private boolean ending;

    private Server(
            Reactors reactors,
            List<ListenEndpoint> listeners,
            Transport transport,
            ServerOptions options,
            Function<? super Connection, ? extends Future<?>> handler) {
        this.reactors = reactors;
        this.address = listeners.get(0).localAddress();
        this.transport = transport;
        this.options = options;
        this.handler = handler;
        boolean each = options.accepting() == Accepting.ON_EACH_REACTOR;
        List<Reactor> net = reactors.with(Role.NET);
        ArrayList<Acceptor> made = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            OptionalInt target = each ? OptionalInt.of(net.get(i).index()) : options.reactor();
            made.add(new Acceptor(this, listeners.get(i), target, each ? SPARES_OF_EACH : reactors.size() + 2));
        }
        this.acceptors = new CopyOnWriteArrayList<>(made);
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
        Server server = new Server(reactors, listeners, transport, options, handler);
        try {
            for (int i = 0; i < listeners.size(); i++) {
                server.accept(each ? net.get(i) : reactors.get(index), server.acceptors.get(i));
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

    /** The reactor that accepted is being stopped: another one goes on. False when there is none, or the server closes. */
    boolean acceptElsewhere(ListenEndpoint listener, Reactor stopping) {
        if (closing || options.reactor().isPresent()) {
            return false;
        }
        boolean each = options.accepting() == Accepting.ON_EACH_REACTOR;
        for (Reactor other : reactors.with(Role.NET)) {
            if (other != stopping && other.takesWork()) {
                OptionalInt target = each ? OptionalInt.of(other.index()) : OptionalInt.empty();
                Acceptor next = new Acceptor(this, listener, target, each ? SPARES_OF_EACH : reactors.size() + 2);
                try {
                    accept(other, next);
                } catch (RejectedExecutionException stopsAsWell) {
                    continue;
                }
                acceptors.add(next);
                return true;
            }
        }
        return false;
    }

    private void accept(Reactor on, Acceptor acceptor) {
        acceptor.livesOn(on);
        Task<?> task = on.spawn(TaskOptions.named("accept " + name()).service(), acceptor);
        synchronized (this) {
            accepting.add(task);
            if (!closing) {
                return;
            }
        }
        task.cancel();
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
        return open.get();
    }

    /** {@link #close(Duration)} with five seconds; what was cut off is logged as a warning. */
    @Override
    public void close() {
        List<String> cut = close(CLOSE_LIMIT);
        if (!cut.isEmpty()) {
            System.getLogger("dev.enso.net")
                    .log(
                            System.Logger.Level.WARNING,
                            this + " was closed, and cut off " + cut.size() + " connections that had not ended in "
                                    + CLOSE_LIMIT + ": " + cut);
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
        for (Task<?> acceptor : stopAccepting()) {
            // It ends by being cancelled, and then the address is free.
            parts.add(acceptor.toStage()
                    .<List<String>>handle((nothing, cancelled) -> List.of())
                    .toCompletableFuture());
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
    List<Task<?>> stopAccepting() {
        List<Task<?>> tasks;
        synchronized (this) {
            closing = true;
            tasks = List.copyOf(accepting);
        }
        tasks.forEach(Task::cancel);
        return tasks;
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

    /** Counts a connection that is about to be accepted; false when there is no room for it. */
    boolean reserve() {
        if (open.incrementAndGet() <= options.maxConnections()) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /** Any of the reactors: a connection is closed, or did not come about. */
    void connectionClosed() {
        open.decrementAndGet();
        for (Acceptor acceptor : acceptors) {
            acceptor.roomCame();
        }
    }

    /** An acceptor: takes back what it counted, since nothing came. */
    void unreserve() {
        open.decrementAndGet();
    }

    @Override
    public String toString() {
        return "Server[" + name() + " on " + transport.name() + ", " + connections() + " connections]";
    }
}
