package dev.enso.net;

import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Netty as a guest: its channels, codecs and TLS on our reactors. A {@linkplain #loop loop} has no thread and no selector of
 * its own. Its commands are run by a task, a bounded number a poll, in turn with all other tasks; its channels are watched by
 * the reactor's selector, and told of what is ready within the turn; what it schedules is part of the reactor's deadline.
 * A pipeline may therefore use whatever belongs to the reactor, and must no more block than a task.
 *
 * <pre>{@code
 * IoEventLoopGroup group = Netty.group(enso.reactors());
 * new ServerBootstrap()
 *         .group(group)
 *         .channel(Netty.serverChannel(enso.transport()))
 *         .childHandler(...)
 *         .bind(8080);
 * }</pre>
 *
 * <p>Plugged into a reactor behind its {@link Poll}, as {@code dev.enso.Enso} does: {@code .poller(Netty::on)}.
 */
public final class Netty implements Poller, AutoCloseable {
    private static final NettyLoop[] NONE = {};

    private final CoreContext core;
    private final Turner turner;

    /** Changed by any thread under the lock of this, as a copy. */
    private volatile NettyLoop[] loops = NONE;

    private boolean closed;

    private Netty(CoreContext core) {
        this.core = core;
        this.turner = new Turner(core.reactor());
    }

    /** A host for a reactor that has a {@link Poll}. Costs next to nothing while nobody is hosted. */
    public static Netty on(CoreContext core) {
        return new Netty(core);
    }

    /**
     * A new loop on this reactor. Any thread. It runs until it is shut down, which closes its channels and leaves the reactor
     * alone, or until the reactor is closed; either way all commands that it took are run, and later ones are refused.
     *
     * @throws IllegalStateException when the reactor has no {@link Poll} or no {@link Netty} plugged in
     * @throws RejectedExecutionException when the reactor takes no more tasks
     * @throws UnsupportedOperationException when its transport can't host Netty's channels
     */
    public static IoEventLoop loop(Reactor reactor) {
        return open(reactor, null);
    }

    static NettyLoop open(Reactor reactor, @Nullable IoEventLoopGroup parent) {
        return reactor.core().service(Netty.class).open(parent);
    }

    /**
     * A new loop on each reactor, given out in turn; the rest as {@link #loop}. Loops that are shut down, by themselves or
     * with their reactor, are passed over; a reactor that is started again gets one with the next group. Shutting the group
     * down does so to all of them.
     */
    public static IoEventLoopGroup group(Reactors reactors) {
        return NettyGroup.on(reactors);
    }

    /**
     * The channel that listens on TCP under this transport.
     *
     * @throws UnsupportedOperationException when the transport can't host Netty's channels
     */
    public static Class<? extends ServerSocketChannel> serverChannel(Transport transport) {
        return NettyChannels.of(transport).server();
    }

    /**
     * The channel of a TCP connection under this transport; the rest as {@link #serverChannel}.
     */
    public static Class<? extends SocketChannel> channel(Transport transport) {
        return NettyChannels.of(transport).connection();
    }

    /**
     * The channel that listens on a Unix socket under this transport. It deletes the socket's file when it closes. The rest as
     * {@link #serverChannel}.
     */
    public static Class<? extends ServerChannel> unixServerChannel(Transport transport) {
        return NettyChannels.of(transport).unixServer();
    }

    /**
     * The channel of a connection over a Unix socket under this transport; the rest as {@link #serverChannel}.
     */
    public static Class<? extends DuplexChannel> unixChannel(Transport transport) {
        return NettyChannels.of(transport).unixConnection();
    }

    /**
     * The address of a Unix socket as the channels of this transport take it: for {@code epoll} and {@code kqueue} that is a
     * type of Netty's, for {@code nio} the JDK's. Others fail with a {@link ClassCastException} or an {@link
     * java.nio.channels.UnsupportedAddressTypeException}.
     *
     * @throws IllegalArgumentException when the path is longer than a native transport takes; with {@code nio} binding and
     *     connecting fail then
     * @throws UnsupportedOperationException when the transport can't host Netty's channels
     */
    public static SocketAddress unixAddress(Transport transport, Path path) {
        NettyChannels.of(transport);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        return transport.port() instanceof FdTransport fd ? fd.nettyAddress(address) : address;
    }

    /**
     * The channel of UDP datagrams under this transport; the rest as {@link #serverChannel}.
     */
    public static Class<? extends DatagramChannel> datagramChannel(Transport transport) {
        return NettyChannels.of(transport).datagram();
    }

    private NettyLoop open(@Nullable IoEventLoopGroup parent) {
        Poll poll = core.service(Poll.class);
        NettyLoop loop = new NettyLoop(this, core, poll, poll.guests(turner), parent);
        add(loop);
        try {
            loop.run().spawn();
        } catch (RejectedExecutionException e) {
            remove(loop);
            throw e;
        }
        return loop;
    }

    private synchronized void add(NettyLoop loop) {
        if (closed) {
            throw new RejectedExecutionException("reactor " + core.reactor().name() + " has stopped");
        }
        NettyLoop[] more = Arrays.copyOf(loops, loops.length + 1);
        more[loops.length] = loop;
        loops = more;
    }

    synchronized void remove(NettyLoop loop) {
        loops = Arrays.stream(loops).filter(other -> other != loop).toArray(NettyLoop[]::new);
    }

    /** Wakes the loops that have something scheduled that is due. */
    @Override
    public int poll(long now, int limit) {
        NettyLoop[] hosted = loops;
        int woken = 0;
        for (NettyLoop loop : hosted) {
            if (loop.run().deadline() <= now) {
                loop.run().due();
                woken++;
            }
        }
        return woken;
    }

    @Override
    public long deadline() {
        NettyLoop[] hosted = loops;
        long least = NEVER;
        for (NettyLoop loop : hosted) {
            least = Math.min(least, loop.run().deadline());
        }
        return least;
    }

    /**
     * Shuts down all loops of the reactor: channels are closed, what they took is run. Any thread; does not block.
     *
     * @param limit for commands that keep making new ones
     * @return complete when all have terminated
     */
    public CompletionStage<?> shutdown(Duration limit) {
        NettyLoop[] hosted = loops;
        CompletableFuture<?>[] ends = new CompletableFuture<?>[hosted.length];
        for (int i = 0; i < hosted.length; i++) {
            hosted[i].run().shutDown(0, nanos(limit));
            ends[i] = hosted[i].ended().toCompletableFuture();
        }
        return CompletableFuture.allOf(ends);
    }

    private static long nanos(Duration limit) {
        return limit.compareTo(Duration.ofNanos(NEVER)) > 0 ? NEVER : Math.max(0, limit.toNanos());
    }

    /** The reactor has stopped, and with their tasks the loops have ended; nothing new is taken. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "Netty[" + core.reactor().name() + ", " + loops.length + " loops]";
    }

    /** The reactor as Netty's handlers see it: the thread that may call them, and a way to reach it. */
    private record Turner(Reactor reactor) implements ThreadAwareExecutor {
        @Override
        public boolean isExecutorThread(Thread thread) {
            return reactor.isOwner(thread);
        }

        @Override
        public void execute(Runnable command) {
            reactor.execute(command);
        }
    }
}
