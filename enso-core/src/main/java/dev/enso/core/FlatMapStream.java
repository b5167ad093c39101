package dev.enso.core;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the stream that the function makes of each message, one stream after another. The message is held until
 * its stream has ended, which may therefore read it in place.
 */
final class FlatMapStream<T extends @Nullable Object, R extends @Nullable Object> implements Stream<R> {
    private Stream<T> source;
    private final Function<? super T, ? extends Stream<? extends R>> function;

    /** The stream of the held message; empty when none is held. */
    private Stream<? extends R> inner = Stream.empty();

    private boolean held;

    FlatMapStream(Stream<T> source, Function<? super T, ? extends Stream<? extends R>> function) {
        this.source = source;
        this.function = function;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        while (true) {
            if (!held) {
                Polled polled = source.poll(cx);
                if (polled != Polled.READY) {
                    return polled;
                }
                inner = Objects.requireNonNull(
                        function.apply(source.head()), "flatMap: the function answered null; answer Stream.empty()");
                held = true;
            }
            Polled polled = inner.poll(cx);
            if (polled != Polled.ENDED) {
                return polled;
            }
            release();
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
    }

    private void release() {
        held = false;
        closeInner();
        Stream<T> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
    }

    private void closeInner() {
        Stream<? extends R> closing = inner;
        inner = Stream.empty();
        closing.close();
    }

    @Override
    public R head() {
        return inner.head();
    }

    @Override
    public Stream<R> tail() {
        Stream<? extends R> rest = inner.tail();
        if (rest != inner) {
            inner = rest;
        }
        return this;
    }

    @Override
    public boolean inPlace() {
        return source.inPlace() || inner.inPlace();
    }

    @Override
    public void close() {
        held = false;
        Stream<T> closing = source;
        source = Stream.empty();
        try {
            closeInner();
        } finally {
            closing.close();
        }
    }
}
