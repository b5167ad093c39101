package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** The elements of an array, which it owns. */
final class ArrayStream<T extends @Nullable Object> implements Stream<T> {
    private final T[] messages;
    private int next;
    private boolean ready;

    ArrayStream(T[] messages) {
        this.messages = messages;
    }

    @Override
    public Polled poll(Context cx) {
        if (next == messages.length) {
            return Polled.ENDED;
        }
        ready = true;
        return Polled.READY;
    }

    @Override
    public T head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return messages[next];
    }

    @Override
    public Stream<T> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        ready = false;
        next++;
        return this;
    }

    @Override
    public void close() {
        ready = false;
        next = messages.length;
    }
}
