package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The kqueue of macOS and BSD, by Netty's native library. */
final class KqueueTransport implements Port {
    private final FdSockets sockets = new FdSockets(Errno.BSD, "kqueue");

    @Override
    public Selector openSelector() throws IOException {
        return KqueueSelector.open();
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
