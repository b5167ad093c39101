package dev.enso.net;

import java.io.IOException;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A connection between two processes of this machine that never blocks. Used by one thread at a time.
 *
 * <p>Reading and writing allocate nothing when the buffer is a direct one; other buffers are copied on the way.
 */
public final class UnixStream implements Source {
    private final StreamSocket socket;
    private final Endpoint endpoint;
    private final StreamIo io;

    UnixStream(StreamSocket socket) {
        this.socket = socket;
        endpoint = new Endpoint(socket, "UnixStream");
        io = new StreamIo(socket, endpoint);
    }

    /**
     * Connects. Any thread may call it. On this machine that is decided at once.
     *
     * @param transport of the poll that will watch the stream
     * @throws java.net.ConnectException when nobody listens there, the backlog is full, or it isn't permitted
     * @throws TooManyOpenFilesException when no file descriptor is left
     */
    public static UnixStream connect(Transport transport, UnixDomainSocketAddress address) throws IOException {
        return new UnixStream(transport.port().connect(address));
    }

    /** The error the socket has to report, which is thereby forgotten, or null. NIO knows none. */
    public @Nullable IOException takeError() throws IOException {
        endpoint.ensureOpen();
        return socket.takeError();
    }

    /** As {@link TcpStream#read(ByteBuffer)}. */
    public int read(ByteBuffer target) throws IOException {
        return io.read(target);
    }

    /** As {@link TcpStream#read(ByteBuffer[], int, int)}. */
    public long read(ByteBuffer[] targets, int from, int count) throws IOException {
        return io.read(targets, from, count);
    }

    /** As {@link TcpStream#readAddress}. */
    public int readAddress(long address, int length) throws IOException {
        return io.read(address, length);
    }

    /** As {@link TcpStream#write(ByteBuffer)}. */
    public int write(ByteBuffer source) throws IOException {
        return io.write(source);
    }

    /** As {@link TcpStream#write(ByteBuffer[], int, int)}. */
    public long write(ByteBuffer[] sources, int from, int count) throws IOException {
        return io.write(sources, from, count);
    }

    /** As {@link TcpStream#writeAddress}. */
    public int writeAddress(long address, int length) throws IOException {
        return io.write(address, length);
    }

    /** Ends the input: reads answer −1. */
    public void shutdownInput() throws IOException {
        endpoint.ensureOpen();
        socket.shutdownInput();
    }

    /** Ends the output: the peer reads what was written, then the end of the stream. Reading goes on. */
    public void shutdownOutput() throws IOException {
        endpoint.ensureOpen();
        socket.shutdownOutput();
    }

    /**
     * Sets SO_RCVBUF or SO_SNDBUF of {@link java.net.StandardSocketOptions}.
     *
     * @return this stream
     * @throws UnsupportedOperationException when it is an option that Unix sockets don't have
     * @throws IOException when the system refuses it
     */
    public <T> UnixStream option(SocketOption<T> option, T value) throws IOException {
        endpoint.ensureOpen();
        socket.option(option, value);
        return this;
    }

    /** The value of an option, as the system has it. */
    public <T> T option(SocketOption<T> option) throws IOException {
        endpoint.ensureOpen();
        return socket.option(option);
    }

    /** This end's address, whose path is empty when it has no name; null when closed. */
    public @Nullable UnixDomainSocketAddress localAddress() {
        return endpoint.isOpen() ? (UnixDomainSocketAddress) socket.localAddress() : null;
    }

    /** The peer's address, whose path is empty when it has no name; null when closed. */
    public @Nullable UnixDomainSocketAddress remoteAddress() {
        return endpoint.isOpen() ? (UnixDomainSocketAddress) socket.remoteAddress() : null;
    }

    @Override
    public OptionalInt fd() {
        return socket.fd();
    }

    @Override
    public boolean isOpen() {
        return endpoint.isOpen();
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
