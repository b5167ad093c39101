package dev.enso.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.SimulatedEnso;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Clock;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Restart;
import dev.enso.reactor.TaskOptions;
import dev.enso.simulation.Simulation;
import dev.enso.timers.Wheel;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code of {@code docs/net.md}, compiled and run. */
@Timeout(60)
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/net.md");
    private static final Path THIS = Path.of("src/test/java/dev/enso/net/GuideTest.java");

    @Test
    void serverAndClient_sayHello() throws Exception {
        Enso enso = Enso.start();
        Server server = enso.serve(0, connection -> connection.writeAll(connection.input()));
        Future<String> reply = enso.connect(
                new InetSocketAddress("localhost", server.port()),
                connection -> connection
                        .send(UTF_8.encode("hello"))
                        .then(sent -> connection
                                .input()
                                .copy(bytes -> UTF_8.decode(bytes).toString())
                                .first()));
        String hello = enso.spawn(reply).get();
        assertEquals("hello", hello);
        enso.close();
    }

    @Test
    void files_areCopied(@TempDir Path folder) throws Exception {
        Path from = Files.writeString(folder.resolve("from"), "hello");
        Path to = folder.resolve("to");
        Future<Long> copy = DiskFile.open(
                from,
                Set.of(READ),
                source -> DiskFile.open(
                        to,
                        Set.of(WRITE, CREATE, TRUNCATE_EXISTING),
                        target -> target.writeAll(source.input())
                                .then(bytes -> target.sync().map(synced -> bytes))));
        try (Enso enso = Enso.start()) {
            assertEquals(5L, enso.spawn(copy).get());
        }
        assertEquals("hello", Files.readString(to));
    }

    @ChannelHandler.Sharable
    private static final class Shouting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            String text = bytes.toString(UTF_8).toUpperCase(Locale.ROOT);
            bytes.release();
            ctx.writeAndFlush(Unpooled.copiedBuffer(text, UTF_8));
        }
    }

    @Test
    void netty_servesOnTheSameReactors(@TempDir Path folder) throws Exception {
        Enso enso = Enso.start();
        IoEventLoopGroup group = Netty.group(enso.reactors());
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(Netty.serverChannel(enso.transport()))
                .childHandler(new Shouting())
                .bind(new InetSocketAddress("localhost", 0));
        String shout = enso.spawn(enso.connect(
                        bound.sync().channel().localAddress(),
                        connection -> connection
                                .send(UTF_8.encode("hello"))
                                .then(sent -> connection
                                        .input()
                                        .copy(bytes -> UTF_8.decode(bytes).toString())
                                        .first())))
                .get();
        assertEquals("HELLO", shout);

        Path path = folder.resolve("shout.sock");
        ChannelFuture listening = new ServerBootstrap()
                .group(group)
                .channel(Netty.unixServerChannel(enso.transport()))
                .childHandler(new Shouting())
                .bind(Netty.unixAddress(enso.transport(), path));
        listening.sync();
        assertEquals(
                "HELLO",
                enso.spawn(enso.connect(
                                UnixDomainSocketAddress.of(path),
                                connection -> connection
                                        .send(UTF_8.encode("hello"))
                                        .then(sent -> connection
                                                .input()
                                                .copy(bytes ->
                                                        UTF_8.decode(bytes).toString())
                                                .first())))
                        .get());
        enso.close();
        assertTrue(group.isTerminated());
    }

    /** Answers frames of a length and so many bytes with the same bytes the other way round. */
    private static final class Reversing implements Future<Boolean> {
        private final Connection connection;
        private final Stream<ByteBuffer> input;

        Reversing(Connection connection) {
            this.connection = connection;
            this.input = connection.input();
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            Polled polled;
            while ((polled = input.poll(cx)) == Polled.READY) {
                ByteBuffer in = input.head();
                while (in.remaining() >= 4 && in.remaining() >= frame(in)) {
                    if (connection.pollWritable(cx, frame(in)) == Polled.PENDING) {
                        return Polled.PENDING; // the head stays until there is room for the answer
                    }
                    answer(in, connection.out(frame(in)));
                }
                input.tail();
            }
            return polled == Polled.ENDED ? connection.flush(cx) : polled;
        }

        private static int frame(ByteBuffer in) {
            return 4 + in.getInt(in.position());
        }

        private static void answer(ByteBuffer in, ByteBuffer out) {
            int length = in.getInt();
            out.putInt(length);
            for (int i = length - 1; i >= 0; i--) {
                out.put(in.get(in.position() + i));
            }
            in.position(in.position() + length);
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }

        @Override
        public void close() {
            input.close();
        }
    }

    private static Poll open(Transport transport, Clock clock) {
        try {
            return Poll.open(transport, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void frames_areAnsweredByReactorsTurnedByHand() throws Exception {
        Reactors reactors = Reactors.builder()
                .timers(core -> Wheel.create())
                .io(core -> open(Transport.nio(), core.clock()))
                .poller(Connections::on)
                .build();
        reactors.close();

        Loop loop = new Loop(Transport.nio(), 1);
        Peer peer = loop.peer(loop.serve(Reversing::new));
        Random random = new Random(11);
        for (int i = 0; i < 50; i++) {
            byte[] frame = new byte[random.nextInt(100_000)];
            random.nextBytes(frame);
            peer.write(ByteBuffer.allocate(4 + frame.length)
                    .putInt(frame.length)
                    .put(frame)
                    .array());
            byte[] answer = peer.read(4 + frame.length);
            byte[] reversed = new byte[frame.length];
            for (int j = 0; j < frame.length; j++) {
                reversed[j] = frame[frame.length - 1 - j];
            }
            assertArrayEquals(reversed, Arrays.copyOfRange(answer, 4, answer.length));
        }
        peer.finish();
        assertEquals(0, peer.readToEnd().length);
        loop.close();
    }

    private static Future<Long> talk(Connection connection) {
        return connection.writeAll(connection.input());
    }

    @Test
    void pipes_joinTwoConnections_andARestartKeepsOneUp() throws Exception {
        Enso enso = Enso.builder()
                .reactors(1)
                .failures((reactor, what, failure) -> {})
                .start();
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        Server greeting = enso.serve(
                0,
                connection -> connection
                        .send(UTF_8.encode("hello"))
                        .then(sent -> connection
                                .input()
                                .copy(bytes -> UTF_8.decode(bytes).toString())
                                .first())
                        .map(echoed -> heard.complete(echoed.equals("hello"))));
        SocketAddress target = new InetSocketAddress("localhost", greeting.port());
        int port = 0;
        Server proxy = enso.serve(
                port,
                client -> enso.connect(
                        target,
                        server -> Connection.pipe(client, server).join(Connection.pipe(server, client), Long::sum)));
        SocketAddress address = new InetSocketAddress("localhost", proxy.port());
        enso.spawn(
                TaskOptions.named("talk").service(),
                Restart.always()
                        .backOff(Duration.ofMillis(100), Duration.ofSeconds(10))
                        .service(() -> Connection.connect(
                                address, ConnectionOptions.defaults(), connection -> talk(connection))));
        assertTrue(heard.get(20, TimeUnit.SECONDS));
        enso.close(Duration.ZERO);
    }

    @Test
    void runtime_startsInASimulatedWorld() {
        InetAddress host = InetAddress.getLoopbackAddress();
        Simulation.seed(1).run(world -> {
            SimulatedNetwork network = SimulatedNetwork.in(world, NetworkConditions.calm());
            Enso enso = SimulatedEnso.builder(world, network, host).reactors(2).start();
            network.conditions(NetworkConditions.rough());
            world.atEnd(() -> assertTrue(enso.close(Duration.ofSeconds(1)).isClean()));
        });
    }

    /** Whatever its line breaks: the formatter sets them otherwise. */
    @Test
    void guide_showsOnlyCodeOfThisClass() throws Exception {
        String compiled = Files.readString(THIS).replaceAll("\\s", "");
        boolean inCode = false;
        StringBuilder block = new StringBuilder();
        int blocks = 0;
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("```")) {
                if (inCode) {
                    String code = block.toString().replaceAll("\\s", "");
                    assertTrue(compiled.contains(code), block::toString);
                    block.setLength(0);
                    blocks++;
                }
                inCode = line.equals("```java");
            } else if (inCode) {
                block.append(line).append('\n');
            }
        }
        assertFalse(inCode);
        assertEquals(10, blocks);
    }
}
