package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** One stream, then the other. */
final class ConcatStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<? extends T> current;
    private Stream<? extends T> next;
    private boolean first = true;

    ConcatStream(Stream<? extends T> first, Stream<? extends T> second) {
        this.current = first;
        this.next = second;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        Polled polled = current.poll(cx);
        if (polled != Polled.ENDED || !first) {
            return polled;
        }
        first = false;
        Stream<? extends T> ended = current;
        current = next;
        next = Stream.empty();
        ended.close();
        return current.poll(cx);
    }

    @Override
    public T head() {
        return current.head();
    }

    @Override
    public Stream<T> tail() {
        Stream<? extends T> rest = current.tail();
        if (rest != current) {
            current = rest;
        }
        return this;
    }

    @Override
    public boolean inPlace() {
        return current.inPlace() || next.inPlace();
    }

    @Override
    public void close() {
        first = false;
        Stream<? extends T> closing = current;
        Stream<? extends T> unread = next;
        current = Stream.empty();
        next = Stream.empty();
        try {
            closing.close();
        } finally {
            unread.close();
        }
    }
}
