package dev.enso.net;

import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A loop on each reactor, given out in turn; those that end are passed over. */
final class NettyGroup extends AbstractEventExecutorGroup implements IoEventLoopGroup {
    private final ArrayList<NettyLoop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final Promise<@Nullable Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);

    private NettyGroup() {}

    static NettyGroup on(Reactors reactors) {
        NettyGroup group = new NettyGroup();
        try {
            for (Reactor reactor : reactors) {
                group.loops.add(Netty.open(reactor, group));
            }
        } catch (RuntimeException e) {
            group.loops.forEach(loop -> loop.run().shutDown(0, 0));
            throw e;
        }
        group.running.set(group.loops.size());
        for (NettyLoop loop : group.loops) {
            loop.ended().thenRun(() -> {
                if (group.running.decrementAndGet() == 0) {
                    group.terminated.setSuccess(null);
                }
            });
        }
        return group;
    }

    /** One that takes new channels. When there is none, one whose refusal says why. */
    @Override
    public IoEventLoop next() {
        for (int tries = loops.size(); tries > 0; tries--) {
            NettyLoop loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
            if (!loop.isShuttingDown()) {
                return loop;
            }
        }
        // Threads that take turns at the same time may have left only those that end to this one.
        for (NettyLoop loop : loops) {
            if (!loop.isShuttingDown()) {
                return loop;
            }
        }
        return loops.get(0);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return List.<EventExecutor>copyOf(loops).iterator();
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        loops.forEach(loop -> loop.shutdownGracefully(quietPeriod, timeout, unit));
        return terminated;
    }

    @Override
    @Deprecated
    public void shutdown() {
        loops.forEach(loop -> loop.run().shutDown(0, 0));
    }

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }

    @Override
    public boolean isShuttingDown() {
        return loops.stream().allMatch(NettyLoop::isShuttingDown);
    }

    @Override
    public boolean isShutdown() {
        return loops.stream().allMatch(NettyLoop::isShutdown);
    }

    @Override
    public boolean isTerminated() {
        return loops.stream().allMatch(NettyLoop::isTerminated);
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        if (isTerminated()) {
            return true;
        }
        if (loops.stream().anyMatch(NettyLoop::inEventLoop)) {
            throw new RejectedExecutionException(
                    "awaitTermination waits for the reactors and can't be called on one of them");
        }
        return terminated.await(timeout, unit);
    }

    @Override
    public String toString() {
        return "NettyGroup" + loops;
    }
}
