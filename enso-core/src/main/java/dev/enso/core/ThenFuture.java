package dev.enso.core;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One future, then the one that a function makes of its value.
 *
 * <p>When the function answers another chain, this one takes over that one's source and function instead of wrapping it.
 * So a loop written as {@code loop() = read().then(x -> loop())} runs in constant space and stack, and spends budget.
 */
final class ThenFuture<T extends @Nullable Object> implements Future<T> {
    /** The future whose value is awaited, and in the end the last one made, a {@code Future<T>}. */
    private Stream<?> source;

    /** Takes the values of the present source; null once the source is the last one. */
    private @Nullable Function<Object, Future<T>> function;

    @SuppressWarnings("unchecked") // source and function change together, so the one takes what the other shows
    <S extends @Nullable Object> ThenFuture(
            Future<S> source, Function<? super S, ? extends Future<? extends T>> function) {
        InPlace.refuse(source, "then");
        this.source = source;
        this.function = (Function<Object, Future<T>>) (Function<?, ?>) function;
    }

    @Override
    @SuppressWarnings("NullAway") // whether a value may be null is its type's business
    public Polled poll(Context cx) throws Exception {
        while (function != null) {
            Polled polled = source.poll(cx);
            if (polled != Polled.READY) {
                return polled;
            }
            InPlace.refuse(source, "then");
            Future<T> made = Objects.requireNonNull(
                    function.apply(source.head()), "then: the function answered null; answer a future");
            Stream<?> done = source;
            if (made instanceof ThenFuture<T> chain) {
                source = chain.source;
                function = chain.function;
                chain.source = Stream.empty();
            } else {
                source = made;
                function = null;
            }
            // Taken, and not only seen: a future that made something to be closed would close it otherwise.
            done.tail().close();
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        return source.poll(cx);
    }

    @Override
    @SuppressWarnings("unchecked") // see source
    public T head() {
        if (function != null) {
            throw NoHead.in(this);
        }
        return (T) source.head();
    }

    @Override
    public Stream<T> tail() {
        if (function != null) {
            throw NoHead.in(this);
        }
        Stream<?> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
        return this;
    }

    @Override
    public boolean inPlace() {
        return function == null && source.inPlace();
    }

    @Override
    public void close() {
        function = null;
        Stream<?> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
