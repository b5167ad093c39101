package dev.enso.core;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Passes over the messages that the predicate refuses. */
final class FilterStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> source;
    private final Predicate<? super T> predicate;
    private boolean ready;

    FilterStream(Stream<T> source, Predicate<? super T> predicate) {
        this.source = source;
        this.predicate = predicate;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        while (true) {
            Polled polled = source.poll(cx);
            if (polled != Polled.READY) {
                return polled;
            }
            if (predicate.test(source.head())) {
                ready = true;
                return Polled.READY;
            }
            release();
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
    }

    @Override
    public T head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return source.head();
    }

    @Override
    public Stream<T> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        ready = false;
        release();
        return this;
    }

    private void release() {
        Stream<T> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
    }

    @Override
    public boolean inPlace() {
        return source.inPlace();
    }

    @Override
    public void close() {
        ready = false;
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
