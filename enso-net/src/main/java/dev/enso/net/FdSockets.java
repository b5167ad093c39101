package dev.enso.net;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by file descriptor, the same for epoll, io_uring and kqueue. Netty's native library has to be loaded before the first of
 * these calls.
 */
final class FdSockets {
    /** More than that is copied in several rounds. */
    private static final int COPY_BYTES = 64 * 1024;

    private final Errno errno;
    private final String port;
    private final int mostPathBytes;

    /** Where bytes of buffers on the heap pass through, since the system reads and writes only memory that stays in place. */
    private final ThreadLocal<ByteBuffer> copies = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(COPY_BYTES));

    private final ThreadLocal<DirectMemory> memory = ThreadLocal.withInitial(DirectMemory::new);

    /**
     * @param port what messages call it
     * @param mostPathBytes what fits into the system's sockaddr_un
     */
    FdSockets(Errno errno, String port, int mostPathBytes) {
        this.errno = errno;
        this.port = port;
        this.mostPathBytes = mostPathBytes;
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

    ListenSocket listen(SocketAddress address, ListenOptions options) throws IOException {
        FdFamily family = FdFamily.of(address);
        Socket socket = open(family::openStream);
        try {
            if (family == FdFamily.INET) {
                socket.setReuseAddress(options.reuseAddress());
                if (options.reusePort()) {
                    socket.setReusePort(true);
                }
            }
            bind(socket, address);
            socket.listen(options.backlog());
            return new FdListener(this, family, socket);
        } catch (Throwable t) {
            throw closing(socket, t);
        }
    }

    StreamSocket connect(SocketAddress address) throws IOException {
        FdFamily family = FdFamily.of(address);
        Socket socket = open(family::openStream);
        try {
            boolean connected;
            try {
                connected = socket.connect(toNetty(address));
            } catch (IOException e) {
                throw Failures.connect(address, e);
            }
            return new FdStream(this, family, socket, connected ? null : address);
        } catch (Throwable t) {
            throw closing(socket, t);
        }
    }

    DatagramSocket datagram(FdFamily family, @Nullable SocketAddress address) throws IOException {
        Socket socket = open(family::openDatagram);
        try {
            if (address != null) {
                bind(socket, address);
            }
            return new FdDatagram(this, family, socket);
        } catch (Throwable t) {
            throw closing(socket, t);
        }
    }

    PipeEnds pipe() throws IOException {
        FileDescriptor[] ends;
        try {
            ends = FileDescriptor.pipe();
        } catch (IOException e) {
            throw Errno.open(e);
        }
        return new PipeEnds(new FdPipeEnd(this, ends[0]), new FdPipeEnd(this, ends[1]));
    }

    Closeable spare() throws IOException {
        return open(FdFamily.INET::openStream)::close;
    }

    /** The address as Netty takes it; fails when the system could not. */
    SocketAddress toNetty(SocketAddress address) throws IOException {
        return FdFamily.of(address).toNetty(address, mostPathBytes);
    }

    private static Socket open(Supplier<Socket> family) throws IOException {
        try {
            return family.get();
        } catch (RuntimeException e) {
            throw Errno.open(e);
        }
    }

    private void bind(Socket socket, SocketAddress address) throws IOException {
        try {
            // Netty deletes what has the path before it binds, be it in use or no socket at all.
            if (address instanceof UnixDomainSocketAddress unix && Files.exists(unix.getPath(), NOFOLLOW_LINKS)) {
                throw new IOException("there is a file of that name already");
            }
            socket.bind(toNetty(address));
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

    /** Sets one of the options that such a socket knows. */
    <T> void option(Socket socket, Set<SocketOption<?>> known, SocketOption<T> option, T value) throws IOException {
        ensureKnown(known, option);
        if (option == StandardSocketOptions.TCP_NODELAY) {
            socket.setTcpNoDelay((Boolean) value);
        } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
            socket.setKeepAlive((Boolean) value);
        } else if (option == StandardSocketOptions.SO_REUSEADDR) {
            socket.setReuseAddress((Boolean) value);
        } else if (option == StandardSocketOptions.SO_BROADCAST) {
            socket.setBroadcast((Boolean) value);
        } else if (option == StandardSocketOptions.IP_TOS) {
            socket.setTrafficClass((Integer) value);
        } else if (option == StandardSocketOptions.SO_REUSEPORT) {
            socket.setReusePort((Boolean) value);
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

    /** The value of one of the options that such a socket knows. */
    <T> T option(Socket socket, Set<SocketOption<?>> known, SocketOption<T> option) throws IOException {
        ensureKnown(known, option);
        Object value;
        if (option == StandardSocketOptions.TCP_NODELAY) {
            value = socket.isTcpNoDelay();
        } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
            value = socket.isKeepAlive();
        } else if (option == StandardSocketOptions.SO_REUSEADDR) {
            value = socket.isReuseAddress();
        } else if (option == StandardSocketOptions.SO_BROADCAST) {
            value = socket.isBroadcast();
        } else if (option == StandardSocketOptions.IP_TOS) {
            value = socket.getTrafficClass();
        } else if (option == StandardSocketOptions.SO_REUSEPORT) {
            value = socket.isReusePort();
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

    private void ensureKnown(Set<SocketOption<?>> known, SocketOption<?> option) {
        if (!known.contains(option)) {
            throw Failures.unsupported(option, port);
        }
    }

    /** A call on a socket failed. */
    static IOException failed(IOException cause) {
        return cause instanceof ClosedChannelException ? cause : Failures.broken(cause);
    }
}
