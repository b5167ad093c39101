package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by file descriptor, on epoll, io_uring or kqueue, by Netty's native libraries. The three differ in how they sleep;
 * the calls on the sockets are the same.
 */
final class FdTransport implements Port {
    /** How it sleeps. */
    private interface Sleeping {
        Selector open() throws IOException;
    }

    private final FdSockets sockets;
    private final Sleeping sleeping;

    private FdTransport(FdSockets sockets, Sleeping sleeping) {
        this.sockets = sockets;
        this.sleeping = sleeping;
    }

    static FdTransport epoll() {
        return new FdTransport(linux("epoll"), EpollSelector::open);
    }

    static FdTransport ioUring() {
        return new FdTransport(linux("io_uring"), UringSelector::open);
    }

    static FdTransport kqueue() {
        return new FdTransport(new FdSockets(Errno.BSD, "kqueue", 103), KqueueSelector::open);
    }

    private static FdSockets linux(String name) {
        return new FdSockets(Errno.LINUX, name, 107);
    }

    @Override
    public Selector openSelector() throws IOException {
        return sleeping.open();
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException {
        return sockets.listen(address, options);
    }

    /** BSD gives them all to one. */
    @Override
    public boolean spreadsSharedPorts() {
        return sockets.errno() == Errno.LINUX;
    }

    @Override
    public StreamSocket connect(InetSocketAddress address) throws IOException {
        return sockets.connect(address);
    }

    @Override
    public ListenSocket listen(UnixDomainSocketAddress address, ListenOptions options) throws IOException {
        return sockets.listen(address, options);
    }

    @Override
    public StreamSocket connect(UnixDomainSocketAddress address) throws IOException {
        return sockets.connect(address);
    }

    @Override
    public DatagramSocket datagram(InetSocketAddress address) throws IOException {
        return sockets.datagram(FdFamily.INET, address);
    }

    @Override
    public DatagramSocket datagram(@Nullable UnixDomainSocketAddress address) throws IOException {
        return sockets.datagram(FdFamily.UNIX, address);
    }

    /** The address as Netty's channels take it. */
    SocketAddress nettyAddress(UnixDomainSocketAddress address) {
        try {
            return sockets.toNetty(address);
        } catch (IOException e) {
            throw new IllegalArgumentException("no Unix socket can be at " + address + ": " + e.getMessage(), e);
        }
    }

    @Override
    public PipeEnds pipe() throws IOException {
        return sockets.pipe();
    }

    @Override
    public PortSocket foreign(int descriptor) {
        return new FdForeign(descriptor);
    }

    @Override
    public Closeable spare() throws IOException {
        return sockets.spare();
    }
}
