package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Linux's epoll, by Netty's native library. */
final class EpollTransport implements Port {
    private final FdSockets sockets = new FdSockets(Errno.LINUX, "epoll");

    @Override
    public Selector openSelector() throws IOException {
        return EpollSelector.open();
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException {
        return sockets.listen(address, options);
    }

    @Override
    public StreamSocket connect(InetSocketAddress address) throws IOException {
        return sockets.connect(address);
    }
}
