package dev.enso.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A stream socket by file descriptor. */
final class FdStream implements StreamSocket, FdSocket {
    private final FdSockets sockets;
    private final Socket socket;

    /** Where it still connects to; null once the connection stands. */
    private @Nullable InetSocketAddress target;

    /** Why connecting failed. The system tells only once. */
    private @Nullable IOException failure;

    private boolean inputEnded;
    private boolean outputEnded;

    FdStream(FdSockets sockets, Socket socket, @Nullable InetSocketAddress target) {
        this.sockets = sockets;
        this.socket = socket;
        this.target = target;
    }

    @Override
    public boolean finishConnect() throws IOException {
        InetSocketAddress connecting = target;
        if (connecting == null) {
            return true;
        }
        if (failure == null) {
            try {
                socket.finishConnect();
            } catch (IOException e) {
                failure = Failures.connect(connecting, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        // No error may also mean that it isn't decided yet. Who has a peer is connected.
        if (socket.remoteAddress() == null) {
            return false;
        }
        target = null;
        return true;
    }

    @Override
    public @Nullable IOException takeError() throws IOException {
        InetSocketAddress connecting = target;
        if (failure != null) {
            return failure;
        }
        int errno = socket.getSoError();
        if (errno == 0) {
            return null;
        }
        IOException cause = Errno.toException(errno);
        if (connecting == null) {
            return Failures.broken(cause);
        }
        failure = Failures.connect(connecting, cause);
        return failure;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        ensureConnected();
        if (inputEnded) {
            return -1;
        }
        try {
            if (!buffer.isDirect()) {
                return readCopying(buffer);
            }
            int position = buffer.position();
            int n = socket.recvAddress(sockets.address(buffer), position, buffer.limit());
            if (n > 0) {
                buffer.position(position + n);
            }
            return n;
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    private int readCopying(ByteBuffer buffer) throws IOException {
        ByteBuffer copy = sockets.copyBuffer();
        int n = socket.recvAddress(sockets.address(copy), 0, Math.min(copy.capacity(), buffer.remaining()));
        if (n > 0) {
            buffer.put(copy.limit(n));
        }
        return n;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        ensureConnected();
        if (outputEnded) {
            throw new ClosedChannelException();
        }
        try {
            int position = buffer.position();
            int n = buffer.isDirect()
                    ? socket.sendAddress(sockets.address(buffer), position, buffer.limit())
                    : writeCopying(buffer, position);
            buffer.position(position + n);
            return n;
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    private int writeCopying(ByteBuffer buffer, int position) throws IOException {
        ByteBuffer copy = sockets.copyBuffer();
        int length = Math.min(copy.capacity(), buffer.remaining());
        copy.put(0, buffer, position, length);
        return socket.sendAddress(sockets.address(copy), 0, length);
    }

    @Override
    public void shutdownInput() throws IOException {
        ensureConnected();
        if (!inputEnded) {
            inputEnded = true;
            shutdown(true, false);
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        ensureConnected();
        if (!outputEnded) {
            outputEnded = true;
            shutdown(false, true);
        }
    }

    private void shutdown(boolean input, boolean output) throws IOException {
        try {
            socket.shutdown(input, output);
        } catch (NotYetConnectedException e) {
            // The peer has reset the connection, so both ends of it are shut already.
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    private void ensureConnected() throws IOException {
        if (target != null) {
            if (failure instanceof ConnectException refused) {
                throw refused;
            }
            throw new NotYetConnectedException();
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
    public @Nullable InetSocketAddress remoteAddress() {
        return socket.remoteAddress();
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
