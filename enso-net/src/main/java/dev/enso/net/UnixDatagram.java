package dev.enso.net;

import java.io.IOException;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket for datagrams that never blocks, on epoll, kqueue and io_uring; the JDK has none. Used by one thread at a time.
 * Datagrams go and come whole, in order, and none is lost: a receiver that is full makes the sender wait. No socket tells
 * when a receiver has room again, so a sender that would block tries again after a while.
 */
public final class UnixDatagram implements Source {
    private final DatagramIo io;

    private UnixDatagram(DatagramSocket socket) {
        io = new DatagramIo(socket, "UnixDatagram");
    }

    /**
     * A socket on a path, which stays in the file system when the socket is closed. Any thread may call it.
     *
     * @param transport of the poll that will watch it
     * @throws java.net.BindException when the path can't be had: it exists, is too long, or not permitted
     * @throws TooManyOpenFilesException when no file descriptor is left
     * @throws UnsupportedOperationException on NIO
     */
    public static UnixDatagram bind(Transport transport, UnixDomainSocketAddress address) throws IOException {
        return new UnixDatagram(transport.port().datagram(address));
    }

    /** A socket without a name, for sending; the rest as {@link #bind}. */
    public static UnixDatagram unbound(Transport transport) throws IOException {
        return new UnixDatagram(transport.port().datagram((@Nullable UnixDomainSocketAddress) null));
    }

    /**
     * From now on {@link #send(ByteBuffer)} goes to this peer, and only its datagrams are received.
     *
     * @throws java.net.ConnectException when nobody receives there, or it isn't permitted
     */
    public void connect(UnixDomainSocketAddress peer) throws IOException {
        io.connect(peer);
    }

    /** As {@link UdpSocket#send(ByteBuffer)}. */
    public boolean send(ByteBuffer datagram) throws IOException {
        return io.send(datagram);
    }

    /** Sends to the socket on a path; the rest as {@link UdpSocket#send(ByteBuffer)}. */
    public boolean sendTo(ByteBuffer datagram, UnixDomainSocketAddress target) throws IOException {
        return io.send(datagram, target);
    }

    /** As {@link UdpSocket#receive}. */
    public boolean receive(ByteBuffer target) throws IOException {
        return io.receive(target);
    }

    /** As {@link UdpSocket#receiveFrom}; the path is empty when the sender has no name. */
    public @Nullable UnixDomainSocketAddress receiveFrom(ByteBuffer target) throws IOException {
        return (UnixDomainSocketAddress) io.receiveFrom(target);
    }

    /** The error the socket has to report, which is thereby forgotten, or null. */
    public @Nullable IOException takeError() throws IOException {
        return io.takeError();
    }

    /**
     * Sets SO_RCVBUF or SO_SNDBUF of {@link java.net.StandardSocketOptions}.
     *
     * @return this socket
     * @throws UnsupportedOperationException when it is an option that Unix sockets don't have
     * @throws IOException when the system refuses it
     */
    public <T> UnixDatagram option(SocketOption<T> option, T value) throws IOException {
        io.option(option, value);
        return this;
    }

    /** The value of an option, as the system has it. */
    public <T> T option(SocketOption<T> option) throws IOException {
        return io.option(option);
    }

    /** Where it is bound, an empty path when it has no name; null when closed. */
    public @Nullable UnixDomainSocketAddress localAddress() {
        return (UnixDomainSocketAddress) io.localAddress();
    }

    @Override
    public OptionalInt fd() {
        return io.fd();
    }

    @Override
    public boolean isOpen() {
        return io.endpoint().isOpen();
    }

    @Override
    public void close() throws IOException {
        io.endpoint().close();
    }

    Endpoint endpoint() {
        return io.endpoint();
    }

    @Override
    public String toString() {
        return io.endpoint().toString();
    }
}
