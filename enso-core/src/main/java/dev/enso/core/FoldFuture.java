package dev.enso.core;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a step function makes of all messages, once the source has ended. */
final class FoldFuture<T extends @Nullable Object, A extends @Nullable Object> implements Future<A> {
    private Stream<T> source;
    private final BiFunction<? super A, ? super T, ? extends A> step;
    private @Nullable A total;

    /** What poll answers without looking; PENDING while it has to look. */
    private Polled state = Polled.PENDING;

    FoldFuture(Stream<T> source, A initial, BiFunction<? super A, ? super T, ? extends A> step) {
        this.source = source;
        this.total = initial;
        this.step = step;
    }

    @Override
    @SuppressWarnings("NullAway") // whether a total may be null is A's business
    public Polled poll(Context cx) throws Exception {
        if (state != Polled.PENDING) {
            return state;
        }
        while (true) {
            Polled polled = source.poll(cx);
            if (polled == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (polled == Polled.ENDED) {
                state = Polled.READY;
                return Polled.READY;
            }
            total = step.apply(total, source.head());
            Stream<T> rest = source.tail();
            if (rest != source) {
                source = rest;
            }
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public A head() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        return total;
    }

    @Override
    public Stream<A> tail() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        close();
        return this;
    }

    @Override
    public void close() {
        state = Polled.ENDED;
        total = null;
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
