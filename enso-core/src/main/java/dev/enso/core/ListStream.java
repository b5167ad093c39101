package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** A list observed: the stream side of the duality. */
final class ListStream<T extends @Nullable Object> implements Stream<T> {
    private List<T> rest;
    private boolean ready;

    ListStream(List<T> list) {
        this.rest = list;
    }

    @Override
    public Polled poll(Context cx) {
        if (rest.isEmpty()) {
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
        return rest.head();
    }

    @Override
    public Stream<T> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        ready = false;
        rest = rest.tail();
        return this;
    }

    @Override
    public void close() {
        ready = false;
        rest = List.empty();
    }
}
