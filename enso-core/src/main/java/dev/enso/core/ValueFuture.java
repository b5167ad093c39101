package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** A value that is there already. */
final class ValueFuture<T extends @Nullable Object> implements Future<T> {
    private @Nullable T value;

    /** What poll has answered; PENDING before it was asked. */
    private Polled state = Polled.PENDING;

    ValueFuture(T value) {
        this.value = value;
    }

    @Override
    public Polled poll(Context cx) {
        if (state == Polled.PENDING) {
            state = Polled.READY;
        }
        return state;
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
        value = null;
    }
}
