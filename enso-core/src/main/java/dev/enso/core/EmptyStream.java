package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** Ended from the beginning. Stateless, so that one serves all; operators put it in the place of a source they closed. */
final class EmptyStream<T extends @Nullable Object> implements Stream<T> {
    private static final EmptyStream<?> INSTANCE = new EmptyStream<>();

    private EmptyStream() {}

    @SuppressWarnings("unchecked") // it has no message of any type
    static <T extends @Nullable Object> Stream<T> instance() {
        return (Stream<T>) INSTANCE;
    }

    @Override
    public Polled poll(Context cx) {
        return Polled.ENDED;
    }

    @Override
    public T head() {
        throw NoHead.in(this);
    }

    @Override
    public Stream<T> tail() {
        throw NoHead.in(this);
    }

    @Override
    public void close() {}
}
