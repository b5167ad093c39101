package dev.enso.reactor;

import dev.enso.core.Stream;

/** One group, first come first served. */
final class RoundRobin implements Scheduler {
    private final SlotRing ready = new SlotRing();

    @Override
    public void ready(int slot, int level) {
        ready.add(slot);
    }

    @Override
    public int select() {
        return ready.isEmpty() ? NONE : ready.take();
    }

    @Override
    public Stream<Integer> select(long group) {
        return Stream.from(ready.snapshot());
    }

    @Override
    public boolean isEmpty() {
        return ready.isEmpty();
    }

    @Override
    public int size() {
        return ready.size();
    }

    @Override
    public String toString() {
        return "round-robin";
    }
}
