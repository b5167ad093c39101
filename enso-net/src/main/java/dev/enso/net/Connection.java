package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection, over TCP or a Unix socket. It lives on one reactor, and everything here is for that reactor's thread: for the task that owns the
 * connection, or two of them, one that reads and one that writes.
 *
 * <p><b>Reading.</b> {@link #input()} shows what was received, in place. Bytes between position and limit that the reader
 * leaves in the buffer at {@code tail} come again with more behind them, so a frame is parsed where it lies and a partial
 * one needs no care. A connection that has nothing to read and nothing to write holds no buffer.
 *
 * <p><b>Writing.</b> {@link #write} and {@link #out} put bytes into a bounded buffer. It is handed to the system by {@link
 * #flush}, or else once before the next turn of tasks: one system call for all that was written. When it is full nothing is
 * accepted, and {@link #pollWritable} says when to go on. {@link #writeAll} and {@link #send} do all this as futures; an
 * echo is {@code c.writeAll(c.input())}.
 *
 * <p><b>Waiting.</b> The limits of {@link ConnectionOptions} for idle connections, for reading and for writing end a
 * connection that makes no progress: with a {@link java.net.SocketTimeoutException} in whoever reads or writes.
 *
 * <p><b>Ending.</b> {@link #shutdownOutput} ends one direction, {@link #close} both. What was accepted for writing is sent
 * before, within the {@link ConnectionOptions#drainLimit}; {@link #abort} drops it. States and transitions are those of
 * {@link ConnectionState}. A connection whose peer has reset it fails with an {@link IOException} in whoever reads or
 * writes. A task that does neither does not learn that its peer has gone: let it race its work against {@code
 * input().forEach(bytes -> bytes.position(bytes.limit()))}, which reads, drops what comes, and ends with the peer's output.
 */
public final class Connection implements AutoCloseable {
    private final Connections home;
    private final StreamEndpoint stream;
    private final Readiness readiness;
    private final ConnectionOptions options;
    private final Input input;
    private final Output output;
    private final Lifecycle lifecycle;
    private final @Nullable Timeouts timeouts;
    private final SocketAddress remote;
    private final String name;

    /** Whose connection it is; null for one that was opened from here. */
    @Nullable Server server;

    /** The task that ends with it. */
    @Nullable Task<?> task;

    /** What may move it, while it is served request by request. */
    @Nullable Migrating migrating;

    /** In the object table of its reactor. */
    long id;

    /** Neighbours among the connections of the reactor. */
    @Nullable Connection before;

    @Nullable Connection after;

    Connection(
            Connections home,
            StreamEndpoint stream,
            Readiness readiness,
            ConnectionOptions options,
            ConnectionState state,
            SocketAddress remote,
            String name) {
        this.home = home;
        this.stream = stream;
        this.readiness = readiness;
        this.options = options;
        this.remote = remote;
        this.name = name;
        this.input = new Input(this);
        this.output = new Output(this);
        this.lifecycle = new Lifecycle(this, state);
        this.timeouts = Timeouts.of(this, options);
    }

    /**
     * Connects to an address, within the {@link ConnectionOptions#connectLimit}. The connection lives on the reactor of the
     * task that polls the future, and whoever takes it closes it.
     *
     * <p>The future fails with a {@link java.net.ConnectException} when the connection is refused, a {@link
     * java.net.SocketTimeoutException} when it takes too long, both naming the address. Closing it gives up.
     *
     * @param address an {@link java.net.InetSocketAddress}, or a {@link java.net.UnixDomainSocketAddress}
     * @throws IllegalArgumentException when the address is unresolved: a lookup could block a reactor. {@code
     *     dev.enso.Enso.connect} looks names up elsewhere. Also when it is of another kind
     */
    public static Future<Connection> connect(SocketAddress address, ConnectionOptions options) {
        return new Connect(Addresses.usable(address), options);
    }

    /**
     * Connects, lets a future use the connection, and closes the connection when that is over, in whichever way.
     *
     * @param use makes the future; called once, on the reactor of the task that polls
     */
    public static <T extends @Nullable Object> Future<T> connect(
            SocketAddress address,
            ConnectionOptions options,
            Function<? super Connection, ? extends Future<? extends T>> use) {
        return new Conversation<>(connect(address, options), use, Connection::close);
    }

    /** {@link #connect(SocketAddress, ConnectionOptions)} with the default options. */
    public static Future<Connection> connect(SocketAddress address) {
        return connect(address, ConnectionOptions.defaults());
    }

    /**
     * What is received, always the same stream. Its head is a direct buffer that belongs to the reactor: read it, change it
     * in place, and let go of it at {@code tail}. What then stands between its position and its limit stays, and comes again
     * once there is more behind it: a reader that has used everything leaves position at limit.
     *
     * <p>It ends at the end of the peer's output, and when reading stops on this side; {@link #unread} tells whether a
     * partial frame was left. It fails with an {@link IOException} when the connection breaks, and when a reader leaves more
     * than the {@link ConnectionOptions#inputLimit}. Closing it ends the input alone.
     */
    public Stream<ByteBuffer> input() {
        return input;
    }

    /**
     * What the peer sends, cut into frames: each is shown in place, between position and limit of the head, and lent until
     * {@code tail}. It takes the place of {@link #input()}, which is not used beside it; closing it ends the input.
     *
     * <p>It fails with a {@link FrameTooLongException} when a frame is beyond the framing's limit, and with an {@link
     * java.io.EOFException} when the peer has finished within a frame.
     *
     * @throws IllegalArgumentException when the largest frame would not fit into the {@link ConnectionOptions#inputLimit}
     */
    public Stream<ByteBuffer> frames(Framing framing) {
        long largest = (long) framing.limit() + framing.mark();
        if (largest > options.inputLimit()) {
            throw new IllegalArgumentException("frames of " + framing + " take up to " + largest
                    + " bytes, above the inputLimit of " + options.inputLimit()
                    + ": raise ConnectionOptions.inputLimit, or lower the limit of the framing");
        }
        return new Frames(this, framing);
    }

    /** Bytes that the reader has left in the buffer; after the end of the input, of a frame that was cut short. */
    public int unread() {
        return input.unread();
    }

    /**
     * Accepts as much of the buffer as there is room for, and at most {@link ConnectionOptions#outputLimit} bytes at a time,
     * advancing its position.
     *
     * @return bytes accepted; fewer than the buffer had: see {@link #pollWritable(Context)}, which tells when to go on
     * @throws java.nio.channels.ClosedChannelException after {@link #shutdownOutput} or {@link #close}
     * @throws IOException when the connection broke
     */
    public int write(ByteBuffer source) throws IOException {
        ensureOwner();
        return output.write(source);
    }

    /**
     * The output buffer itself: put bytes at its position, and they are written. Nothing but its position may be changed, and
     * the reference is good until the task's poll ends or another method of this connection is called.
     *
     * @return with room for at least one byte, or with none remaining: see {@link #pollWritable(Context)}
     * @throws IOException as {@link #write} does
     */
    public ByteBuffer out() throws IOException {
        return out(1);
    }

    /**
     * {@link #out()} with room for something that must not be torn.
     *
     * @param bytes room that is needed; from 1 to the {@link ConnectionOptions#outputLimit}
     * @return with at least that room, or with none remaining: see {@link #pollWritable(Context, int)}
     */
    public ByteBuffer out(int bytes) throws IOException {
        ensureOwner();
        return output.room(bytes);
    }

    /** {@link #pollWritable(Context, int)} for any room at all. */
    public Polled pollWritable(Context cx) throws IOException {
        return pollWritable(cx, 1);
    }

    /**
     * Waits for room. After a full buffer it is offered again when half of the limit is free.
     *
     * @param bytes room that is needed; from 1 to the {@link ConnectionOptions#outputLimit}
     * @return READY; PENDING, and the task is woken; ENDED when the output has been shut down or closed on this side
     * @throws IOException when the connection broke
     */
    public Polled pollWritable(Context cx, int bytes) throws IOException {
        ensureOwner();
        return output.pollRoom(cx, bytes);
    }

    /**
     * Hands what was written to the system, now.
     *
     * @return READY when all of it was taken; PENDING, and the task is woken when it was. The rest is sent by itself, so
     *     that only who must know has to wait
     * @throws IOException when the connection broke
     */
    public Polled flush(Context cx) throws IOException {
        ensureOwner();
        return output.pollFlushed(cx);
    }

    /** Bytes accepted for writing and not yet taken by the system. */
    public int pendingOutput() {
        return output.pending();
    }

    /**
     * Writes all of the buffer, waiting for room as needed.
     *
     * @return ready, with how many bytes that were, when the system has taken them
     */
    public Future<Long> send(ByteBuffer source) {
        return new WriteAll(this, new Single(source));
    }

    /**
     * Writes all bytes of all buffers of the source. The source is polled only while there is room, so a slow peer stops it.
     * What is written before the source pauses is flushed.
     *
     * @return ready, with how many bytes that were, when the source has ended and the system has taken all
     */
    public Future<Long> writeAll(Stream<ByteBuffer> source) {
        return new WriteAll(this, source);
    }

    /**
     * Copies what one connection receives to another, never faster than that one's peer reads, and allocates nothing for
     * it. When the input ends, the output of the other is ended behind the last byte, and goes on the other way round: two
     * pipes join two connections, each direction with an end of its own.
     *
     * <p>When either connection breaks or times out, both are aborted, since to end them in order would say that everything
     * has come; the future fails with the reason. Closing the future ends the input of {@code from}.
     *
     * @param from whose {@link #input} nobody else uses meanwhile
     * @return ready, with how many bytes that were, when the input has ended and the system has taken all of it
     * @throws IllegalArgumentException when they live on different reactors
     */
    public static Future<Long> pipe(Connection from, Connection to) {
        if (from.home != to.home) {
            throw new IllegalArgumentException(from + " lives on "
                    + from.reactor().name() + " and " + to + " on "
                    + to.reactor().name() + ": a pipe needs both on one reactor; connect in a task of the other");
        }
        return new Piping(from, to);
    }

    /**
     * Ends the output: nothing more is accepted, and behind what was written the peer sees the end of the stream. Reading
     * goes on. Does nothing when it has ended before.
     */
    public void shutdownOutput() {
        ensureOwner();
        lifecycle.shutdownOutput();
    }

    /**
     * Ends the connection: reads no more, sends what was written, tells the peer, and closes the socket, in the background
     * and within the {@link ConnectionOptions#drainLimit}. Does nothing when it has been closed before.
     */
    @Override
    public void close() {
        ensureOwner();
        lifecycle.close();
    }

    /**
     * Closes the socket at once; the peer sees a reset. What was not sent is lost. A Unix socket knows no reset: there the
     * peer sees the end of the stream, or an error when it had sent what was not read.
     */
    public void abort() {
        ensureOwner();
        lifecycle.abort();
    }

    /**
     * Sets an option of the socket, such as {@link StandardSocketOptions#TCP_NODELAY}, which is on from the beginning where
     * there is one.
     *
     * @throws UnsupportedOperationException when the transport doesn't know it
     * @throws IOException when the system refuses it
     */
    public <T> Connection option(SocketOption<T> option, T value) throws IOException {
        ensureOwner();
        stream.option(option, value);
        return this;
    }

    /** Where it stands. */
    public ConnectionState state() {
        return lifecycle.state();
    }

    /** The reactor it lives on; any thread may ask. */
    public Reactor reactor() {
        return home.reactor();
    }

    /**
     * The peer's address: an {@link java.net.InetSocketAddress}, or a {@link java.net.UnixDomainSocketAddress}, whose path is
     * empty when the peer has bound none.
     */
    public SocketAddress remoteAddress() {
        return remote;
    }

    /** This end's address; null once closed. */
    public @Nullable SocketAddress localAddress() {
        return stream.localAddress();
    }

    /** Bytes received so far. */
    public long bytesIn() {
        return input.received();
    }

    /** Bytes the system has taken for sending so far. */
    public long bytesOut() {
        return output.sent();
    }

    /** The peer's address in short; a peer without one has a number. */
    String name() {
        return name;
    }

    Connections home() {
        return home;
    }

    StreamEndpoint stream() {
        return stream;
    }

    Readiness readiness() {
        return readiness;
    }

    ConnectionOptions options() {
        return options;
    }

    void ensureOwner() {
        if (!home.reactor().isOwner()) {
            throw new IllegalStateException(this + " lives on " + home.reactor().name() + " and was used by "
                    + Thread.currentThread().getName() + ": spawn what uses it on connection.reactor()");
        }
    }

    /** Null when it has no limits. */
    @Nullable Timeouts timeouts() {
        return timeouts;
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    Input received() {
        return input;
    }

    Output output() {
        return output;
    }

    @Override
    public String toString() {
        return "Connection[" + name() + ", " + state() + "]";
    }
}
