package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** What follows after the first messages. */
final class SkipStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> source;
    private long left;

    SkipStream(Stream<T> source, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("skip counts messages and can't be negative: " + count);
        }
        this.source = source;
        this.left = count;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        while (true) {
            Polled polled = source.poll(cx);
            if (left == 0 || polled != Polled.READY) {
                return polled;
            }
            release();
            left--;
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
    }

    @Override
    public T head() {
        return source.head();
    }

    @Override
    public Stream<T> tail() {
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
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
