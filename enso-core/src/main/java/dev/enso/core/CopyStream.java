package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** A stream whose heads may be kept, because the function before it has copied them. */
final class CopyStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> copies;

    CopyStream(Stream<T> copies) {
        this.copies = copies;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        return copies.poll(cx);
    }

    @Override
    public T head() {
        return copies.head();
    }

    @Override
    public Stream<T> tail() {
        Stream<T> rest = copies.tail();
        if (rest != copies) {
            copies = rest;
        }
        return this;
    }

    @Override
    public boolean inPlace() {
        return false;
    }

    @Override
    public void close() {
        Stream<T> closing = copies;
        copies = Stream.empty();
        closing.close();
    }
}
