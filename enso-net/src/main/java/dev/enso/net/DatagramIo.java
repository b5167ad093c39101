package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the public sockets for datagrams have in common: checks, and the edge that is owed after a call that would block. */
final class DatagramIo {
    private final DatagramSocket socket;
    private final Endpoint endpoint;
    private @Nullable SocketAddress peer;

    DatagramIo(DatagramSocket socket, String name) {
        this.socket = socket;
        endpoint = new Endpoint(socket, name);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    OptionalInt fd() {
        return socket.fd();
    }

    void connect(SocketAddress to) throws IOException {
        endpoint.ensureOpen();
        socket.connect(to);
        peer = to;
    }

    boolean send(ByteBuffer datagram) throws IOException {
        ensureConnected();
        return sent(socket.send(datagram));
    }

    boolean send(ByteBuffer datagram, SocketAddress target) throws IOException {
        endpoint.ensureOpen();
        SocketAddress connected = peer;
        if (connected == null) {
            return sent(socket.send(datagram, target));
        }
        if (!connected.equals(target)) {
            throw new AlreadyConnectedException();
        }
        return sent(socket.send(datagram));
    }

    private boolean sent(boolean sent) {
        if (!sent) {
            endpoint.wouldBlock(Bits.WRITABLE);
        }
        return sent;
    }

    boolean receive(ByteBuffer target) throws IOException {
        ensureConnected();
        ensureWritable(target);
        boolean received = socket.receive(target);
        if (!received) {
            endpoint.wouldBlock(Bits.READABLE);
        }
        return received;
    }

    @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        endpoint.ensureOpen();
        ensureWritable(target);
        SocketAddress sender = socket.receiveFrom(target);
        if (sender == null) {
            endpoint.wouldBlock(Bits.READABLE);
        }
        return sender;
    }

    @Nullable IOException takeError() throws IOException {
        endpoint.ensureOpen();
        return socket.takeError();
    }

    <T> void option(SocketOption<T> option, T value) throws IOException {
        endpoint.ensureOpen();
        socket.option(option, value);
    }

    <T> T option(SocketOption<T> option) throws IOException {
        endpoint.ensureOpen();
        return socket.option(option);
    }

    @Nullable SocketAddress localAddress() {
        return endpoint.isOpen() ? socket.localAddress() : null;
    }

    @Nullable SocketAddress remoteAddress() {
        return endpoint.isOpen() ? peer : null;
    }

    private void ensureConnected() throws IOException {
        endpoint.ensureOpen();
        if (peer == null) {
            throw new NotYetConnectedException();
        }
    }

    private static void ensureWritable(ByteBuffer target) {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }
}
