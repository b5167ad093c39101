package dev.enso.net;

import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Netty's channels for one transport. */
record NettyChannels(Class<? extends ServerSocketChannel> server, Class<? extends SocketChannel> connection) {
    static NettyChannels of(Transport transport) {
        return switch (transport.name()) {
            case "epoll" -> new NettyChannels(EpollServerSocketChannel.class, EpollSocketChannel.class);
            case "kqueue" -> new NettyChannels(KQueueServerSocketChannel.class, KQueueSocketChannel.class);
            case "nio" -> new NettyChannels(NioServerSocketChannel.class, NioSocketChannel.class);
            default ->
                throw new UnsupportedOperationException("Netty has no channels for the transport " + transport.name()
                        + " that a reactor could host: take epoll, kqueue or nio");
        };
    }
}
