package dev.enso.core;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a stage, which any thread may complete.
 *
 * <pre>
 * signal          meaning                        written by
 * null            nobody waits                   the polling thread: at creation, and at close (compare-and-set)
 * a waker         wake it on completion          the polling thread, in poll (compare-and-set)
 * COMPLETED       value and failure are set      the completing thread, after setting them (get-and-set); final
 * </pre>
 *
 * No wake-up is lost: the completing thread takes the waker out with the same operation that says it is done, so the waker
 * either went in before and is woken, or its compare-and-set fails and poll finds the outcome.
 */
final class StageFuture<T extends @Nullable Object> implements Future<T> {
    private static final Waker COMPLETED = () -> {};

    private final AtomicReference<@Nullable Waker> signal = new AtomicReference<>();

    /** Null once somebody listens to it, or nobody wants to. */
    private @Nullable CompletionStage<? extends T> stage;

    /** Both written before {@code signal} says COMPLETED, and read after. */
    private @Nullable T value;

    private @Nullable Throwable failure;

    /** What poll answers without looking; PENDING while it has to look. */
    private Polled state = Polled.PENDING;

    StageFuture(CompletionStage<? extends T> stage) {
        this.stage = stage;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (state != Polled.PENDING) {
            return state;
        }
        CompletionStage<? extends T> unheard = stage;
        if (unheard != null) {
            stage = null;
            unheard.whenComplete(this::complete);
        }
        Waker seen = signal.get();
        Waker waker = cx.waker();
        if (seen == waker || (seen != COMPLETED && signal.compareAndSet(seen, waker))) {
            return Polled.PENDING;
        }
        if (failure != null) {
            return Failure.raise(Failure.ofStage(failure));
        }
        state = Polled.READY;
        return Polled.READY;
    }

    /** Any thread. */
    private void complete(@Nullable T outcome, @Nullable Throwable problem) {
        value = outcome;
        failure = problem;
        Waker waiting = signal.getAndSet(COMPLETED);
        if (waiting != null) {
            waiting.wake();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // whether a value may be null is T's business
    public T head() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        return value;
    }

    @Override
    public Stream<T> tail() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        close();
        return this;
    }

    @Override
    public void close() {
        state = Polled.ENDED;
        stage = null;
        Waker seen = signal.get();
        if (seen == COMPLETED || !signal.compareAndSet(seen, null)) {
            // Completed: the fields are this thread's now.
            value = null;
            failure = null;
        }
    }
}
