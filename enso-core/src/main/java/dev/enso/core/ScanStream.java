package dev.enso.core;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A fold that shows every step. */
final class ScanStream<T extends @Nullable Object, A extends @Nullable Object> implements Stream<A> {
    private Stream<T> source;
    private final BiFunction<? super A, ? super T, ? extends A> step;
    private @Nullable A state;
    private boolean ready;

    ScanStream(Stream<T> source, A initial, BiFunction<? super A, ? super T, ? extends A> step) {
        this.source = source;
        this.state = initial;
        this.step = step;
    }

    @Override
    @SuppressWarnings("NullAway") // whether a state may be null is A's business
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        Polled polled = source.poll(cx);
        if (polled != Polled.READY) {
            return polled;
        }
        state = step.apply(state, source.head());
        ready = true;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public A head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return state;
    }

    @Override
    public Stream<A> tail() {
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
    public void close() {
        ready = false;
        state = null;
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
