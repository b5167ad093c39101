package dev.enso.queues;

/**
 * A store whose senders can be stopped between claiming a place and filling it, the way the scheduler of a busy machine
 * stops them.
 */
final class HeldBackStore<T> implements Store<T> {
    private final Store<T> store;
    private volatile boolean heldBack;
    private volatile boolean missed;

    HeldBackStore(int capacity) {
        this.store = new MpscArray<>(capacity);
    }

    /** From now on messages are claimed, and not there yet. */
    void holdBack() {
        heldBack = true;
    }

    /** True once somebody looked for a message that is claimed and not there. */
    boolean isMissed() {
        return missed;
    }

    /** The senders go on. */
    void letGo() {
        heldBack = false;
    }

    @Override
    public T peek() {
        if (heldBack) {
            missed = true;
            return null;
        }
        return store.peek();
    }

    @Override
    public boolean offer(T message) {
        return store.offer(message);
    }

    @Override
    public long release() {
        return store.release();
    }

    @Override
    public boolean isEmpty() {
        return store.isEmpty();
    }

    @Override
    public boolean hasRoom() {
        return store.hasRoom();
    }

    @Override
    public long bound() {
        return store.bound();
    }

    @Override
    public long published() {
        return store.published();
    }

    @Override
    public long consumed() {
        return store.consumed();
    }
}
