package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import dev.enso.timers.Wheel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reactors with sockets, turned by the test's thread, on a clock that the test sets. All that it made is closed with it. */
final class Loop {
    private static final int LEAST_TURNS = 100;

    /** What failed, in the order in which the failure handler was told. */
    final List<String> failed = new ArrayList<>();

    final List<Throwable> failures = new ArrayList<>();
    final AtomicLong time = new AtomicLong(1);
    final Transport transport;
    final Family family;

    /** What the other ends are made with. */
    final Transport peers;

    final Reactors reactors;
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private @Nullable Path folder;
    private int addresses;

    Loop(Transport transport, int count) {
        this(transport, count, builder -> {});
    }

    Loop(Transport transport, int count, Consumer<Reactors.Builder> settings) {
        this(transport, Family.TCP, count, settings);
    }

    Loop(Transport transport, Family family, int count, Consumer<Reactors.Builder> settings) {
        this.transport = transport;
        this.family = family;
        this.peers = LiveNetwork.forPeersOf(transport);
        Reactors.Builder builder = Reactors.builder()
                .count(count)
                .clock(time::get)
                .timers(core -> Wheel.create())
                .io(core -> {
                    try {
                        return Poll.open(transport, core.clock());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .poller(Connections::on)
                .failures((reactor, what, failure) -> {
                    failed.add(what);
                    failures.add(failure);
                });
        settings.accept(builder);
        reactors = builder.build();
    }

    interface Check {
        boolean holds() throws IOException;
    }

    Connections connections(int reactor) {
        return reactors.get(reactor).core().service(Connections.class);
    }

    void pass(Duration span) {
        time.addAndGet(span.toNanos());
    }

    void turn() {
        for (Reactor reactor : reactors) {
            reactor.turn();
        }
    }

    /** Turns all reactors until it holds. */
    void until(Check check) throws IOException {
        until("it never came to hold", check);
    }

    void until(String otherwise, Check check) throws IOException {
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (!check.holds()) {
            assertTrue(System.nanoTime() < end, () -> otherwise + "; failures: " + failures);
            turn();
        }
    }

    /** Turns for a while; long enough for what must not happen to happen. */
    void quiet() {
        long end = System.nanoTime() + Net.QUIET.toNanos();
        // On a machine that was busy elsewhere the time may be over before anything has happened.
        for (int turns = 0; turns < LEAST_TURNS || System.nanoTime() < end; turns++) {
            turn();
        }
    }

    <T> T get(Task<T> task) throws Exception {
        until(task::isDone);
        try {
            return task.toStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Runs something within a turn of a reactor. */
    void run(int reactor, Action action) throws Exception {
        get(reactors.get(reactor).spawn(Future.call(() -> {
            action.run();
            return true;
        })));
    }

    interface Action {
        void run() throws Exception;
    }

    Server serve(ServerOptions options, Function<Connection, Future<?>> handler) throws IOException {
        return Server.serve(reactors, fresh(), options, handler);
    }

    /** An address where nobody listens. */
    SocketAddress fresh() throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("enso");
        }
        return family.fresh(folder, addresses++);
    }

    Server serve(Function<Connection, Future<?>> handler) throws IOException {
        return serve(ServerOptions.defaults(), handler);
    }

    /** A peer, connected, that doesn't block: it turns the loop while it waits. */
    Peer peer(Server server) throws IOException {
        return closing(new Peer(this, server.address()));
    }

    /** A connection of the first reactor, with its peer; the connection's task never ends. */
    Pair pair(ConnectionOptions options) throws IOException {
        Connection[] accepted = {null};
        Server server = serve(ServerOptions.defaults().withConnections(options).onReactor(0), connection -> {
            accepted[0] = connection;
            return new Never();
        });
        Peer peer = peer(server);
        until(() -> accepted[0] != null);
        return new Pair(accepted[0], peer);
    }

    Pair pair() throws IOException {
        return pair(ConnectionOptions.defaults());
    }

    <T extends AutoCloseable> T closing(T closeable) {
        closing.push(closeable);
        return closeable;
    }

    void close() throws Exception {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
        reactors.close(Duration.ZERO);
        if (folder != null) {
            // Fails when a server has left its socket behind.
            Files.delete(folder);
        }
    }

    /** A connection of ours, and its peer. */
    record Pair(Connection connection, Peer peer) {}

    /** Something in a poll. */
    interface Step {
        Polled poll(Context cx) throws Exception;
    }

    /** A future that is what a test does in its poll. */
    static Future<Boolean> polling(Step step) {
        return new Future<>() {
            @Override
            public Polled poll(Context cx) throws Exception {
                return step.poll(cx);
            }

            @Override
            public Boolean head() {
                return true;
            }

            @Override
            public Stream<Boolean> tail() {
                return this;
            }

            @Override
            public void close() {}
        };
    }

    /** Pending for ever. */
    static final class Never implements Future<Boolean> {
        @Override
        public Polled poll(Context cx) {
            return Polled.PENDING;
        }

        @Override
        public Boolean head() {
            throw new IllegalStateException();
        }

        @Override
        public Stream<Boolean> tail() {
            throw new IllegalStateException();
        }

        @Override
        public void close() {}
    }
}
