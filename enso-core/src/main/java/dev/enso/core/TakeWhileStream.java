package dev.enso.core;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages before the first that the predicate refuses; that one is released unseen. */
final class TakeWhileStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> source;
    private final Predicate<? super T> predicate;
    private boolean ready;

    TakeWhileStream(Stream<T> source, Predicate<? super T> predicate) {
        this.source = source;
        this.predicate = predicate;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        Polled polled = source.poll(cx);
        if (polled != Polled.READY) {
            return polled;
        }
        if (!predicate.test(source.head())) {
            close();
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
        return source.head();
    }

    @Override
    public Stream<T> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        ready = false;
        Stream<T> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
        return this;
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
