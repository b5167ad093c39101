package dev.enso.reactor;

import java.util.AbstractList;
import java.util.Arrays;

/**
 * The reactors of a group by index; who has ended may be replaced, and more may be added behind the last. Read by any thread;
 * changed by one at a time.
 */
final class Seats extends AbstractList<Reactor> {
    /** Replaced as a whole. */
    private volatile Reactor[] reactors = {};

    @Override
    public boolean add(Reactor reactor) {
        Reactor[] more = Arrays.copyOf(reactors, reactors.length + 1);
        more[more.length - 1] = reactor;
        reactors = more;
        return true;
    }

    @Override
    public Reactor set(int index, Reactor reactor) {
        Reactor[] others = reactors.clone();
        Reactor before = others[index];
        others[index] = reactor;
        reactors = others;
        return before;
    }

    /** Takes the last one away again, if it is this one. */
    void removeLast(Reactor reactor) {
        Reactor[] all = reactors;
        if (all.length > 0 && all[all.length - 1] == reactor) {
            reactors = Arrays.copyOf(all, all.length - 1);
        }
    }

    @Override
    public Reactor get(int index) {
        return reactors[index];
    }

    @Override
    public int size() {
        return reactors.length;
    }
}
