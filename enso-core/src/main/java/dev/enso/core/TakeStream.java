package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** The first messages. Looks no further when it has shown them. */
final class TakeStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> source;
    private long left;

    TakeStream(Stream<T> source, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("take counts messages and can't be negative: " + count);
        }
        this.source = source;
        this.left = count;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (left == 0) {
            close();
            return Polled.ENDED;
        }
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
        left--;
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
