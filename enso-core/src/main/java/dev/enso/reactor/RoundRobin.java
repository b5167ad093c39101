package dev.enso.reactor;

/** One group, first come first served. */
final class RoundRobin implements Scheduler {
    private final SlotRing ready;

    RoundRobin(TaskTable tasks) {
        ready = new SlotRing(tasks);
    }

    @Override
    public void ready(int slot, int level) {
        ready.add(slot);
    }

    @Override
    public int select() {
        return ready.isEmpty() ? NONE : 0;
    }

    @Override
    public SlotRing select(long group) {
        return ready;
    }

    @Override
    public boolean isEmpty() {
        return ready.isEmpty();
    }

    @Override
    public int size() {
        return ready.size();
    }
}
