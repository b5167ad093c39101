package dev.enso.net;

import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Netty's channels for one transport: of TCP, of Unix sockets, and of UDP. */
record NettyChannels(
        Class<? extends ServerSocketChannel> server,
        Class<? extends SocketChannel> connection,
        Class<? extends ServerChannel> unixServer,
        Class<? extends DuplexChannel> unixConnection,
        Class<? extends DatagramChannel> datagram) {
    static NettyChannels of(Transport transport) {
        return switch (transport.name()) {
            case "epoll" ->
                new NettyChannels(
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class,
                        EpollServerDomainSocketChannel.class,
                        EpollDomainSocketChannel.class,
                        EpollDatagramChannel.class);
            case "kqueue" ->
                new NettyChannels(
                        KQueueServerSocketChannel.class,
                        KQueueSocketChannel.class,
                        KQueueServerDomainSocketChannel.class,
                        KQueueDomainSocketChannel.class,
                        KQueueDatagramChannel.class);
            case "nio" ->
                new NettyChannels(
                        NioServerSocketChannel.class,
                        NioSocketChannel.class,
                        NioServerDomainSocketChannel.class,
                        NioDomainSocketChannel.class,
                        NioDatagramChannel.class);
            default ->
                throw new UnsupportedOperationException("Netty has no channels for the transport " + transport.name()
                        + " that a reactor could host: take epoll, kqueue or nio");
        };
    }
}
