package dev.enso.core;

import org.jspecify.annotations.Nullable;

/**
 * A stream that is known to have at most one head, as the future it is. Operators that do the same for one message as for
 * many exist once, as streams.
 */
final class StreamFuture<T extends @Nullable Object> implements Future<T> {
    private Stream<T> source;

    StreamFuture(Stream<T> source) {
        this.source = source;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        return source.poll(cx);
    }

    @Override
    public T head() {
        return source.head();
    }

    @Override
    public Stream<T> tail() {
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
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
