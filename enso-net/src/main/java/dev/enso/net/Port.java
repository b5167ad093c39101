package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a port must supply: a way to sleep until sockets are ready ({@link Selector}), and the sockets themselves
 * ({@link ListenSocket}, {@link StreamSocket}, {@link DatagramSocket}, the ends of a pipe as {@link ByteSocket}). Together
 * with {@link Attachment}, by which the two are joined, these interfaces are all that epoll,
 * io_uring, kqueue, NIO and a simulated network have in common; nothing above them knows which of them it runs on.
 *
 * <p>Rules for a port:
 *
 * <ul>
 *   <li>Addresses are resolved already; nothing here looks up a name.
 *   <li>Nothing blocks but {@link Selector#select}. Would-block is a value: null from accept, 0 from read and write,
 *       false from finishConnect.
 *   <li>Failures are in the words of {@link Failures}, so that the layers above see the same types on every port.
 *   <li>Reports only link: a port calls {@link Node#fired} and never runs anybody's code while it collects.
 *   <li>A port may be used by many threads; a selector or a socket by one at a time.
 * </ul>
 */
interface Port {
    /** One more selector. */
    Selector openSelector() throws IOException;

    /** A socket that listens. */
    ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException;

    /** True when clients of a port that several listen on are spread over all of them. */
    default boolean spreadsSharedPorts() {
        return false;
    }

    /** A socket that has begun to connect, and may have finished. */
    StreamSocket connect(InetSocketAddress address) throws IOException;

    /**
     * A descriptor that is only held, so that there is one to give up when there are none left.
     *
     * @throws TooManyOpenFilesException when none is left now
     */
    Closeable spare() throws IOException;

    /** A Unix socket that listens. */
    default ListenSocket listen(UnixDomainSocketAddress address, ListenOptions options) throws IOException {
        throw unsupported("Unix sockets");
    }

    /** A Unix socket that has begun to connect, and may have finished. */
    default StreamSocket connect(UnixDomainSocketAddress address) throws IOException {
        throw unsupported("Unix sockets");
    }

    /** A UDP socket; bound to what the system chooses when there is no address. */
    default DatagramSocket datagram(InetSocketAddress address) throws IOException {
        throw unsupported("UDP sockets");
    }

    /** A Unix socket for datagrams; without a name when there is no address. */
    default DatagramSocket datagram(@Nullable UnixDomainSocketAddress address) throws IOException {
        throw unsupported("Unix sockets for datagrams");
    }

    /** A pipe. */
    default PipeEnds pipe() throws IOException {
        throw unsupported("pipes");
    }

    /** A descriptor that somebody else opened and will close. */
    default PortSocket foreign(int descriptor) {
        throw unsupported("file descriptors");
    }

    private static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("This transport has no " + what + ": take epoll, kqueue or io_uring");
    }
}
