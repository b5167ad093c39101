package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Linux's epoll, by Netty's native library. */
final class EpollTransport implements Port {
    private final FdSockets sockets = new FdSockets(Errno.LINUX, "epoll", 107);

    @Override
    public Selector openSelector() throws IOException {
        return EpollSelector.open();
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException {
        return sockets.listen(address, options);
    }

    @Override
    public boolean spreadsSharedPorts() {
        return true;
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
