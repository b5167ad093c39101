package dev.enso.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty on running reactors, with other threads about. */
@Timeout(120)
class NettyThreadsTest {
    private static final int ROUNDS = Boolean.getBoolean("enso.long") ? 2000 : 60;
    private static final int THREADS = 3;
    private static final char[] PASSWORD = "enso-test".toCharArray();

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private Enso start(String transport) {
        return Enso.builder()
                .reactors(2)
                .transport(Transport.named(transport))
                .failures((reactor, what, failure) -> failures.add(failure))
                .start();
    }

    @Test
    void commandsAgainstTheEnd_areRunOrRefusedAndNeverLost() throws Exception {
        long seed = Long.getLong("enso.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        try (Enso enso = start("auto")) {
            for (int round = 0; round < ROUNDS; round++) {
                IoEventLoop loop = Netty.loop(enso.reactors().get(round % 2));
                AtomicInteger accepted = new AtomicInteger();
                AtomicInteger ran = new AtomicInteger();
                Thread[] threads = new Thread[THREADS];
                for (int i = 0; i < THREADS; i++) {
                    threads[i] = new Thread(() -> {
                        try {
                            while (true) {
                                loop.execute(ran::incrementAndGet);
                                accepted.incrementAndGet();
                            }
                        } catch (RejectedExecutionException over) {
                            // What was to come.
                        }
                    });
                    threads[i].start();
                }
                int before = random.nextInt(2000);
                while (ran.get() < before) {
                    Thread.onSpinWait();
                }
                loop.shutdownGracefully(0, random.nextInt(2) * 1000L, TimeUnit.MILLISECONDS);
                assertTrue(loop.awaitTermination(30, TimeUnit.SECONDS));
                for (Thread thread : threads) {
                    thread.join(30_000);
                    assertFalse(thread.isAlive());
                }
                int times = round;
                assertEquals(accepted.get(), ran.get(), () -> "seed " + seed + ", round " + times);
            }
        }
        assertTrue(failures.isEmpty(), failures::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void tls_bothEndsOnOurReactors(String transport) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> protocol = new CompletableFuture<>();
        KeyStore keys = keys();
        KeyManagerFactory manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        manager.init(keys, PASSWORD);
        SslContext serving = SslContextBuilder.forServer(manager)
                .sslProvider(SslProvider.JDK)
                .build();
        SslContext trusting = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager((X509Certificate) keys.getCertificate("test"))
                .build();
        try (Enso enso = start(transport)) {
            IoEventLoopGroup group = Netty.group(enso.reactors());
            Channel server = new ServerBootstrap()
                    .group(group)
                    .channel(Netty.serverChannel(enso.transport()))
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(serving.newHandler(channel.alloc()), new Echo());
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            int port = ((InetSocketAddress) server.localAddress()).getPort();
            Channel client = new Bootstrap()
                    .group(group)
                    .channel(Netty.channel(enso.transport()))
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            SslHandler tls = trusting.newHandler(channel.alloc(), "localhost", port);
                            tls.handshakeFuture()
                                    .addListener(done -> protocol.complete(
                                            done.isSuccess()
                                                    ? tls.engine().getSession().getProtocol()
                                                    : String.valueOf(done.cause())));
                            channel.pipeline().addLast(tls, new SimpleChannelInboundHandler<ByteBuf>() {
                                private final StringBuilder heard = new StringBuilder();

                                @Override
                                protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
                                    heard.append(message.toString(US_ASCII));
                                    if (heard.length() == 100_000) {
                                        answer.complete(heard.toString());
                                    }
                                }
                            });
                        }
                    })
                    .connect("localhost", port)
                    .sync()
                    .channel();
            assertEquals("TLSv1.3", protocol.get(30, TimeUnit.SECONDS));
            String text = "0123456789".repeat(10_000);
            client.writeAndFlush(Unpooled.copiedBuffer(text, US_ASCII)).sync();
            assertEquals(text, answer.get(30, TimeUnit.SECONDS));
            assertTrue(enso.close(Duration.ofSeconds(20)).isClean());
            assertTrue(group.isTerminated());
            assertFalse(server.isOpen());
            assertFalse(client.isOpen());
        }
        assertTrue(failures.isEmpty(), failures::toString);
    }

    private static KeyStore keys() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = NettyThreadsTest.class.getResourceAsStream("localhost.p12")) {
            keys.load(Objects.requireNonNull(in), PASSWORD);
        }
        return keys;
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }
}
