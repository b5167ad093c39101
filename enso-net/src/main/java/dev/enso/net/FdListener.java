package dev.enso.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A listening socket by file descriptor. */
final class FdListener implements ListenSocket, FdSocket {
    /** Room for what the system says of the peer's address, by Netty's format. Not looked at. */
    private final byte[] peer = new byte[26];

    private final FdSockets sockets;
    private final Socket socket;

    FdListener(FdSockets sockets, Socket socket) {
        this.sockets = sockets;
        this.socket = socket;
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        while (true) {
            try {
                int fd = socket.accept(peer);
                return fd < 0 ? null : new FdStream(sockets, new Socket(fd), null);
            } catch (IOException e) {
                if (Errno.isTooManyOpenFiles(Errno.of(e))) {
                    throw Failures.tooManyOpenFiles(e);
                }
                if (!sockets.errno().isAborted(e)) {
                    throw FdSockets.failed(e);
                }
                // That peer has gone before its turn came; the next one may wait already.
            }
        }
    }

    @Override
    public Socket descriptor() {
        return socket;
    }

    @Override
    public OptionalInt fd() {
        return OptionalInt.of(socket.intValue());
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        sockets.option(socket, option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return sockets.option(socket, option);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
