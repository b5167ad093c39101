package dev.enso.net;

import dev.enso.channel.Sent;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An event loop of Netty's that has no thread of its own. This is the face that Netty sees, for any thread; what happens on
 * the reactor is in {@link NettyRun}.
 */
final class NettyLoop extends AbstractScheduledEventExecutor implements IoEventLoop {
    private final Reactor reactor;
    private final GuestIo io;
    private final Ticker ticker;
    private final NettyRun run;
    private final Promise<@Nullable Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    private final @Nullable IoEventLoopGroup parent;

    NettyLoop(Netty home, CoreContext core, Poll poll, GuestIo io, @Nullable IoEventLoopGroup parent) {
        this.reactor = core.reactor();
        this.io = io;
        this.ticker = new ClockTicker(core.clock());
        this.parent = parent;
        this.run = new NettyRun(home, this, core, poll);
    }

    NettyRun run() {
        return run;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return thread == Thread.currentThread() ? reactor.isOwner() : reactor.isOwner(thread);
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // Netty has a loop without a group answer null
    public @Nullable IoEventLoopGroup parent() {
        return parent;
    }

    @Override
    public void execute(Runnable command) {
        Sent sent = run.offer(Objects.requireNonNull(command, "command"));
        if (sent != Sent.ACCEPTED) {
            throw new RejectedExecutionException(
                    this + (sent == Sent.FULL ? " holds as many commands as it can" : " takes no more commands"));
        }
    }

    /** Asked by all the ways to schedule something, on any thread; those on the reactor's would otherwise not be refused. */
    @Override
    @Deprecated
    protected void validateScheduled(long amount, TimeUnit unit) {
        if (isShutdown()) {
            throw new RejectedExecutionException(this + " takes no more commands");
        }
    }

    /** Owner: the scheduled command that is due, and out of the schedule; or null. */
    @Nullable Runnable takeScheduled(long now) {
        return pollScheduledTask(now);
    }

    /** Owner: when the next scheduled command is due, on the reactor's clock; {@link Poller#NEVER} without one. */
    long nextScheduled() {
        long deadline = nextScheduledTaskDeadlineNanos();
        return deadline < 0 ? Poller.NEVER : deadline;
    }

    /** Owner. */
    void cancelScheduled() {
        cancelScheduledTasks();
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> promise = newPromise();
        if (inEventLoop()) {
            register(handle, promise);
        } else {
            execute(() -> register(handle, promise));
        }
        return promise;
    }

    private void register(IoHandle handle, Promise<IoRegistration> promise) {
        try {
            validateScheduled(0, TimeUnit.NANOSECONDS);
            Guest guest = run.guest(handle);
            IoRegistration registration = io.register(handle, guest);
            guest.watchedBy(registration);
            promise.setSuccess(registration);
        } catch (Exception e) {
            promise.setFailure(e);
        }
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return io.isCompatible(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return io.isIoType(handlerType);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        if (quietPeriod < 0 || timeout < quietPeriod) {
            throw new IllegalArgumentException("a loop shuts down after a quiet period that is not negative, within a"
                    + " timeout that is not shorter: " + quietPeriod + " and " + timeout + " " + unit);
        }
        run.shutDown(unit.toNanos(quietPeriod), unit.toNanos(timeout));
        return terminated;
    }

    @Override
    @Deprecated
    public void shutdown() {
        run.shutDown(0, 0);
    }

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }

    /** The same as {@link #terminationFuture()}, told on the reactor instead of a thread of Netty's. */
    CompletionStage<@Nullable Void> ended() {
        return run.ended();
    }

    /** The owner, or nobody else any more: the last command has run. */
    void terminated() {
        terminated.trySuccess(null);
    }

    @Override
    public boolean isShuttingDown() {
        return run.phase() != NettyRun.Phase.RUNNING;
    }

    @Override
    public boolean isShutdown() {
        return run.phase().compareTo(NettyRun.Phase.SHUT_DOWN) >= 0;
    }

    @Override
    public boolean isTerminated() {
        return run.phase() == NettyRun.Phase.TERMINATED;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        if (isTerminated()) {
            return true;
        }
        refuseToWait("awaitTermination");
        return terminated.await(timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        refuseToWait("invokeAny");
        return super.invokeAny(tasks);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        refuseToWait("invokeAny");
        return super.invokeAny(tasks, timeout, unit);
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        refuseToWait("invokeAll");
        return super.invokeAll(tasks);
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        refuseToWait("invokeAll");
        return super.invokeAll(tasks, timeout, unit);
    }

    private void refuseToWait(String method) {
        if (inEventLoop()) {
            throw new RejectedExecutionException(
                    method + " waits for the reactor and can't be called on it (" + reactor.name() + ")");
        }
    }

    @Override
    public String toString() {
        return "NettyLoop[" + reactor.name() + ", " + run + "]";
    }
}
