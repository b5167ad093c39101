package dev.enso.net;

import dev.enso.core.Future;
import dev.enso.core.Waker;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on one address and gives each a task. Its methods may be called from any thread.
 *
 * <p>A connection is handed to its reactor, and the handler is called there, once, to make the future that uses it. This
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

    private final Reactors reactors;
    private final Transport transport;
    private final TcpListener listener;
    private final ServerOptions options;
    private final Function<? super Connection, ? extends Future<?>> handler;
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<List<String>> ended = new CompletableFuture<>();

    /** Written once, before anybody else has this object. */
    private volatile @Nullable Task<?> accepting;

    /** Set once, under the lock of this; nothing new is taken in from then on. */
    private volatile boolean closing;

    /** The acceptor's waker, while it waits for a connection to close. Written by it, woken by who closes one. */
    private volatile @Nullable Waker waiting;

    private Server(
            Reactors reactors,
            TcpListener listener,
            Transport transport,
            ServerOptions options,
            Function<? super Connection, ? extends Future<?>> handler) {
        this.reactors = reactors;
        this.listener = listener;
        this.transport = transport;
        this.options = options;
        this.handler = handler;
    }

    /**
     * Listens on an address and serves it. Needs reactors that have {@link Connections}, as those of {@code dev.enso.Enso}
     * do.
     *
     * @param address where to listen; port 0 lets the system choose one, which {@link #port()} tells
     * @param handler makes the future that uses a connection; called on the connection's reactor, so it must not block
     * @throws java.net.BindException when the address can't be had
     * @throws IllegalArgumentException when the address is unresolved, or there is no such reactor
     * @throws IllegalStateException when the reactors have no connections plugged in
     * @throws RejectedExecutionException when the reactors are closing
     */
    public static Server serve(
            Reactors reactors,
            InetSocketAddress address,
            ServerOptions options,
            Function<? super Connection, ? extends Future<?>> handler)
            throws IOException {
        int index = options.reactor().orElse(0);
        if (index >= reactors.size()) {
            throw new IllegalArgumentException(
                    "there is no reactor " + index + " to serve on, only " + reactors.size() + ", counted from 0");
        }
        Preload.classesOfAConnection();
        Reactor home = reactors.get(index);
        Transport transport = home.core().service(Connections.class).poll().transport();
        TcpListener listener = TcpListener.bind(transport, address, options.listen());
        Server server = new Server(reactors, listener, transport, options, handler);
        try {
            server.accepting = home.spawn(
                    TaskOptions.named("accept " + Addresses.text(listener.localAddress()))
                            .service(),
                    new Acceptor(server, listener));
        } catch (RejectedExecutionException e) {
            listener.close();
            throw e;
        }
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return address().getPort();
    }

    /** The address it listens on. */
    public InetSocketAddress address() {
        return listener.localAddress();
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
            if (closing) {
                return ended.copy();
            }
            closing = true;
        }
        stopAccepting();
        ArrayList<CompletableFuture<List<String>>> parts = new ArrayList<>();
        Task<?> acceptor = accepting;
        if (acceptor != null) {
            // It ends by being cancelled, and then the port is free.
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

    void stopAccepting() {
        closing = true;
        Task<?> task = accepting;
        if (task != null) {
            task.cancel();
        }
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
        Waker parked = waiting;
        if (parked != null) {
            parked.wake();
        }
    }

    /** The acceptor: takes back what it counted, since nothing came. */
    void unreserve() {
        open.decrementAndGet();
    }

    /** The acceptor: wakes it when a connection closes. Whether there is room is to be asked again afterwards. */
    void awaitRoom(Waker acceptor) {
        waiting = acceptor;
    }

    void awaitNothing() {
        waiting = null;
    }

    @Override
    public String toString() {
        return "Server[" + Addresses.text(address()) + " on " + transport.name() + ", " + connections()
                + " connections]";
    }
}
