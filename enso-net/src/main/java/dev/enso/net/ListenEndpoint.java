package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A listening socket of either family: what {@link TcpListener} and {@link UnixListener} show, and a {@link Server} uses. */
final class ListenEndpoint implements Closeable {
    private final ListenSocket socket;
    private final Endpoint endpoint;
    private final SocketAddress address;

    /** Which file it has made, or null. */
    private final @Nullable Object file;

    private ListenEndpoint(ListenSocket socket, SocketAddress address, String name, @Nullable Object file) {
        this.socket = socket;
        this.address = address;
        this.file = file;
        endpoint = new Endpoint(socket, name + " " + address);
    }

    static ListenEndpoint bind(Transport transport, SocketAddress address, ListenOptions options) throws IOException {
        Port port = transport.port();
        SocketAddress target = Addresses.usable(address);
        if (target instanceof UnixDomainSocketAddress unix) {
            return new ListenEndpoint(port.listen(unix, options), unix, "UnixListener", fileAt(unix));
        }
        ListenSocket socket = port.listen((InetSocketAddress) target, options);
        SocketAddress bound = socket.localAddress();
        return new ListenEndpoint(socket, bound == null ? target : bound, "TcpListener", null);
    }

    /** The next connection, or null: it would block. */
    @Nullable StreamEndpoint accept() throws IOException {
        endpoint.ensureOpen();
        StreamSocket accepted = socket.accept();
        if (accepted == null) {
            endpoint.wouldBlock(Bits.READABLE);
            return null;
        }
        return StreamEndpoint.of(accepted, address);
    }

    /** Also after closing. */
    SocketAddress localAddress() {
        return address;
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
    }

    /** Closes it, and deletes the file that it has made, unless somebody has put another in its place. */
    void closeAndDelete() throws IOException {
        boolean wasOpen = endpoint.isOpen();
        close();
        if (wasOpen && file != null && address instanceof UnixDomainSocketAddress unix && file.equals(fileAt(unix))) {
            Files.delete(unix.getPath());
        }
    }

    /** What tells a file from another of the same name, or null when there is none. */
    private static @Nullable Object fileAt(UnixDomainSocketAddress address) throws IOException {
        try {
            return Files.readAttributes(address.getPath(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null; // Deleted by somebody else, or a simulated one.
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
