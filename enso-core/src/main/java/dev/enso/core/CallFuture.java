package dev.enso.core;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a call answers; it is made in the first poll. */
final class CallFuture<T extends @Nullable Object> implements Future<T> {
    private @Nullable Callable<? extends T> call;
    private @Nullable T value;
    private boolean ready;

    CallFuture(Callable<? extends T> call) {
        this.call = call;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        Callable<? extends T> first = call;
        if (first == null) {
            return Polled.ENDED;
        }
        call = null;
        value = first.call();
        ready = true;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // whether a value may be null is T's business
    public T head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return value;
    }

    @Override
    public Stream<T> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        close();
        return this;
    }

    @Override
    public void close() {
        ready = false;
        call = null;
        value = null;
    }
}
