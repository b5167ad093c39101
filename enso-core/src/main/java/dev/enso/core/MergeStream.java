package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** The messages of two streams as they come. Fair: whose message was shown last is asked second. */
final class MergeStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<? extends T> left;
    private Stream<? extends T> right;

    /** Whom to ask first. While ready, who holds the head. */
    private boolean rightsTurn;

    private boolean ready;

    MergeStream(Stream<? extends T> left, Stream<? extends T> right) {
        this.left = left;
        this.right = right;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        Polled first = turn().poll(cx);
        if (first != Polled.READY) {
            rightsTurn = !rightsTurn;
            Polled second = turn().poll(cx);
            if (second != Polled.READY) {
                return first == Polled.ENDED ? second : first;
            }
        }
        ready = true;
        return Polled.READY;
    }

    private Stream<? extends T> turn() {
        return rightsTurn ? right : left;
    }

    @Override
    public T head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return turn().head();
    }

    @Override
    public Stream<T> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        ready = false;
        if (rightsTurn) {
            Stream<? extends T> rest = right.tail();
            if (rest != right) {
                right = rest;
            }
        } else {
            Stream<? extends T> rest = left.tail();
            if (rest != left) {
                left = rest;
            }
        }
        rightsTurn = !rightsTurn;
        return this;
    }

    @Override
    public boolean inPlace() {
        return left.inPlace() || right.inPlace();
    }

    @Override
    public void close() {
        ready = false;
        Stream<? extends T> one = left;
        Stream<? extends T> two = right;
        left = Stream.empty();
        right = Stream.empty();
        try {
            one.close();
        } finally {
            two.close();
        }
    }
}
