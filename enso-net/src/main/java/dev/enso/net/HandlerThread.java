package dev.enso.net;

import io.netty.util.concurrent.ThreadAwareExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What a handler of Netty takes for its event loop. A handler asks whether it is called on the loop's thread, to do at once
 * what it would otherwise post to the loop, and to leave out wake-ups of oneself. Here only the polling thread calls it,
 * except for wake-ups, so the answer is yes for the calls marked by {@link #begin()} and {@link #end()}. Guests call it from
 * anywhere in the reactor's turn: where they are admitted, it is yes on the thread that turns.
 */
final class HandlerThread implements ThreadAwareExecutor {
    /** The polling thread while it calls the handler. Others may read anything here but themselves. */
    private @Nullable Thread caller;

    /** Null while there are no guests. Set before the first comes, which a task brings; an answer of null is right until then. */
    private @Nullable ThreadAwareExecutor turner;

    void turnedBy(ThreadAwareExecutor newTurner) {
        turner = newTurner;
    }

    void begin() {
        caller = Thread.currentThread();
    }

    void end() {
        caller = null;
    }

    @Override
    public boolean isExecutorThread(Thread thread) {
        ThreadAwareExecutor turning = turner;
        return thread == caller || (turning != null && turning.isExecutorThread(thread));
    }

    @Override
    public void execute(Runnable task) {
        ThreadAwareExecutor turning = turner;
        if (turning != null) {
            turning.execute(task);
            return;
        }
        throw new IllegalStateException("A handler of Netty was called from outside the polling thread: "
                + Thread.currentThread().getName());
    }
}
