package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connected, or connecting, socket of either family: what {@link TcpStream} and {@link UnixStream} show to their users, and
 * what a {@link Connection} runs on.
 */
final class StreamEndpoint {
    private final StreamSocket socket;
    private final Endpoint endpoint;
    private final StreamIo io;

    private @Nullable SocketAddress remote;

    private StreamEndpoint(StreamSocket socket, String name) {
        this.socket = socket;
        endpoint = new Endpoint(socket, name);
        io = new StreamIo(socket, endpoint);
    }

    /** One that was accepted by, or connects to, this address. */
    static StreamEndpoint of(StreamSocket socket, SocketAddress family) {
        return new StreamEndpoint(socket, family instanceof InetSocketAddress ? "TcpStream" : "UnixStream");
    }

    /** Begins to connect. */
    static StreamEndpoint connect(Transport transport, SocketAddress address) throws IOException {
        Port port = transport.port();
        SocketAddress target = Addresses.usable(address);
        StreamSocket socket = target instanceof UnixDomainSocketAddress unix
                ? port.connect(unix)
                : port.connect((InetSocketAddress) target);
        return of(socket, target);
    }

    boolean finishConnect() throws IOException {
        endpoint.ensureOpen();
        boolean connected = socket.finishConnect();
        if (!connected) {
            endpoint.wouldBlock(Bits.WRITABLE);
        }
        return connected;
    }

    @Nullable IOException takeError() throws IOException {
        endpoint.ensureOpen();
        return socket.takeError();
    }

    int read(ByteBuffer target) throws IOException {
        return io.read(target);
    }

    long read(ByteBuffer[] targets, int from, int count) throws IOException {
        return io.read(targets, from, count);
    }

    int read(long address, int length) throws IOException {
        return io.read(address, length);
    }

    int write(ByteBuffer source) throws IOException {
        return io.write(source);
    }

    long write(ByteBuffer[] sources, int from, int count) throws IOException {
        return io.write(sources, from, count);
    }

    int write(long address, int length) throws IOException {
        return io.write(address, length);
    }

    void shutdownInput() throws IOException {
        endpoint.ensureOpen();
        socket.shutdownInput();
    }

    void shutdownOutput() throws IOException {
        endpoint.ensureOpen();
        socket.shutdownOutput();
    }

    <T> void option(SocketOption<T> option, T value) throws IOException {
        endpoint.ensureOpen();
        socket.option(option, value);
    }

    <T> T option(SocketOption<T> option) throws IOException {
        endpoint.ensureOpen();
        return socket.option(option);
    }

    @Nullable SocketAddress localAddress() {
        return endpoint.isOpen() ? socket.localAddress() : null;
    }

    /** Asks the system until it is known, and not again; null when the peer is gone already, and once closed. */
    @Nullable SocketAddress remoteAddress() {
        if (remote == null && endpoint.isOpen()) {
            remote = socket.remoteAddress();
        }
        return endpoint.isOpen() ? remote : null;
    }

    void close() throws IOException {
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
