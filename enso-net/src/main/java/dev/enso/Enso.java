package dev.enso;

import dev.enso.core.Future;
import dev.enso.core.Spawner;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Connections;
import dev.enso.net.Disk;
import dev.enso.net.DiskFile;
import dev.enso.net.Netty;
import dev.enso.net.Poll;
import dev.enso.net.RemoteSockets;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import dev.enso.net.Storage;
import dev.enso.net.Transport;
import dev.enso.queues.RemoteRings;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.Clock;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.FailureHandler;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.Placement;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Rebalancing;
import dev.enso.reactor.Roles;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import dev.enso.timers.AwayTimers;
import dev.enso.timers.RemoteTimers;
import dev.enso.timers.Wheel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything in one line: a reactor on each CPU, pinned, each with its timers and its sockets.
 *
 * <pre>{@code
 * Enso enso = Enso.start();
 * enso.serve(7, connection -> connection.writeAll(connection.input()));
 * }</pre>
 *
 * <p>Many of them may live in one JVM. Unless said otherwise its methods may be called from any thread. The threads keep
 * the JVM alive until {@link #close}.
 */
public final class Enso implements Spawner, AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final long TOLD_WITHIN = 1_000_000_000L;

    private final Object closing = new Object();
    private final Reactors reactors;
    private final Transport transport;
    private final Storage storage;
    private final Resolver resolver;
    private final Clock clock;
    /** Under the lock of {@code closing}. */
    private @Nullable CloseReport report;

    private final CopyOnWriteArrayList<Console> consoles = new CopyOnWriteArrayList<>();

    private Enso(Reactors reactors, Transport transport, Storage storage, Resolver resolver) {
        this.reactors = reactors;
        this.transport = transport;
        this.storage = storage;
        this.resolver = resolver;
        this.clock = reactors.get(0).core().clock();
    }

    /**
     * Starts with the defaults of {@link Builder}.
     *
     * @throws dev.enso.net.TransportUnavailableException when the Netty on the path is older than the one this was built
     *     with
     */
    public static Enso start() {
        return builder().start();
    }

    /** Starts a description of what is to run. */
    public static Builder builder() {
        return new Builder();
    }

    /** The reactors. */
    public Reactors reactors() {
        return reactors;
    }

    /** The reactors as one node: what they can be asked, timers, rings and sockets included. */
    public InterCore interCore() {
        return reactors.interCore();
    }

    /** What the sockets run on. */
    public Transport transport() {
        return transport;
    }

    /** {@link Reactors#describe}: the picture of the node. */
    public String describe() {
        return reactors.describe();
    }

    /**
     * A console for this node at a Unix socket, which goes when the node is closed: {@link Console#listen}.
     *
     * @throws java.net.BindException when there is such a file already
     */
    public Console console(Path socket) throws IOException {
        return Console.of(this).listen(socket);
    }

    /** A console that has to go with the node. */
    void closesFirst(Console console) {
        consoles.add(console);
    }

    /** {@link Reactors#spawn(Future)}. */
    public <T extends @Nullable Object> Task<T> spawn(Future<T> future) {
        return reactors.spawn(future);
    }

    /** {@link Reactors#spawn(String, Future)}. */
    public <T extends @Nullable Object> Task<T> spawn(String name, Future<T> future) {
        return reactors.spawn(name, future);
    }

    /** {@link Reactors#spawn(TaskOptions, Future)}. */
    public <T extends @Nullable Object> Task<T> spawn(TaskOptions options, Future<T> future) {
        return reactors.spawn(options, future);
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<T> start(Future<T> future) {
        return reactors.start(future);
    }

    /**
     * Serves a port of all the machine's addresses, with the default options.
     *
     * @param port 0 lets the system choose one, which {@link Server#port()} tells
     * @param handler makes the future that uses a connection; called on the connection's reactor, so it must not block
     * @throws java.net.BindException when the port can't be had
     */
    public Server serve(int port, Function<? super Connection, ? extends Future<?>> handler) throws IOException {
        return serve(new InetSocketAddress(port), handler);
    }

    /** {@link #serve(SocketAddress, ServerOptions, Function)} with the default options. */
    public Server serve(SocketAddress address, Function<? super Connection, ? extends Future<?>> handler)
            throws IOException {
        return serve(address, ServerOptions.defaults(), handler);
    }

    /** {@link Server#serve} on these reactors. */
    public Server serve(
            SocketAddress address, ServerOptions options, Function<? super Connection, ? extends Future<?>> handler)
            throws IOException {
        return Server.serve(reactors, address, options, handler);
    }

    /** {@link Connection#connect(SocketAddress, ConnectionOptions)} with the default options. */
    public Future<Connection> connect(SocketAddress address) {
        return Connection.connect(address);
    }

    /**
     * {@link Connection#connect(SocketAddress, ConnectionOptions, Function)} with the default options: the connection is
     * closed when the future that uses it is over.
     */
    public <T extends @Nullable Object> Future<T> connect(
            SocketAddress address, Function<? super Connection, ? extends Future<? extends T>> use) {
        return Connection.connect(address, ConnectionOptions.defaults(), use);
    }

    /** {@link #connect(String, int, ConnectionOptions)} with the default options. */
    public Future<Connection> connect(String host, int port) {
        return connect(host, port, ConnectionOptions.defaults());
    }

    /**
     * Looks the host up, away from the reactors, and connects to its addresses in their order until one answers. Nothing
     * happens before the future is polled. A lookup takes as long as the system lets it: {@link Future#timeout} bounds both.
     *
     * <p>Fails with an {@link java.net.UnknownHostException} when the host has no address, and with the failure of its last
     * address when none answers.
     *
     * @param port from 1 to 65535
     * @param options for each address that is tried, its {@link ConnectionOptions#connectLimit} too
     * @throws IllegalArgumentException for another port
     */
    public Future<Connection> connect(String host, int port, ConnectionOptions options) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port to connect to is from 1 to 65535, and not " + port);
        }
        return Future.defer(() -> Future.from(resolver.lookUp(host)))
                .then(addresses -> connectToAny(addresses, 0, port, options));
    }

    private static Future<Connection> connectToAny(
            List<InetAddress> addresses, int index, int port, ConnectionOptions options) {
        Future<Connection> connecting = Connection.connect(new InetSocketAddress(addresses.get(index), port), options);
        return index == addresses.size() - 1
                ? connecting
                : connecting.recoverWith(failure -> connectToAny(addresses, index + 1, port, options));
    }

    /** {@link DiskFile#open(Path, OpenOption...)}. */
    public Future<DiskFile> open(Path path, OpenOption... options) {
        return DiskFile.open(path, options);
    }

    /** Closes with a limit of five seconds; what was cut off is logged as a warning. */
    @Override
    public void close() {
        requireOutside();
        synchronized (closing) {
            if (report == null) {
                CloseReport outcome = close(CLOSE_LIMIT);
                if (!outcome.isClean()) {
                    System.getLogger("dev.enso")
                            .log(System.Logger.Level.WARNING, "closing cut off what had not ended in time: " + outcome);
                }
            }
        }
    }

    /**
     * Closes in order. First the network: servers stop accepting, all inputs end, tasks go on, and what they have written is
     * sent; loops of {@link Netty} are shut down. Then the reactors, as {@link Reactors#close(Duration)} does it.
     *
     * <p>A task that never yields can't be cut off: the call then returns some seconds after the limit, the report names the
     * reactor as stuck, and its thread lives on.
     *
     * @param limit for both together, less than zero is zero; at its end connections that are left are cut off and tasks cancelled
     * @return what was cut off; connections by their peers; later calls answer the report of the first
     * @throws IllegalStateException on a thread of these reactors, which would wait for itself
     */
    public CloseReport close(Duration limit) {
        requireOutside();
        synchronized (closing) {
            if (report == null) {
                report = closeOnce(limit.isNegative() ? Duration.ZERO : limit);
            }
            return report;
        }
    }

    private void requireOutside() {
        Reactor here = reactors.current();
        if (here != null) {
            throw new IllegalStateException("close waits for the reactors and can't be called on one of them ("
                    + here.name() + "): call it from another thread");
        }
    }

    private CloseReport closeOnce(Duration limit) {
        long deadline = clock.nanoTime() + nanos(limit);
        // What is cut off at the deadline still needs a moment to be told; a reactor that doesn't turn never tells.
        long patience = deadline + TOLD_WITHIN;
        consoles.forEach(Console::close);
        ArrayList<CompletionStage<List<String>>> ends = new ArrayList<>();
        for (Reactor reactor : reactors) {
            ends.add(reactor.core().service(Connections.class).shutdown(limit));
        }
        ArrayList<CompletionStage<?>> guests = new ArrayList<>();
        for (Reactor reactor : reactors) {
            guests.add(reactor.core().service(Netty.class).shutdown(limit));
        }
        ArrayList<String> cut = new ArrayList<>();
        for (CompletionStage<List<String>> end : ends) {
            cut.addAll(await(end, patience));
        }
        for (CompletionStage<?> guest : guests) {
            // One that doesn't come is ended by the reactors.
            reactors.await(guest, Duration.ofNanos(patience - clock.nanoTime()));
        }
        resolver.close();
        CloseReport rest = reactors.close(Duration.ofNanos(Math.max(0, deadline - clock.nanoTime())));
        cut.addAll(rest.cut());
        ArrayList<String> stuck = new ArrayList<>(rest.stuck());
        stuck.addAll(storage.close(Duration.ofNanos(Math.max(0, patience - clock.nanoTime()))));
        return new CloseReport(cut, rest.undelivered(), stuck);
    }

    private static long nanos(Duration limit) {
        return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : limit.toNanos();
    }

    @Override
    public String toString() {
        return "Enso[" + transport.name() + ", " + reactors + "]";
    }

    /** Describes what is to run. Each setting has a default. Not safe for threads. */
    public static final class Builder {
        private final Reactors.Builder reactors = Reactors.builder();
        private @Nullable Roles roles;
        private String name = "enso";
        private @Nullable Transport transport;
        private @Nullable Storage storage;
        /** What the files of each runtime run on: reactors may be added long after others were started from here. */
        private final Map<Reactors, Storage> storages = Collections.synchronizedMap(new WeakHashMap<>());

        private @Nullable Storage starting;
        private FailureHandler failures = FailureHandler.logging();
        private Function<? super String, ? extends Resolver> resolvers = SystemResolver::new;

        private Builder() {
            reactors.poller(Connections::on)
                    .poller(Netty::on)
                    .poller(this::disk)
                    .threads(FastThreadLocalThread::new);
        }

        /**
         * How many reactors; one for each processor by default.
         *
         * @throws IllegalArgumentException outside 1 to 1024
         */
        public Builder reactors(int count) {
            reactors.count(count);
            roles = null;
            return this;
        }

        /**
         * How many reactors, and what each is there for; by default all are there for everything. A reactor that is not there
         * for timers leaves its own to one that is, if there is one.
         */
        public Builder roles(Roles roles) {
            reactors.roles(roles);
            this.roles = roles;
            return this;
        }

        /** {@link Reactors.Builder#placement}: {@code Placement::byLoad} lets tasks and connections go where room is. */
        public Builder placement(Function<? super List<Reactor>, ? extends Placement> placement) {
            reactors.placement(placement);
            return this;
        }

        /**
         * {@link Reactors.Builder#rebalancing}: {@code Rebalancing::among} lets connections that are served request by request
         * ({@link dev.enso.net.Migrating}) move when load stays uneven.
         */
        public Builder rebalancing(Function<? super List<Reactor>, Rebalancing> rebalancing) {
            reactors.rebalancing(rebalancing);
            return this;
        }

        /** {@link Roles#from} these properties. */
        public Builder properties(Properties properties) {
            return roles(Roles.from(properties));
        }

        /** What reactors and their threads are called, with an index behind it; {@code enso} by default. */
        public Builder name(String name) {
            this.name = name;
            reactors.name(name);
            return this;
        }

        /** What sockets run on; {@link Transport#auto()} by default. */
        public Builder transport(Transport transport) {
            this.transport = Objects.requireNonNull(transport, "transport");
            return this;
        }

        /**
         * What files run on; {@link Storage#auto(String)} by default. It serves this runtime alone, and is closed with it.
         */
        public Builder storage(Storage storage) {
            this.storage = Objects.requireNonNull(storage, "storage");
            return this;
        }

        /** Which CPUs the threads are asked to stay on; one each by default. */
        public Builder affinity(Affinity affinity) {
            reactors.affinity(affinity);
            return this;
        }

        /** How tasks are chosen; by weighted priority by default. */
        public Builder scheduling(Scheduling scheduling) {
            reactors.scheduling(scheduling);
            return this;
        }

        /** Who hears of failures; they are logged by default. */
        public Builder failures(FailureHandler handler) {
            failures = handler;
            reactors.failures(handler);
            return this;
        }

        /** What looks names up, made from the runtime's name; for simulations. */
        Builder resolver(Function<? super String, ? extends Resolver> resolvers) {
            this.resolvers = resolvers;
            return this;
        }

        /** Everything else that reactors can be told. Their threads, timers and I/O are set here and not there. */
        public Builder configure(Consumer<? super Reactors.Builder> settings) {
            settings.accept(reactors);
            return this;
        }

        /**
         * Starts the reactors.
         *
         * @throws dev.enso.net.TransportUnavailableException when the Netty on the path is older than the one this was
         *     built with
         * @throws UncheckedIOException when the system has no selector for a reactor
         */
        public Enso start() {
            Transport chosen = transport == null ? Transport.auto() : transport;
            ArrayList<Poll> opened = new ArrayList<>();
            // Here, where nobody is pinned yet.
            Storage files = storage == null ? Storage.auto(name) : storage;
            starting = files;
            Resolver resolver = resolvers.apply(name);
            try {
                keepTimers();
                Reactors started =
                        reactors.io(core -> open(chosen, core, opened)).start();
                RemoteTimers.serve(started.interCore());
                RemoteRings.serve(started.interCore());
                RemoteSockets.serve(started.interCore());
                return new Enso(started, chosen, files, resolver);
            } catch (RuntimeException e) {
                resolver.close();
                files.close();
                opened.forEach(poll -> closeAfter(e, poll));
                throw e;
            }
        }

        private Disk disk(CoreContext core) {
            Storage files = storages.computeIfAbsent(
                    core.reactor().group(), started -> Objects.requireNonNull(starting, "starting"));
            return Disk.on(core, files);
        }

        /** A wheel on each reactor, or where some are there for it, on those, and the way to one of them on the others. */
        private void keepTimers() {
            Roles described = roles;
            if (described == null) {
                reactors.timers(this::wheel);
            } else {
                reactors.timers(core -> described.timersOf(core.index()) == core.index()
                        ? wheel(core)
                        : AwayTimers.at(core, described.timersOf(core.index()), told(core)));
            }
        }

        private Consumer<Throwable> told(CoreContext core) {
            FailureHandler handler = failures;
            return failure -> handler.failed(core.reactor(), "a timer's waker", failure);
        }

        private Wheel wheel(CoreContext core) {
            return Wheel.builder().onFailure(told(core)).build();
        }

        private static Poll open(Transport transport, CoreContext core, List<Poll> opened) {
            try {
                Poll poll = Poll.open(transport, core.clock());
                opened.add(poll);
                return poll;
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "no selector of " + transport + " for " + core.reactor().name(), e);
            }
        }

        private static void closeAfter(RuntimeException failure, Poll poll) {
            try {
                poll.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private List<String> await(CompletionStage<List<String>> end, long deadline) {
        if (!reactors.await(end, Duration.ofNanos(deadline - clock.nanoTime()))) {
            // The close of the reactors will name it as stuck.
            return List.of();
        }
        try {
            return end.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the connections could not be closed", e.getCause());
        }
    }
}
