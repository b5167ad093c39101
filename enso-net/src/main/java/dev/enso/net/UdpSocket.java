package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket that never blocks. Used by one thread at a time. Datagrams go and come whole or not at all; they may be lost,
 * doubled and overtaken on the way, as the network has it.
 *
 * <p>Nothing is allocated when the buffer is a direct one, except for the address of who sent a datagram: a socket that is
 * {@linkplain #connect connected} and uses {@link #receive} does without.
 */
public final class UdpSocket implements Source {
    private final DatagramIo io;

    private UdpSocket(DatagramSocket socket) {
        io = new DatagramIo(socket, "UdpSocket");
    }

    /**
     * A socket on an address of this machine. Any thread may call it.
     *
     * @param transport of the poll that will watch it
     * @param address port 0 lets the system choose one
     * @throws java.net.BindException when the address can't be had: in use, not of this machine, or not permitted
     * @throws TooManyOpenFilesException when no file descriptor is left
     * @throws IllegalArgumentException when the address is unresolved: names are never looked up here
     */
    public static UdpSocket bind(Transport transport, InetSocketAddress address) throws IOException {
        return new UdpSocket(transport.port().datagram(Failures.resolved(address)));
    }

    /**
     * From now on {@link #send(ByteBuffer)} goes to this peer, and only its datagrams are received. What it refuses is told
     * by a later call, with a {@link java.net.PortUnreachableException}. May be called again for another peer.
     *
     * @throws IllegalArgumentException when the address is unresolved
     * @throws IOException when there is no way to it
     */
    public void connect(InetSocketAddress peer) throws IOException {
        io.connect(Failures.resolved(peer));
    }

    /**
     * Sends what is in the buffer to the connected peer, and moves its position to the limit. An empty datagram counts as
     * sent, whether the system took it or not (NIO sends none from a socket that is connected).
     *
     * @return false when it would block: nothing was sent
     * @throws java.nio.channels.NotYetConnectedException when it has no peer
     * @throws java.net.PortUnreachableException when an earlier datagram was refused
     * @throws IOException when the system can't send it, such as one that is too long (65,507 bytes fit)
     */
    public boolean send(ByteBuffer datagram) throws IOException {
        return io.send(datagram);
    }

    /**
     * Sends what is in the buffer to an address; the rest as {@link #send(ByteBuffer)}.
     *
     * @throws IllegalArgumentException when the address is unresolved
     * @throws java.nio.channels.AlreadyConnectedException when the socket is connected to another peer
     */
    public boolean sendTo(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        return io.send(datagram, Failures.resolved(target));
    }

    /**
     * Receives a datagram of the connected peer. What the buffer has no room for is lost.
     *
     * @return false when none is there: it would block
     * @throws java.nio.channels.NotYetConnectedException when it has no peer
     * @throws java.nio.ReadOnlyBufferException when the buffer is read-only
     * @throws java.net.PortUnreachableException when a datagram sent before was refused
     */
    public boolean receive(ByteBuffer target) throws IOException {
        return io.receive(target);
    }

    /**
     * Receives a datagram, and says who sent it. What the buffer has no room for is lost.
     *
     * @return null when none is there: it would block
     * @throws java.nio.ReadOnlyBufferException when the buffer is read-only
     */
    public @Nullable InetSocketAddress receiveFrom(ByteBuffer target) throws IOException {
        return (InetSocketAddress) io.receiveFrom(target);
    }

    /** The error the socket has to report, which is thereby forgotten, or null. NIO knows none. */
    public @Nullable IOException takeError() throws IOException {
        return io.takeError();
    }

    /**
     * Sets an option of {@link java.net.StandardSocketOptions}: SO_BROADCAST, SO_RCVBUF, SO_SNDBUF, SO_REUSEADDR,
     * SO_REUSEPORT or IP_TOS.
     *
     * @return this socket
     * @throws UnsupportedOperationException when it is another option
     * @throws IOException when the system refuses it
     */
    public <T> UdpSocket option(SocketOption<T> option, T value) throws IOException {
        io.option(option, value);
        return this;
    }

    /** The value of an option, as the system has it. */
    public <T> T option(SocketOption<T> option) throws IOException {
        return io.option(option);
    }

    /** Where it is bound; null when closed. */
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) io.localAddress();
    }

    /** The peer it is connected to; null when there is none. */
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) io.remoteAddress();
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
