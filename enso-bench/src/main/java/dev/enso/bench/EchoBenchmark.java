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
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A round trip of 64 bytes over TCP on the loopback: a blocking client that allocates nothing, and a server on one thread.
 * Most of the time is the kernel's; the bytes per operation are the server's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class EchoBenchmark {
    private static final int SIZE = 64;

    /** The servers. */
    public enum Kind {
        /** A connection on a reactor, its input written back. */
        ENSO {
            @Override
            EchoServer start() throws IOException {
                Enso enso = Enso.builder().reactors(1).start();
                Server server = enso.serve(loopback(), connection -> connection.writeAll(connection.input()));
                return new EchoServer(server.port(), enso::close);
            }
        },
        /** A Netty channel with a pipeline of one handler. */
        NETTY {
            @Override
            EchoServer start() {
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
                return new EchoServer(
                        port,
                        () -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
            }
        },
        /** A selector loop as one writes it with the JDK alone. */
        NIO {
            @Override
            EchoServer start() throws IOException {
                NioEcho echo = new NioEcho(loopback());
                return new EchoServer(echo.port(), echo::close);
            }
        };

        abstract EchoServer start() throws IOException;

        static InetSocketAddress loopback() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }
    }

    /** A running server. */
    record EchoServer(int port, Runnable close) {}

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

    /** The server. */
    @Param
    Kind kind = Kind.ENSO;

    private EchoServer server;
    private java.nio.channels.SocketChannel client;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);

    @Setup(Level.Trial)
    public void start() throws IOException {
        server = kind.start();
        client = java.nio.channels.SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        client.close();
        server.close().run();
    }

    @Benchmark
    public int roundTrip() throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            client.write(buffer);
        }
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (client.read(buffer) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return buffer.position();
    }
}
