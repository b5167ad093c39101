package dev.enso.reactor;

import java.util.AbstractList;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The reactors of a group by index; who has ended may be replaced. Any thread. */
final class Seats extends AbstractList<Reactor> {
    private final AtomicReferenceArray<Reactor> reactors;

    Seats(int count) {
        reactors = new AtomicReferenceArray<>(count);
    }

    void put(int index, Reactor reactor) {
        reactors.set(index, reactor);
    }

    @Override
    public Reactor get(int index) {
        return reactors.get(index);
    }

    @Override
    public int size() {
        return reactors.length();
    }
}
