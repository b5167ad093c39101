package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A listening socket of the JDK. */
final class NioListener implements ListenSocket, NioSocket {
    private final ServerSocketChannel channel;

    NioListener(ServerSocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public int ops(int bits) {
        return (bits & Bits.READABLE) != 0 ? SelectionKey.OP_ACCEPT : 0;
    }

    void bind(SocketAddress address, ListenOptions options) throws IOException {
        if (address instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
            if (options.reusePort()) {
                NioSockets.option(channel, StandardSocketOptions.SO_REUSEPORT, true);
            }
        }
        try {
            channel.bind(address, options.backlog());
        } catch (SocketException e) {
            throw Failures.bind(address, e);
        }
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        SocketChannel accepted;
        try {
            accepted = channel.accept();
        } catch (IOException e) {
            throw NioSockets.open(e);
        }
        if (accepted == null) {
            return null;
        }
        try {
            accepted.configureBlocking(false);
            return new NioStream(accepted, null);
        } catch (Throwable t) {
            throw NioSockets.closing(accepted, t);
        }
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
