package dev.enso.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A listening socket by file descriptor. */
final class FdListener implements ListenSocket, FdSocket {
    /** Room for what the system says of the peer's address, by Netty's format. Not looked at. */
    private final byte[] peer = new byte[128];

    private final FdSockets sockets;
    private final FdFamily family;
    private final Socket socket;

    FdListener(FdSockets sockets, FdFamily family, Socket socket) {
        this.sockets = sockets;
        this.family = family;
        this.socket = socket;
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        while (true) {
            try {
                int fd = socket.accept(peer);
                return fd < 0 ? null : new FdStream(sockets, family, new Socket(fd), null);
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
    public @Nullable SocketAddress localAddress() {
        return family.local(socket);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        sockets.option(socket, family.streamOptions, option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return sockets.option(socket, family.streamOptions, option);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
