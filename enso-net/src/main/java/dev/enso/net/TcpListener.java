package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A TCP socket that listens. Readable means that accepting may make progress. */
public final class TcpListener implements Source {
    private final ListenEndpoint end;

    private TcpListener(ListenEndpoint end) {
        this.end = end;
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
        return new TcpListener(ListenEndpoint.bind(transport, address, options));
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
        StreamEndpoint accepted = end.accept();
        return accepted == null ? null : new TcpStream(accepted);
    }

    /** Where it listens, with the port that the system chose; also after closing. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) end.localAddress();
    }

    @Override
    public OptionalInt fd() {
        return end.endpoint().fd();
    }

    @Override
    public boolean isOpen() {
        return end.endpoint().isOpen();
    }

    @Override
    public void close() throws IOException {
        end.close();
    }

    Endpoint endpoint() {
        return end.endpoint();
    }

    @Override
    public String toString() {
        return end.toString();
    }
}
