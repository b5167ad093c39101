package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Reactor;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.DuplexChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Netty's channels of Unix sockets and of datagrams, on reactors that the test turns. */
@Timeout(60)
abstract class NettySocketsContract {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    Path folder;

    private Loop loop;
    private IoEventLoopGroup group;
    private final List<Channel> accepted = new ArrayList<>();

    abstract Transport transport();

    @BeforeEach
    void open() {
        loop = new Loop(transport(), 2, builder -> builder.poller(Netty::on));
        group = Netty.group(loop.reactors);
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
        assertTrue(loop.failures.isEmpty(), loop.failures::toString);
    }

    @Test
    void unixSockets_echoByteForByteOnTheLoopsOfSeveralReactors() throws Exception {
        Path path = folder.resolve("echo.sock");
        Channel server = serve(path);
        List<byte[]> said = new ArrayList<>();
        List<Hears> heard = new ArrayList<>();
        List<Channel> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] bytes = new byte[300_000];
            new Random(i).nextBytes(bytes);
            Hears hears = new Hears();
            Channel client = done(connecting(path, hears));
            client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
            said.add(bytes);
            heard.add(hears);
            clients.add(client);
        }
        for (int i = 0; i < said.size(); i++) {
            byte[] bytes = said.get(i);
            Hears hears = heard.get(i);
            loop.until(() -> hears.bytes.size() >= bytes.length);
            assertEquals(-1, Arrays.mismatch(bytes, hears.bytes.toByteArray()));
        }
        Set<EventLoop> loops = accepted.stream().map(Channel::eventLoop).collect(Collectors.toSet());
        assertEquals(2, loops.size(), "each reactor serves some of them");
        for (int i = 0; i < clients.size(); i++) {
            ((DuplexChannel) clients.get(i)).shutdownOutput();
            Hears hears = heard.get(i);
            loop.until(() -> hears.ended);
        }
        done(server.close());
        assertFalse(Files.exists(path), "the server deletes its file");
    }

    @Test
    void handlers_runOnTheReactorOfTheirLoop() throws Exception {
        Path path = folder.resolve("owner.sock");
        serve(path);
        Hears hears = new Hears();
        Channel client = done(connecting(path, hears));
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        loop.until(() -> hears.bytes.size() == 1);
        assertTrue(client.eventLoop().toString().contains(hears.on.name()), hears.on::name);
    }

    @Test
    void unixSocketThatIsNotThere_failsToConnect() throws Exception {
        ChannelFuture connecting = connecting(folder.resolve("nobody.sock"), new Hears());
        loop.until(connecting::isDone);
        assertInstanceOf(IOException.class, connecting.cause());
    }

    @Test
    void unixSocketWithATooLongPath_isRefused() throws Exception {
        Path path = folder.resolve("x".repeat(200));
        Throwable refusal = transport().name().equals("nio")
                ? failure(binding(Netty.unixAddress(transport(), path)))
                : assertThrows(IllegalArgumentException.class, () -> Netty.unixAddress(transport(), path));
        assertTrue(refusal.getMessage().contains("path"), refusal::toString);
        assertFalse(Files.exists(path));
    }

    @Test
    void datagrams_comeBackWholeFromWhereTheyWereSent() throws Exception {
        Channel server = done(datagrams(new Answers()));
        List<DatagramPacket> heard = new ArrayList<>();
        Channel client = done(datagrams(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                heard.add((DatagramPacket) message);
            }
        }));
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        for (int size : new int[] {1, 64, 1400, 2048}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            client.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(bytes), address));
            loop.until(() -> !heard.isEmpty());
            DatagramPacket answer = heard.remove(0);
            assertEquals(address, answer.sender());
            assertEquals(-1, Arrays.mismatch(bytes, ByteBufUtil.getBytes(answer.content())));
            answer.release();
        }
        assertTrue(server.eventLoop() != client.eventLoop(), "two reactors");
        done(client.close());
        done(server.close());
    }

    @Test
    void shutdown_closesThemAllAndDeletesTheFile() throws Exception {
        Path path = folder.resolve("end.sock");
        List<Channel> channels = new ArrayList<>();
        channels.add(serve(path));
        channels.add(done(connecting(path, new Hears())));
        channels.add(done(datagrams(new Answers())));
        loop.until(() -> accepted.size() == 1);
        channels.addAll(accepted);
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS);
        loop.until(group::isTerminated);
        for (Channel channel : channels) {
            assertFalse(channel.isOpen(), channel::toString);
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void transportsThatHostNothing_sayWhichDo() {
        Transport simulated = LiveNetwork.start().transport();
        Stream.<Runnable>of(
                        () -> Netty.unixServerChannel(simulated),
                        () -> Netty.unixChannel(simulated),
                        () -> Netty.unixAddress(simulated, folder.resolve("a.sock")),
                        () -> Netty.datagramChannel(simulated))
                .forEach(asks -> {
                    UnsupportedOperationException refusal =
                            assertThrows(UnsupportedOperationException.class, asks::run);
                    assertTrue(refusal.getMessage().contains("epoll, kqueue or nio"), refusal::toString);
                });
    }

    private Channel serve(Path path) throws Exception {
        return done(binding(Netty.unixAddress(transport(), path)));
    }

    private ChannelFuture binding(SocketAddress address) {
        return new ServerBootstrap()
                .group(group)
                .channel(Netty.unixServerChannel(transport()))
                .childHandler(new Echo())
                .bind(address);
    }

    private ChannelFuture connecting(Path path, ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channel(Netty.unixChannel(transport()))
                .handler(handler)
                .connect(Netty.unixAddress(transport(), path));
    }

    private ChannelFuture datagrams(ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channel(Netty.datagramChannel(transport()))
                .handler(handler)
                .bind(ANY);
    }

    private Channel done(ChannelFuture future) throws Exception {
        loop.until(future::isDone);
        if (future.cause() != null) {
            throw new AssertionError(future.cause());
        }
        return future.channel();
    }

    private Throwable failure(ChannelFuture future) throws Exception {
        loop.until(future::isDone);
        assertFalse(future.isSuccess());
        return future.cause();
    }

    /** On each accepted channel. */
    @ChannelHandler.Sharable
    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            accepted.add(ctx.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }

    private static final class Answers extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            ctx.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()));
        }
    }

    private final class Hears extends ChannelInboundHandlerAdapter {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Reactor on;
        boolean ended;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            on = loop.reactors.current();
            ByteBuf buffer = (ByteBuf) message;
            bytes.writeBytes(ByteBufUtil.getBytes(buffer));
            buffer.release();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ended = true;
        }
    }
}
