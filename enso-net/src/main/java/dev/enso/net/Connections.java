package dev.enso.net;

import dev.enso.core.Alarms;
import dev.enso.core.Future;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Inventory;
import dev.enso.reactor.Kind;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one reactor: their list, their buffers, and the writing of what their tasks have left unflushed.
 * Plugged into a reactor behind its {@link Poll}, so that a turn handles readiness first, then writes once for each
 * connection, then polls tasks:
 *
 * <pre>{@code
 * Reactors.builder()
 *     .timers(core -> Wheel.create())
 *     .io(core -> poll)
 *     .poller(Connections::on)
 * }</pre>
 *
 * {@code dev.enso.Enso} does this. {@link Server} and {@link Connection#connect} need nothing more.
 */
public final class Connections implements Poller, Inventory, AutoCloseable {
    /** In the object table: a connection that lives on the reactor. */
    public static final Kind<Connection> CONNECTION = Kind.of("CONN", Kind.Source.NET);

    /** In the object table: the listener of a server, where it accepts. */
    public static final Kind<Server> LISTENER = Kind.of("LISTENER", Kind.Source.NET);

    private final CoreContext core;
    private final Poll poll;
    private final Alarms alarms;
    private final BufferPool pool = new BufferPool();
    private final System.Logger log = System.getLogger("dev.enso.net");

    private @Nullable Connection newest;
    private int size;
    /** Connections that have moved here, and away. */
    private long came;

    private long left;

    /** Outputs to attend to, in the order of their wakes. */
    private @Nullable Output first;

    private @Nullable Output last;
    private final ArrayList<DrainAll> drains = new ArrayList<>();

    /** Those whose listener is watched here. */
    private final ArrayList<Server> servers = new ArrayList<>();

    /** What other threads ask for; guarded by itself. */
    private final ArrayList<Runnable> asked = new ArrayList<>();

    /** True while something is in {@link #asked}; written under its lock. */
    private volatile boolean hasAsked;

    /** The reactor is being stopped, and those that may move have been told. */
    private boolean leaving;

    /** Nothing new is taken in; written by the owner. */
    private volatile boolean closing;

    private boolean closed;

    private Connections(CoreContext core) {
        this.core = core;
        this.poll = core.service(Poll.class);
        this.alarms = core.alarms();
    }

    /**
     * Connections for a reactor that has a {@link Poll} and timers.
     *
     * @throws IllegalStateException when it has none
     */
    public static Connections on(CoreContext core) {
        return new Connections(core);
    }

    /** How many there are, those that connect and those that drain included. */
    public int size() {
        return size;
    }

    @Override
    public String kept() {
        return "connections";
    }

    @Override
    public long count() {
        return size;
    }

    @Override
    public void tell(BiConsumer<String, Long> kept) {
        Inventory.super.tell(kept);
        if (came + left > 0) {
            kept.accept("moved here", came);
            kept.accept("moved away", left);
        }
    }

    /** Bytes of the buffers in which connections hold something now. */
    public long bufferedBytes() {
        return pool.lentBytes();
    }

    @Override
    public int poll(long now, int limit) {
        if (!leaving && !core.reactor().takesWork()) {
            leaving = true;
            tellThoseThatMayMove();
        }
        int done = hasAsked ? runAsked() : 0;
        Output stop = last;
        for (int looks = 0; stop != null && looks < limit; looks++) {
            Output output = first;
            if (output == null) {
                break;
            }
            first = output.next;
            if (output == last) {
                last = null;
            }
            output.next = null;
            output.listed = false;
            done += output.connection().lifecycle().attend() ? 1 : 0;
            if (output == stop) {
                break;
            }
        }
        return done;
    }

    /** One that waits for a request is not polled otherwise before its peer says something. */
    private void tellThoseThatMayMove() {
        for (Connection connection = newest; connection != null; connection = connection.after) {
            Migrating migrating = connection.migrating;
            if (migrating != null) {
                migrating.lookAround();
            }
        }
    }

    @Override
    public long deadline() {
        return first != null || hasAsked ? NOW : NEVER;
    }

    /** False while one that was closed has something to send, or waits for its peer to have read it. */
    @Override
    public boolean isAtRest() {
        for (Connection connection = newest; connection != null; connection = connection.after) {
            if (connection.state() == ConnectionState.DRAINING) {
                return false;
            }
        }
        return true;
    }

    /** Owner: lists an output for the next poll. */
    void attendTo(Output output) {
        if (!output.listed) {
            output.listed = true;
            Output end = last;
            if (end == null) {
                first = output;
            } else {
                end.next = output;
            }
            last = output;
        }
    }

    /**
     * Runs something on the reactor, at its next poll. Any thread; can't be refused.
     *
     * @return false when the reactor has stopped and it was not taken
     */
    boolean ask(Runnable question) {
        synchronized (asked) {
            if (closed) {
                return false;
            }
            asked.add(question);
            hasAsked = true;
        }
        core.reactor().wake();
        return true;
    }

    private int runAsked() {
        Runnable[] questions;
        synchronized (asked) {
            questions = asked.toArray(new Runnable[0]);
            asked.clear();
            hasAsked = false;
        }
        RuntimeException failed = null;
        for (Runnable question : questions) {
            try {
                question.run();
            } catch (RuntimeException failure) {
                // The others are not to blame; who turns the reactor tells the failure handler.
                failed = failure;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return questions.length;
    }

    /** Begins to connect. */
    Connection connect(SocketAddress address, ConnectionOptions options) throws IOException {
        if (closing) {
            throw new IOException("can't connect to " + Addresses.text(address) + ": "
                    + core.reactor().name() + " is closing and opens no more connections");
        }
        StreamEndpoint stream = StreamEndpoint.connect(poll.transport(), address);
        return add(stream, options, ConnectionState.CONNECTING, address, Addresses.text(address));
    }

    /**
     * Takes in a connection that was accepted.
     *
     * @param unnamed what to call a peer without an address
     */
    Connection accept(StreamEndpoint stream, ConnectionOptions options, String unnamed) throws IOException {
        SocketAddress remote = stream.remoteAddress();
        if (remote == null || closing) {
            stream.close();
            throw new ClosedChannelException();
        }
        String name = Addresses.isUnnamed(remote) ? unnamed : Addresses.text(remote);
        return add(stream, options, ConnectionState.OPEN, remote, name);
    }

    private Connection add(
            StreamEndpoint stream, ConnectionOptions options, ConnectionState state, SocketAddress remote, String name)
            throws IOException {
        Connection connection;
        try {
            if (remote instanceof InetSocketAddress) {
                stream.option(StandardSocketOptions.TCP_NODELAY, true);
            }
            Readiness readiness = poll.registry().register(stream.endpoint(), Interest.READABLE.or(Interest.WRITABLE));
            connection = new Connection(this, stream, readiness, options, state, remote, name);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
        Connection second = newest;
        if (second != null) {
            second.before = connection;
        }
        connection.after = second;
        newest = connection;
        size++;
        connection.id = core.objects().add(CONNECTION, name, connection);
        Timeouts timeouts = connection.timeouts();
        if (timeouts != null && state == ConnectionState.OPEN) {
            timeouts.begin();
        }
        debug(connection, "is new", null);
        return connection;
    }

    /** Takes in a connection that has come from another reactor. */
    Connection adopt(Moved moved) throws IOException {
        Connection connection =
                add(moved.stream(), moved.options(), ConnectionState.OPEN, moved.remote(), moved.name());
        came++;
        connection.server = moved.server();
        ByteBuffer unread = moved.unread();
        if (unread != null) {
            connection.received().begin(unread);
        }
        Server server = moved.server();
        boolean ends = closing || (server != null && server.isClosing());
        for (DrainAll drain : drains) {
            ends |= drain.takes(connection);
        }
        if (ends) {
            connection.lifecycle().stopInput();
        }
        return connection;
    }

    /**
     * Takes off a connection that goes to another reactor, with everything that was flushed: nothing of it is left here.
     *
     * @throws IllegalStateException when it can't leave now
     */
    Moved release(Connection connection, Function<? super Connection, ? extends Future<?>> use) {
        if (connection.state() != ConnectionState.OPEN || !connection.received().mayLeave()) {
            throw new IllegalStateException(connection + " can't move now: it must be open in both directions, and no"
                    + " head of its input lent; take the head, and move it before the next poll");
        }
        ByteBuffer unread = connection.received().takeUnread();
        Server server = connection.server;
        connection.lifecycle().moves();
        left++;
        return new Moved(
                connection.stream(),
                connection.options(),
                connection.remoteAddress(),
                connection.name(),
                unread,
                server,
                use);
    }

    /** Called by a connection that is closed now. */
    void remove(Connection connection) {
        unlist(connection);
        Server server = connection.server;
        if (server != null) {
            server.connectionClosed();
        }
    }

    /** It does not live here any more. */
    void unlist(Connection connection) {
        Connection before = connection.before;
        Connection after = connection.after;
        if (before == null) {
            newest = after;
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
        connection.before = null;
        connection.after = null;
        size--;
        core.objects().remove(connection.id);
        for (int i = drains.size() - 1; i >= 0; i--) {
            drains.get(i).closed(connection);
        }
    }

    /** {@link #shutdown} for some of the connections, and new ones still come. */
    CompletableFuture<List<String>> drain(Predicate<Connection> which, Duration limit) {
        CompletableFuture<List<String>> done = new CompletableFuture<>();
        if (!ask(() -> drainNow(which, limit, done))) {
            done.complete(List.of());
        }
        return done;
    }

    /** A listener is watched here from now on; answers its id in the object table. */
    long listens(Server server) {
        servers.add(server);
        if (closing) {
            server.stopAccepting();
        }
        return core.objects().add(LISTENER, server.name(), server);
    }

    void listensNoMore(Server server, long id) {
        servers.remove(server);
        core.objects().remove(id);
    }

    /**
     * Lets all connections of the reactor come to their end, and new ones are refused: servers that listen here stop
     * accepting, inputs end, tasks go on, what they have written is sent. Any thread; does not block.
     *
     * @param limit after which tasks that own a connection are cancelled, and connections that are left cut off
     * @return the peers of those that were cut off
     */
    public CompletionStage<List<String>> shutdown(Duration limit) {
        closing = true;
        ask(() -> servers.forEach(Server::stopAccepting));
        return drain(connection -> true, limit);
    }

    private void drainNow(Predicate<Connection> which, Duration limit, CompletableFuture<List<String>> done) {
        DrainAll drain = new DrainAll(this, which, done);
        drains.add(drain);
        for (Connection connection : list()) {
            drain.take(connection);
        }
        drain.begin(after(limit));
    }

    void drained(DrainAll drain) {
        drains.remove(drain);
    }

    /** A copy, since whoever walks over it may close some. */
    List<Connection> list() {
        ArrayList<Connection> list = new ArrayList<>(size);
        for (Connection connection = newest; connection != null; connection = connection.after) {
            list.add(connection);
        }
        return list;
    }

    /** The reactor stops: what is left is cut off. */
    @Override
    public void close() {
        closing = true;
        synchronized (asked) {
            closed = true;
        }
        runAsked();
        for (DrainAll drain : List.copyOf(drains)) {
            drain.cut();
        }
        for (Connection connection : list()) {
            connection.lifecycle().cutOff();
        }
    }

    Reactor reactor() {
        return core.reactor();
    }

    CoreContext core() {
        return core;
    }

    BufferPool pool() {
        return pool;
    }

    Poll poll() {
        return poll;
    }

    Alarms alarms() {
        return alarms;
    }

    /** The turn's reading of the clock. */
    long now() {
        return core.now();
    }

    /** A deadline, from now; a limit that is negative has passed. */
    long after(Duration limit) {
        long now = core.now();
        if (limit.isNegative()) {
            return now;
        }
        boolean beyond = limit.compareTo(Duration.ofNanos(NEVER - now)) >= 0;
        return beyond ? NEVER : now + limit.toNanos();
    }

    System.Logger log() {
        return log;
    }

    void debug(Connection connection, ConnectionState from, ConnectionState.Event event) {
        if (log.isLoggable(System.Logger.Level.DEBUG)) {
            log.log(
                    System.Logger.Level.DEBUG,
                    "Connection[" + connection.name() + "]: " + from + " to " + connection.state() + ", for " + event);
        }
    }

    void debug(Connection connection, String what, @Nullable Throwable why) {
        if (log.isLoggable(System.Logger.Level.DEBUG)) {
            log.log(System.Logger.Level.DEBUG, connection + " " + what, why);
        }
    }

    @Override
    public String toString() {
        return "Connections[" + core.reactor().name() + ", " + size + "]";
    }
}
