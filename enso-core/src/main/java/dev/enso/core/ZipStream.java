package dev.enso.core;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Pairs of two streams. Both are polled for each pair, so that both have the waker; a head that came first is held. */
final class ZipStream<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        implements Stream<R> {
    private Stream<A> left;
    private Stream<B> right;
    private final BiFunction<? super A, ? super B, ? extends R> combiner;
    private @Nullable R result;
    private boolean ready;

    ZipStream(Stream<A> left, Stream<B> right, BiFunction<? super A, ? super B, ? extends R> combiner) {
        this.left = left;
        this.right = right;
        this.combiner = combiner;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        Polled one = left.poll(cx);
        Polled two = one == Polled.ENDED ? Polled.ENDED : right.poll(cx);
        if (two == Polled.ENDED) {
            close();
            return Polled.ENDED;
        }
        if (one == Polled.PENDING || two == Polled.PENDING) {
            return Polled.PENDING;
        }
        result = combiner.apply(left.head(), right.head());
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
        Stream<A> restLeft = left.tail();
        if (restLeft != left) {
            left = restLeft;
        }
        Stream<B> restRight = right.tail();
        if (restRight != right) {
            right = restRight;
        }
        return this;
    }

    /** The combiner may answer one of the messages, or a part of it. */
    @Override
    public boolean inPlace() {
        return left.inPlace() || right.inPlace();
    }

    @Override
    public void close() {
        ready = false;
        result = null;
        Stream<A> one = left;
        Stream<B> two = right;
        left = Stream.empty();
        right = Stream.empty();
        try {
            one.close();
        } finally {
            two.close();
        }
    }
}
