package dev.enso.net;

import io.netty.channel.IoHandlerContext;
import org.jspecify.annotations.Nullable;

/** Answers Netty's handlers in the words of a {@link Sleep}; without one it only looks. */
final class HandlerContext implements IoHandlerContext {
    /** What Netty's handlers take for no deadline; with it they don't ask for a delay. */
    private static final long NO_DEADLINE = -1;

    private final long longestDelay;
    private @Nullable Sleep sleep;

    HandlerContext() {
        this(Long.MAX_VALUE);
    }

    /**
     * For handlers that can't tell the system any delay.
     *
     * @param longestDelay in nanoseconds; who sleeps longer wakes up in between
     */
    HandlerContext(long longestDelay) {
        this.longestDelay = longestDelay;
    }

    HandlerContext with(@Nullable Sleep newSleep) {
        sleep = newSleep;
        return this;
    }

    @Override
    public boolean canBlock() {
        return sleep != null && sleep.canBlock();
    }

    /** The handler's own reading of the clock is not needed: ours is asked. */
    @Override
    public long delayNanos(long currentTimeNanos) {
        return sleep == null ? 0 : Math.min(sleep.remaining(), longestDelay);
    }

    /** Compared by the handler only with earlier answers, to see whether its timer is set already. */
    @Override
    public long deadlineNanos() {
        return sleep == null || sleep.deadline() == Long.MAX_VALUE ? NO_DEADLINE : sleep.deadline();
    }
}
