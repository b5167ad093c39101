package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call that blocks, as a future: made on a thread of the pool, awaited by the task that polls.
 *
 * <p>The polling thread writes its waker and then looks whether the call is done; the pool's thread ends the call and then
 * reads the waker. Both are volatile, so one of them sees the other. The same holds for room in the queue: the polling
 * thread stands in the pool's line before it offers once more, and a thread of the pool looks at the line after it has taken
 * a call.
 */
final class BlockingCall<T> implements Future<T> {
    private enum State {
        NEW,
        SENT,
        READY,
        OVER
    }

    private final BlockingPool pool;
    private final FutureTask<T> call;
    private State state = State.NEW;
    /** In the pool's line. Cleared by a thread of the pool before it wakes. */
    private volatile boolean inLine;

    private volatile @Nullable Waker waker;
    private @Nullable T value;

    BlockingCall(BlockingPool pool, Callable<? extends T> call) {
        this.pool = pool;
        Objects.requireNonNull(call, "call");
        this.call = new FutureTask<>(call::call) {
            @Override
            protected void done() {
                wakeTask();
            }
        };
    }

    private void wakeTask() {
        Waker task = waker;
        if (task != null) {
            task.wake();
        }
    }

    /** A thread of the pool. */
    void roomCame() {
        inLine = false;
        wakeTask();
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (state == State.READY) {
            return Polled.READY;
        }
        if (state == State.OVER) {
            return Polled.ENDED;
        }
        waker = cx.waker();
        if (state == State.NEW) {
            if (pool.isClosed()) {
                close();
                throw new RejectedExecutionException("the reactors have closed, and take no blocking calls any more");
            }
            if (!send()) {
                return Polled.PENDING;
            }
        }
        if (!call.isDone()) {
            return Polled.PENDING;
        }
        try {
            value = call.get();
        } catch (ExecutionException failed) {
            state = State.OVER;
            Throwable cause = failed.getCause();
            Outcome.raise(cause != null ? cause : failed);
        }
        state = State.READY;
        return Polled.READY;
    }

    private boolean send() {
        if (!pool.offer(call)) {
            if (inLine) {
                return false;
            }
            inLine = true;
            pool.await(this);
            if (!pool.offer(call)) {
                return false;
            }
        }
        state = State.SENT;
        leaveLine();
        return true;
    }

    private void leaveLine() {
        if (inLine && pool.forget(this)) {
            inLine = false;
        }
    }

    @Override
    @SuppressWarnings("NullAway") // whether a value may be null is T's business
    public T head() {
        requireReady();
        return value;
    }

    @Override
    public Stream<T> tail() {
        requireReady();
        state = State.OVER;
        value = null;
        return this;
    }

    private void requireReady() {
        if (state != State.READY) {
            throw new IllegalStateException("the blocking call has no value: poll until READY first");
        }
    }

    @Override
    public void close() {
        State before = state;
        state = State.OVER;
        boolean waited = waker != null && before == State.NEW;
        waker = null;
        value = null;
        if (before == State.SENT) {
            pool.withdraw(call);
        } else if (waited && !pool.forget(this)) {
            // Room may have come for this one, and it goes to the next.
            pool.announceRoom();
        }
    }
}
