package dev.enso.core;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a list. */
final class ListIterator<T extends @Nullable Object> implements Iterator<T> {
    private List<T> rest;

    ListIterator(List<T> list) {
        this.rest = list;
    }

    @Override
    public boolean hasNext() {
        return !rest.isEmpty();
    }

    @Override
    public T next() {
        if (rest.isEmpty()) {
            throw new NoSuchElementException("the list has no more elements");
        }
        T element = rest.head();
        rest = rest.tail();
        return element;
    }
}
