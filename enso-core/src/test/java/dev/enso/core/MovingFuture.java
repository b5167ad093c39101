package dev.enso.core;

/** A future whose every {@code tail} answers another reference, and which complains when the old one is used. */
final class MovingFuture<T> implements Future<T> {
    private final Stream<T> source;
    private boolean dead;

    MovingFuture(Stream<T> source) {
        this.source = source;
    }

    private Stream<T> alive() {
        if (dead) {
            throw new AssertionError("a reference that tail has replaced was used");
        }
        return source;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        return alive().poll(cx);
    }

    @Override
    public T head() {
        return alive().head();
    }

    @Override
    public Stream<T> tail() {
        Stream<T> rest = alive().tail();
        dead = true;
        return new MovingFuture<>(rest);
    }

    @Override
    public void close() {
        alive().close();
    }
}
