package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A listening socket of the JDK. */
final class NioListener implements ListenSocket {
    private final ServerSocketChannel channel;

    NioListener(ServerSocketChannel channel) {
        this.channel = channel;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    void bind(InetSocketAddress address, ListenOptions options) throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        if (options.reusePort()) {
            NioSockets.option(channel, StandardSocketOptions.SO_REUSEPORT, true);
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
    public @Nullable InetSocketAddress localAddress() {
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
