package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A TCP socket that listens. Readable means that accepting may make progress. */
public final class TcpListener implements Source {
    private final ListenSocket socket;
    private final Endpoint endpoint;
    private final InetSocketAddress address;

    private TcpListener(ListenSocket socket, InetSocketAddress address) {
        this.socket = socket;
        this.address = address;
        endpoint = new Endpoint(socket, "TcpListener " + address);
    }

    /** Listens with {@linkplain ListenOptions#defaults() the usual options}; the rest as below. */
    public static TcpListener bind(Transport transport, InetSocketAddress address) throws IOException {
        return bind(transport, address, ListenOptions.defaults());
    }

    /**
     * Listens. Any thread may call it.
     *
     * @param transport of the poll that will watch the listener
     * @param address where to listen; port 0 lets the system choose one
     * @throws java.net.BindException when the address can't be had: in use, not of this machine, or not permitted
     * @throws TooManyOpenFilesException when no file descriptor is left
     * @throws IllegalArgumentException when the address is unresolved: names are never looked up here
     */
    public static TcpListener bind(Transport transport, InetSocketAddress address, ListenOptions options)
            throws IOException {
        ListenSocket socket = transport.port().listen(Failures.resolved(address), options);
        InetSocketAddress bound = (InetSocketAddress) socket.localAddress();
        return new TcpListener(socket, bound == null ? address : bound);
    }

    /**
     * The next connection, not yet registered anywhere, or null when none waits: it would block.
     *
     * @throws TooManyOpenFilesException when no file descriptor is left for it; the listener stays usable, and the
     *     connection waits in the backlog
     * @throws java.nio.channels.ClosedChannelException when the listener is closed
     * @throws IOException when that connection or the listener failed
     */
    public @Nullable TcpStream accept() throws IOException {
        endpoint.ensureOpen();
        StreamSocket accepted = socket.accept();
        if (accepted == null) {
            endpoint.wouldBlock(Bits.READABLE);
            return null;
        }
        return new TcpStream(accepted);
    }

    /** Where it listens, with the port that the system chose; also after closing. */
    public InetSocketAddress localAddress() {
        return address;
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
