package dev.enso.queues;

import dev.enso.simulation.World;

/** A store at whose every step others may be ahead: between storing and looking who waits, between registering and looking. */
class SimulatedStore<T> implements Store<T> {
    final Store<T> store;
    private final World world;

    SimulatedStore(Store<T> store, World world) {
        this.store = store;
        this.world = world;
    }

    @Override
    public boolean offer(T message) {
        world.between("before a store");
        boolean stored = store.offer(message);
        world.between("after a store");
        return stored;
    }

    @Override
    public T peek() {
        world.between("before a look");
        return store.peek();
    }

    @Override
    public long release() {
        long released = store.release();
        world.between("after a release");
        return released;
    }

    @Override
    public boolean isEmpty() {
        return store.isEmpty();
    }

    @Override
    public boolean hasRoom() {
        world.between("before a look for room");
        return store.hasRoom();
    }

    @Override
    public void tidy() {
        world.between("before waiting");
        store.tidy();
    }

    @Override
    public long bound() {
        return store.bound();
    }

    @Override
    public long stride() {
        return store.stride();
    }

    @Override
    public long published() {
        return store.published();
    }

    @Override
    public long consumed() {
        return store.consumed();
    }

    @Override
    public long dropped() {
        return store.dropped();
    }

    @Override
    public boolean offerIsAFence() {
        return store.offerIsAFence();
    }
}
