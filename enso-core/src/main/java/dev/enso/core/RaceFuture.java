package dev.enso.core;

import org.jspecify.annotations.Nullable;

/**
 * The first outcome of two futures, a value or a failure; the loser is closed when the winner is known. A future that ends
 * without a value is out of the race.
 */
final class RaceFuture<T extends @Nullable Object> implements Future<T> {
    /** After the race, the winner. */
    private Stream<? extends T> left;

    private Stream<? extends T> right;

    RaceFuture(Future<? extends T> left, Future<? extends T> right) {
        this.left = left;
        this.right = right;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        Polled one = left.poll(cx);
        if (one == Polled.READY) {
            drop(right, left);
            return Polled.READY;
        }
        Polled two = right.poll(cx);
        if (two == Polled.READY) {
            drop(left, right);
            return Polled.READY;
        }
        return one == Polled.ENDED ? two : one;
    }

    private void drop(Stream<? extends T> loser, Stream<? extends T> winner) {
        left = winner;
        right = Stream.empty();
        loser.close();
    }

    @Override
    public T head() {
        return left.head();
    }

    @Override
    public Stream<T> tail() {
        Stream<? extends T> rest = left.tail();
        if (rest != left) {
            left = rest;
        }
        return this;
    }

    @Override
    public boolean inPlace() {
        return left.inPlace() || right.inPlace();
    }

    @Override
    public void close() {
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
