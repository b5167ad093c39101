package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The JDK's selector, which runs everywhere. It tells levels, not edges; {@link NioAttachment} makes edges of them. It
 * reports neither errors nor closed halves, which are hints, and waits in whole milliseconds.
 */
final class NioTransport implements Port {
    @Override
    public Selector openSelector() throws IOException {
        try {
            return new NioSelector(java.nio.channels.Selector.open());
        } catch (IOException e) {
            throw NioSockets.open(e);
        }
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException {
        ServerSocketChannel channel;
        try {
            channel = ServerSocketChannel.open();
        } catch (IOException e) {
            throw NioSockets.open(e);
        }
        try {
            channel.configureBlocking(false);
            NioListener listener = new NioListener(channel);
            listener.bind(address, options);
            return listener;
        } catch (Throwable t) {
            throw NioSockets.closing(channel, t);
        }
    }

    @Override
    public StreamSocket connect(InetSocketAddress address) throws IOException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            throw NioSockets.open(e);
        }
        try {
            channel.configureBlocking(false);
            NioStream stream = new NioStream(channel, address);
            stream.connect();
            return stream;
        } catch (Throwable t) {
            throw NioSockets.closing(channel, t);
        }
    }
}
