package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A stream socket of the JDK. */
final class NioStream implements StreamSocket, NioSocket {
    private final SocketChannel channel;

    /** Where it connects to; null when it was accepted. */
    private final @Nullable SocketAddress target;

    /** The registration, which has to know when connecting has finished. */
    private @Nullable NioAttachment attachment;

    /** Why connecting failed. The JDK tells only once, and closes the channel. */
    private @Nullable IOException failure;

    NioStream(SocketChannel channel, @Nullable SocketAddress target) {
        this.channel = channel;
        this.target = target;
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public int ops(int bits) {
        int ops = (bits & Bits.READABLE) != 0 ? SelectionKey.OP_READ : 0;
        if ((bits & Bits.WRITABLE) != 0) {
            ops |= channel.isConnectionPending() ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
        }
        return ops;
    }

    @Override
    public void attached(@Nullable NioAttachment newAttachment) {
        attachment = newAttachment;
    }

    void connect() throws IOException {
        try {
            channel.connect(target);
        } catch (IOException e) {
            throw connectFailure(e);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (channel.isConnected()) {
            return true;
        }
        try {
            if (!channel.finishConnect()) {
                return false;
            }
        } catch (IOException e) {
            failure = connectFailure(e);
            throw failure;
        }
        if (attachment != null) {
            attachment.connected();
        }
        return true;
    }

    @Override
    public @Nullable IOException takeError() {
        if (failure != null || channel.isConnected()) {
            return failure;
        }
        try {
            finishConnect();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return channel.write(buffer);
    }

    @Override
    public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
        return channel.write(buffers, from, count);
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
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
    public @Nullable SocketAddress remoteAddress() {
        try {
            return channel.getRemoteAddress();
        } catch (IOException e) {
            return null; // Closed by a connect that failed, so there is none.
        }
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

    private IOException connectFailure(IOException cause) {
        return target == null ? cause : Failures.connect(target, cause);
    }
}
