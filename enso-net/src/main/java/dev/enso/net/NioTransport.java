package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * The JDK's selector, which runs everywhere. It tells levels, not edges; {@link NioAttachment} makes edges of them. It
 * reports neither errors nor closed halves, which are hints, and waits in whole milliseconds.
 */
final class NioTransport implements Port {
    @Override
    public Selector openSelector() throws IOException {
        return new NioSelector(NioSockets.open(java.nio.channels.Selector::open));
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException {
        return listen(NioSockets.open(ServerSocketChannel::open), address, options);
    }

    @Override
    public ListenSocket listen(UnixDomainSocketAddress address, ListenOptions options) throws IOException {
        return listen(NioSockets.open(() -> ServerSocketChannel.open(StandardProtocolFamily.UNIX)), address, options);
    }

    private static ListenSocket listen(ServerSocketChannel channel, SocketAddress address, ListenOptions options)
            throws IOException {
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
    public boolean spreadsSharedPorts() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }

    @Override
    public StreamSocket connect(InetSocketAddress address) throws IOException {
        return connect(NioSockets.open(SocketChannel::open), address);
    }

    @Override
    public StreamSocket connect(UnixDomainSocketAddress address) throws IOException {
        return connect(NioSockets.open(() -> SocketChannel.open(StandardProtocolFamily.UNIX)), address);
    }

    private static StreamSocket connect(SocketChannel channel, SocketAddress address) throws IOException {
        try {
            channel.configureBlocking(false);
            NioStream stream = new NioStream(channel, address);
            stream.connect();
            return stream;
        } catch (Throwable t) {
            throw NioSockets.closing(channel, t);
        }
    }

    @Override
    public DatagramSocket datagram(InetSocketAddress address) throws IOException {
        DatagramChannel channel = NioSockets.open(DatagramChannel::open);
        try {
            channel.configureBlocking(false);
            try {
                channel.bind(address);
            } catch (SocketException e) {
                throw Failures.bind(address, e);
            }
            return new NioDatagram(channel);
        } catch (Throwable t) {
            throw NioSockets.closing(channel, t);
        }
    }

    @Override
    public PipeEnds pipe() throws IOException {
        Pipe pipe = NioSockets.open(Pipe::open);
        try {
            pipe.source().configureBlocking(false);
            pipe.sink().configureBlocking(false);
            return new PipeEnds(new NioPipeEnd(pipe.source()), new NioPipeEnd(pipe.sink()));
        } catch (Throwable t) {
            throw NioSockets.closing(pipe.source(), NioSockets.closing(pipe.sink(), t));
        }
    }

    @Override
    public Closeable spare() throws IOException {
        return NioSockets.open(SocketChannel::open);
    }
}
