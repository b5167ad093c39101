package dev.enso.net;

import io.netty.channel.unix.DatagramSocketAddress;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A socket for datagrams by file descriptor. */
final class FdDatagram implements DatagramSocket, FdSocket {
    private final FdSockets sockets;
    private final FdFamily family;
    private final Socket socket;

    FdDatagram(FdSockets sockets, FdFamily family, Socket socket) {
        this.sockets = sockets;
        this.family = family;
        this.socket = socket;
    }

    @Override
    public void connect(SocketAddress peer) throws IOException {
        try {
            socket.connect(sockets.toNetty(peer));
        } catch (IOException e) {
            throw Failures.connect(peer, e);
        }
    }

    @Override
    public boolean send(ByteBuffer source) throws IOException {
        ByteBuffer bytes = direct(source);
        int from = bytes == source ? source.position() : 0;
        int length = source.remaining();
        try {
            return sent(source, socket.send(bytes, from, from + length));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean send(ByteBuffer source, SocketAddress target) throws IOException {
        ByteBuffer bytes = direct(source);
        int from = bytes == source ? source.position() : 0;
        int end = from + source.remaining();
        try {
            if (target instanceof InetSocketAddress inet) {
                return sent(source, socket.sendTo(bytes, from, end, inet.getAddress(), inet.getPort()));
            }
            String path = ((DomainSocketAddress) sockets.toNetty(target)).path();
            return sent(source, socket.sendToDomainSocket(bytes, from, end, path.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The same bytes where the system can take them; the buffer's position stays. */
    private ByteBuffer direct(ByteBuffer source) {
        if (source.isDirect()) {
            return source;
        }
        int length = source.remaining();
        ByteBuffer copy = sockets.copyBuffer();
        if (copy.capacity() < length) {
            copy = ByteBuffer.allocateDirect(length);
        }
        copy.put(0, source, source.position(), length);
        return copy;
    }

    /** Zero means that it would block, except for a datagram that is empty: the system does not tell these two apart. */
    private static boolean sent(ByteBuffer source, int n) {
        boolean sent = n > 0 || !source.hasRemaining();
        if (sent) {
            source.position(source.limit());
        }
        return sent;
    }

    @Override
    public boolean receive(ByteBuffer target) throws IOException {
        ByteBuffer into = target.isDirect() ? target : sockets.copyBuffer();
        int from = into == target ? target.position() : 0;
        int room = into == target ? target.remaining() : Math.min(into.capacity(), target.remaining());
        int n;
        try {
            n = socket.recv(into, from, from + room);
        } catch (IOException e) {
            throw failed(e);
        }
        if (n == 0) {
            return false;
        }
        // An empty datagram looks like the end of a stream, which a socket for datagrams doesn't have.
        received(target, into, Math.max(0, n));
        return true;
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        ByteBuffer into = target.isDirect() ? target : sockets.copyBuffer();
        int from = into == target ? target.position() : 0;
        int room = into == target ? target.remaining() : Math.min(into.capacity(), target.remaining());
        try {
            if (family == FdFamily.INET) {
                DatagramSocketAddress sender = socket.recvFrom(into, from, from + room);
                if (sender == null) {
                    return null;
                }
                received(target, into, sender.receivedAmount());
                return new InetSocketAddress(sender.getAddress(), sender.getPort());
            }
            DomainDatagramSocketAddress sender = socket.recvFromDomainSocket(into, from, from + room);
            if (sender == null) {
                return null;
            }
            received(target, into, sender.receivedAmount());
            return FdFamily.toJdk(sender);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static IOException failed(IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return cause;
        }
        return Errno.isRefused(cause) ? Failures.unreachable(cause) : Failures.datagram(cause);
    }

    private static void received(ByteBuffer target, ByteBuffer into, int n) {
        if (into == target) {
            target.position(target.position() + n);
        } else {
            target.put(into.limit(n).position(0));
        }
    }

    @Override
    public @Nullable IOException takeError() throws IOException {
        int errno = socket.getSoError();
        return errno == 0 ? null : Failures.broken(Errno.toException(errno));
    }

    @Override
    public FileDescriptor descriptor() {
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
        sockets.option(socket, family.datagramOptions, option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return sockets.option(socket, family.datagramOptions, option);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
