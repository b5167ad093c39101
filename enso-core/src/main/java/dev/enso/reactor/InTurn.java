package dev.enso.reactor;

import java.util.concurrent.atomic.AtomicInteger;

/** One reactor after the other. */
final class InTurn implements Placement {
    private final Places reactors;
    private final AtomicInteger next = new AtomicInteger();

    InTurn(Places reactors) {
        this.reactors = reactors;
    }

    @Override
    public Reactor select(long key) {
        return reactors.get(Math.floorMod(next.getAndIncrement(), reactors.size()));
    }

    @Override
    public String toString() {
        return "in turn over " + reactors.size();
    }
}
