package dev.enso.net;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * A file descriptor that somebody else opened, such as a library of another language, and that the system can watch: a
 * socket, a pipe, a terminal, an eventfd. It is only watched here: who opened it reads, writes and closes it, after the
 * source. The descriptor should not block. After a call on it found that it would block, say so by {@link #wouldBlock},
 * since transports may wait for that before they report another edge.
 */
public final class FdSource implements Source {
    private final PortSocket socket;
    private final Endpoint endpoint;

    private FdSource(PortSocket socket) {
        this.socket = socket;
        endpoint = new Endpoint(socket, "FdSource");
    }

    /**
     * A source for a descriptor. Whether it can be watched shows when it is registered: a regular file, say, can't.
     *
     * @param transport of the poll that will watch it
     * @throws IllegalArgumentException when the number is negative
     * @throws UnsupportedOperationException on transports that don't work with file descriptors
     */
    public static FdSource of(Transport transport, int fd) {
        if (fd < 0) {
            throw new IllegalArgumentException("A file descriptor is not negative: " + fd);
        }
        return new FdSource(transport.port().foreign(fd));
    }

    /** A call on the descriptor found that it would block: the next edge of this interest is wanted. */
    public void wouldBlock(Interest interest) {
        endpoint.wouldBlock(interest.bits);
    }

    @Override
    public OptionalInt fd() {
        return socket.fd();
    }

    @Override
    public boolean isOpen() {
        return endpoint.isOpen();
    }

    /** Deregisters the source if it is registered; the descriptor stays open. Closing twice does nothing. */
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
