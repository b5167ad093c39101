package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** A task's outcome as a future. */
final class Join<T> implements Future<T> {
    private enum State {
        OPEN,
        READY,
        OVER
    }

    private final Task<T> task;
    private State state = State.OPEN;
    private @Nullable Joiner joiner;

    Join(Task<T> task) {
        this.task = task;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        switch (state) {
            case READY:
                return Polled.READY;
            case OVER:
                return Polled.ENDED;
            default:
                break;
        }
        Outcome outcome = task.outcome();
        if (outcome == null) {
            joiner = task.await(joiner, cx.waker());
            outcome = task.outcome();
            if (outcome == null) {
                return Polled.PENDING;
            }
        }
        Throwable failure = outcome.failure();
        if (failure != null) {
            state = State.OVER;
            Outcome.raise(failure);
        }
        state = State.READY;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"})
    public T head() {
        requireReady();
        return (T) task.outcome().value();
    }

    @Override
    public Stream<T> tail() {
        requireReady();
        state = State.OVER;
        return this;
    }

    private void requireReady() {
        if (state != State.READY) {
            throw new IllegalStateException("the outcome of " + task.name() + " is not there: poll until READY first");
        }
    }

    @Override
    public void close() {
        state = State.OVER;
        if (joiner != null) {
            joiner.waker = null;
            joiner = null;
        }
    }

    @Override
    public String toString() {
        return "Join[" + task + "]";
    }
}
