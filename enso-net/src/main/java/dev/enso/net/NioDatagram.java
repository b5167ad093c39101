package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A socket of the JDK for datagrams. */
final class NioDatagram implements DatagramSocket, NioSocket {
    private final DatagramChannel channel;

    NioDatagram(DatagramChannel channel) {
        this.channel = channel;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int ops(int bits) {
        return ((bits & Bits.READABLE) != 0 ? SelectionKey.OP_READ : 0)
                | ((bits & Bits.WRITABLE) != 0 ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    public void connect(SocketAddress peer) throws IOException {
        try {
            if (channel.isConnected()) {
                channel.disconnect();
            }
            channel.connect(peer);
        } catch (IOException e) {
            throw Failures.connect(peer, e);
        }
    }

    @Override
    public boolean send(ByteBuffer source) throws IOException {
        try {
            return sent(source, channel.write(source));
        } catch (IOException e) {
            throw Failures.datagram(e);
        }
    }

    @Override
    public boolean send(ByteBuffer source, SocketAddress target) throws IOException {
        try {
            return sent(source, channel.send(source, target));
        } catch (IOException e) {
            throw Failures.datagram(e);
        }
    }

    private static boolean sent(ByteBuffer source, int n) {
        return n > 0 || !source.hasRemaining();
    }

    @Override
    public boolean receive(ByteBuffer target) throws IOException {
        return receiveFrom(target) != null;
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        try {
            return channel.receive(target);
        } catch (IOException e) {
            throw Failures.datagram(e);
        }
    }

    /** The JDK keeps none: a failure shows in the next call. */
    @Override
    public @Nullable IOException takeError() {
        return null;
    }

    @Override
    public OptionalInt fd() {
        return OptionalInt.empty();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return NioSockets.localAddress(channel);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        NioSockets.option(channel, option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return NioSockets.option(channel, option);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
