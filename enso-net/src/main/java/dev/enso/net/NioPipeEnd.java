package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe.SinkChannel;
import java.nio.channels.Pipe.SourceChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An end of a pipe of the JDK. */
final class NioPipeEnd implements ByteSocket, NioSocket {
    private final SelectableChannel channel;

    NioPipeEnd(SelectableChannel channel) {
        this.channel = channel;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int ops(int bits) {
        boolean reads = channel instanceof SourceChannel;
        return (bits & (reads ? Bits.READABLE : Bits.WRITABLE)) == 0
                ? 0
                : reads ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return ((SourceChannel) channel).read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return ((SinkChannel) channel).write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int from, int count) throws IOException {
        return ((SinkChannel) channel).write(sources, from, count);
    }

    @Override
    public OptionalInt fd() {
        return OptionalInt.empty();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return null;
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) {
        throw Failures.unsupported(option, "a pipe");
    }

    @Override
    public <T> T option(SocketOption<T> option) {
        throw Failures.unsupported(option, "a pipe");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
