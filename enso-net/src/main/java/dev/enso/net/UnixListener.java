package dev.enso.net;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket that listens on a path. Readable means that accepting may make progress. Who may connect is decided by the
 * permissions of the path; it stays in the file system when the listener is closed, and has to be deleted before somebody
 * listens on it again.
 */
public final class UnixListener implements Source {
    private final ListenEndpoint end;

    private UnixListener(ListenEndpoint end) {
        this.end = end;
    }

    /** Listens with a backlog of 1024; the rest as below. */
    public static UnixListener bind(Transport transport, UnixDomainSocketAddress address) throws IOException {
        return bind(transport, address, ListenOptions.defaults());
    }

    /**
     * Listens. Any thread may call it.
     *
     * @param transport of the poll that will watch the listener
     * @param address where to listen
     * @param options of which the backlog is used; the others are for ports
     * @throws java.net.BindException when the path can't be had: it exists, is too long, or not permitted
     * @throws TooManyOpenFilesException when no file descriptor is left
     */
    public static UnixListener bind(Transport transport, UnixDomainSocketAddress address, ListenOptions options)
            throws IOException {
        return new UnixListener(ListenEndpoint.bind(transport, address, options));
    }

    /**
     * The next connection, not yet registered anywhere, or null when none waits: it would block.
     *
     * @throws TooManyOpenFilesException when no file descriptor is left for it; the listener stays usable, and the
     *     connection waits in the backlog
     * @throws java.nio.channels.ClosedChannelException when the listener is closed
     * @throws IOException when that connection or the listener failed
     */
    public @Nullable UnixStream accept() throws IOException {
        StreamEndpoint accepted = end.accept();
        return accepted == null ? null : new UnixStream(accepted);
    }

    /** Where it listens; also after closing. */
    public UnixDomainSocketAddress localAddress() {
        return (UnixDomainSocketAddress) end.localAddress();
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
