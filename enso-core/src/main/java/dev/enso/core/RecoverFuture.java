package dev.enso.core;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A future, or the one that a function makes of its failure. Errors pass. */
final class RecoverFuture<T extends @Nullable Object> implements Future<T> {
    private Stream<? extends T> source;

    /** Null once it was used. */
    private @Nullable Function<? super Exception, ? extends Future<? extends T>> function;

    RecoverFuture(Future<? extends T> source, Function<? super Exception, ? extends Future<? extends T>> function) {
        this.source = source;
        this.function = function;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (function == null) {
            return source.poll(cx);
        }
        try {
            return source.poll(cx);
        } catch (Exception failure) {
            replace(function, failure);
        }
        return source.poll(cx);
    }

    private void replace(Function<? super Exception, ? extends Future<? extends T>> remedy, Exception failure) {
        function = null;
        Stream<? extends T> failed = source;
        source = Stream.empty();
        failed.close();
        source = Objects.requireNonNull(remedy.apply(failure), "recover: the function answered null; answer a future");
    }

    @Override
    public T head() {
        return source.head();
    }

    @Override
    public Stream<T> tail() {
        Stream<? extends T> rest = source.tail();
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
        function = null;
        Stream<? extends T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
