package dev.enso.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A stream socket by file descriptor. */
final class FdStream implements StreamSocket, FdSocket {
    private final FdSockets sockets;
    private final FdFamily family;
    private final Socket socket;
    private final FdBytes bytes;

    /** Where it still connects to; null once the connection stands. */
    private @Nullable SocketAddress target;

    /** Why connecting failed. The system tells only once. */
    private @Nullable IOException failure;

    private boolean inputEnded;
    private boolean outputEnded;

    FdStream(FdSockets sockets, FdFamily family, Socket socket, @Nullable SocketAddress target) {
        this.sockets = sockets;
        this.family = family;
        this.socket = socket;
        this.bytes = new FdBytes(sockets, socket);
        this.target = target;
    }

    @Override
    public boolean finishConnect() throws IOException {
        SocketAddress connecting = target;
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
        if (family.remote(socket) == null) {
            return false;
        }
        target = null;
        return true;
    }

    @Override
    public @Nullable IOException takeError() throws IOException {
        SocketAddress connecting = target;
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
        return inputEnded ? -1 : bytes.read(buffer);
    }

    @Override
    public int read(long address, int length) throws IOException {
        ensureConnected();
        return inputEnded ? -1 : bytes.read(address, length);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        ensureOutput();
        return bytes.write(buffer);
    }

    @Override
    public int write(long address, int length) throws IOException {
        ensureOutput();
        return bytes.write(address, length);
    }

    @Override
    public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
        ensureOutput();
        return bytes.write(buffers, from, count);
    }

    private void ensureOutput() throws IOException {
        ensureConnected();
        if (outputEnded) {
            throw new ClosedChannelException();
        }
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
    public @Nullable SocketAddress localAddress() {
        return family.local(socket);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return family.remote(socket);
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
