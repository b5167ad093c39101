package dev.enso.bench;

import dev.enso.Enso;
import dev.enso.net.Server;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The echo servers, each on one thread and on the loopback. */
public enum EchoKind {
    /** A connection on a reactor, its input written back. */
    ENSO {
        @Override
        public Running start() throws IOException {
            Enso enso = Enso.builder().reactors(1).start();
            Server server = enso.serve(loopback(), connection -> connection.writeAll(connection.input()));
            return new Running(server.port(), enso::close);
        }
    },
    /** The same through a link: each message is read into a slot, changed there, and written by a second task. */
    ENSO_LINK {
        @Override
        public Running start() throws IOException {
            Enso enso = Enso.builder().reactors(1).start();
            Server server = enso.serve(loopback(), LinkDelivery::deliver);
            return new Running(server.port(), enso::close);
        }
    },
    /** Netty's epoll handler and its sockets, with nothing above them: the floor for whoever builds on these. */
    IO_HANDLER {
        @Override
        public Running start() throws IOException {
            IoHandlerEcho echo = IoHandlerEcho.start(loopback());
            return new Running(echo.port(), echo::close);
        }
    },
    /** A Netty channel with a pipeline of one handler. */
    NETTY {
        @Override
        public Running start() {
            EventLoopGroup group = Peers.nettyLoop(1);
            Channel channel = new ServerBootstrap()
                    .group(group)
                    .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel child) {
                            child.config().setTcpNoDelay(true);
                            child.pipeline().addLast(new NettyEcho());
                        }
                    })
                    .bind(loopback())
                    .syncUninterruptibly()
                    .channel();
            int port = ((InetSocketAddress) channel.localAddress()).getPort();
            return new Running(
                    port, () -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
        }
    },
    /** A selector loop as one writes it with the JDK alone. */
    NIO {
        @Override
        public Running start() throws IOException {
            NioEcho echo = new NioEcho(loopback());
            return new Running(echo.port(), echo::close);
        }
    };

    /** Starts one on a free port. */
    public abstract Running start() throws IOException;

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A running server. */
    public record Running(int port, Runnable close) {}

    private static final class NettyEcho extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
