package dev.enso.examples.http;

import dev.enso.Enso;
import dev.enso.net.Netty;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Netty's HTTP codec on the reactors of a runtime, and so closed with it. */
final class HttpServer {
    /** The longest body, and the largest file. */
    static final int LARGEST = 1 << 20;

    private final Channel listener;
    private final ChannelGroup open;

    private HttpServer(Channel listener, ChannelGroup open) {
        this.listener = listener;
        this.open = open;
    }

    static HttpServer serve(Enso enso, SocketAddress address, Map<String, byte[]> files) throws InterruptedException {
        Answers answers = new Answers(files);
        ChannelGroup open = new DefaultChannelGroup("http", GlobalEventExecutor.INSTANCE);
        Channel listener = new ServerBootstrap()
                .group(Netty.group(enso.reactors()))
                .channel(Netty.serverChannel(enso.transport()))
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        open.add(channel);
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST), answers);
                    }
                })
                .bind(address)
                .sync()
                .channel();
        return new HttpServer(listener, open);
    }

    /** The regular files of a folder that are not too large, by name. Blocks. */
    static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path) && Files.size(path) <= LARGEST) {
                    files.put(path.getFileName().toString(), Files.readAllBytes(path));
                }
            }
        }
        return files;
    }

    /**
     * Stops accepting and reading, and lets the answers to what was read reach their peers. Blocks, at most for so long.
     *
     * @return the connections whose peers have not taken their answers
     */
    List<String> drain(Duration limit) throws InterruptedException {
        listener.close().sync();
        ChannelGroupFuture closed = open.newCloseFuture();
        for (Channel channel : open) {
            channel.eventLoop().execute(() -> {
                channel.pipeline().remove(Answers.class); // which would ask for more when it can write again
                channel.config().setAutoRead(false);
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            });
        }
        closed.await(limit.toMillis());
        return open.stream().map(Channel::toString).toList();
    }

    /** Connections that are open now. */
    int connections() {
        return open.size();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }
}
