package dev.enso.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Sockets by file descriptor, the same for epoll and kqueue. Netty's native library has to be loaded before the first of
 * these calls.
 */
final class FdSockets {
    /** More than that is copied in several rounds. */
    private static final int COPY_BYTES = 64 * 1024;

    private final Errno errno;
    private final String port;

    /** Where bytes of buffers on the heap pass through, since the system reads and writes only memory that stays in place. */
    private final ThreadLocal<ByteBuffer> copies = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(COPY_BYTES));

    private final ThreadLocal<DirectMemory> memory = ThreadLocal.withInitial(DirectMemory::new);

    FdSockets(Errno errno, String port) {
        this.errno = errno;
        this.port = port;
    }

    Errno errno() {
        return errno;
    }

    /** Direct memory of this thread, cleared. */
    ByteBuffer copyBuffer() {
        return copies.get().clear();
    }

    /** Where a direct buffer lies. Never the buffer itself goes to Netty: it would be asked in each call. */
    long address(ByteBuffer direct) {
        return memory.get().address(direct);
    }

    ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException {
        Socket socket = open();
        try {
            socket.setReuseAddress(options.reuseAddress());
            if (options.reusePort()) {
                socket.setReusePort(true);
            }
            bind(socket, address);
            socket.listen(options.backlog());
            return new FdListener(this, socket);
        } catch (Throwable t) {
            throw closing(socket, t);
        }
    }

    StreamSocket connect(InetSocketAddress address) throws IOException {
        Socket socket = open();
        try {
            boolean connected;
            try {
                connected = socket.connect(address);
            } catch (IOException e) {
                throw Failures.connect(address, e);
            }
            return new FdStream(this, socket, connected ? null : address);
        } catch (Throwable t) {
            throw closing(socket, t);
        }
    }

    private static Socket open() throws IOException {
        try {
            return Socket.newSocketStream();
        } catch (RuntimeException e) {
            throw Errno.open(e);
        }
    }

    private static void bind(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.bind(address);
        } catch (IOException e) {
            throw Failures.bind(address, e);
        }
    }

    /** Closes what was half made, and hands on why; for {@code throw closing(...)}. */
    private static IOException closing(Socket socket, Throwable failure) {
        try {
            socket.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return Failures.asIoException(failure);
    }

    <T> void option(Socket socket, SocketOption<T> option, T value) throws IOException {
        if (option == StandardSocketOptions.TCP_NODELAY) {
            socket.setTcpNoDelay((Boolean) value);
        } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
            socket.setKeepAlive((Boolean) value);
        } else if (option == StandardSocketOptions.SO_REUSEADDR) {
            socket.setReuseAddress((Boolean) value);
        } else if (option == StandardSocketOptions.SO_LINGER) {
            socket.setSoLinger((Integer) value);
        } else if (option == StandardSocketOptions.SO_RCVBUF) {
            socket.setReceiveBufferSize((Integer) value);
        } else if (option == StandardSocketOptions.SO_SNDBUF) {
            socket.setSendBufferSize((Integer) value);
        } else {
            throw Failures.unsupported(option, port);
        }
    }

    <T> T option(Socket socket, SocketOption<T> option) throws IOException {
        Object value;
        if (option == StandardSocketOptions.TCP_NODELAY) {
            value = socket.isTcpNoDelay();
        } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
            value = socket.isKeepAlive();
        } else if (option == StandardSocketOptions.SO_REUSEADDR) {
            value = socket.isReuseAddress();
        } else if (option == StandardSocketOptions.SO_LINGER) {
            value = socket.getSoLinger();
        } else if (option == StandardSocketOptions.SO_RCVBUF) {
            value = socket.getReceiveBufferSize();
        } else if (option == StandardSocketOptions.SO_SNDBUF) {
            value = socket.getSendBufferSize();
        } else {
            throw Failures.unsupported(option, port);
        }
        return option.type().cast(value);
    }

    /** A call on a socket failed. */
    static IOException failed(IOException cause) {
        return cause instanceof ClosedChannelException ? cause : Failures.broken(cause);
    }
}
