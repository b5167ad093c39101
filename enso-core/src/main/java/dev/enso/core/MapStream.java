package dev.enso.core;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies a function to each message: once, in {@code poll}, keeping the result for {@code head}. */
final class MapStream<T extends @Nullable Object, R extends @Nullable Object> implements Stream<R> {
    private Stream<T> source;
    private final Function<? super T, ? extends R> function;
    private @Nullable R result;
    private boolean ready;

    MapStream(Stream<T> source, Function<? super T, ? extends R> function) {
        this.source = source;
        this.function = function;
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
        result = function.apply(source.head());
        ready = true;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // whether a result may be null is R's business
    public R head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return result;
    }

    @Override
    public Stream<R> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        ready = false;
        result = null;
        Stream<T> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
        return this;
    }

    /** The function may answer the message itself, or a part of it. */
    @Override
    public boolean inPlace() {
        return source.inPlace();
    }

    @Override
    public void close() {
        ready = false;
        result = null;
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
