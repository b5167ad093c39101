package dev.enso.queues;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An array that makes room by giving up an older message: the oldest, or the one with the same key. Senders take away what
 * the receiver might be about to read, so both sides take turns at a lock, for some instructions each. What the receiver
 * looks at has left the array and can't be taken away; it still counts against the bound. Where the oldest gives way there is
 * always a place behind it, so that the latest message is never the one that is given up.
 */
final class LatestArray<T> implements Store<T> {
    private final @Nullable Object[] slots;
    private final int mask;
    private final int capacity;

    /** Null when the oldest gives way. */
    private final @Nullable KeyTable<T> keys;

    private long head;
    private long tail;
    private long published;
    private long dropped;
    private long consumed;
    private @Nullable T shown;

    private LatestArray(int capacity, @Nullable Function<? super T, ?> key) {
        this.capacity = capacity;
        this.slots = new Object[SpscArray.powerOfTwo(capacity)];
        this.mask = slots.length - 1;
        this.keys = key == null ? null : new KeyTable<>(capacity, key, this::stored);
    }

    static <T> LatestArray<T> droppingOldest(int capacity) {
        return new LatestArray<>(capacity, null);
    }

    static <T> LatestArray<T> conflating(int capacity, Function<? super T, ?> key) {
        return new LatestArray<>(capacity, key);
    }

    @SuppressWarnings("unchecked")
    private T stored(long message) {
        return (T) slots[(int) message & mask];
    }

    @Override
    public synchronized boolean offer(T message) {
        return keys == null ? offerForOldest(message) : offerForSameKey(message, keys);
    }

    private boolean offerForOldest(T message) {
        if (isFull()) {
            slots[(int) head++ & mask] = null;
            dropped++;
        }
        append(message);
        return true;
    }

    private boolean offerForSameKey(T message, KeyTable<T> keys) {
        long older = keys.find(message);
        if (older != KeyTable.NONE) {
            slots[(int) older & mask] = message;
            published++;
            dropped++;
            return true;
        }
        if (isFull()) {
            return false;
        }
        append(message);
        keys.add(tail - 1);
        return true;
    }

    private boolean isFull() {
        return tail - head == (shown == null ? capacity : bound() - 1);
    }

    private long resident() {
        return tail - head + (shown == null ? 0 : 1);
    }

    private void append(T message) {
        slots[(int) tail++ & mask] = message;
        published++;
    }

    @Override
    public synchronized @Nullable T peek() {
        if (shown == null && head != tail) {
            if (keys != null) {
                keys.remove(head);
            }
            shown = stored(head);
            slots[(int) head++ & mask] = null;
        }
        return shown;
    }

    @Override
    public synchronized long release() {
        shown = null;
        consumed++;
        return 1;
    }

    @Override
    public synchronized boolean isEmpty() {
        return resident() == 0;
    }

    /** With keys: is there room for one that has none in the queue? */
    @Override
    public synchronized boolean hasRoom() {
        return keys == null || !isFull();
    }

    /** One for what is looked at, and one for the latest. */
    @Override
    public long bound() {
        return keys == null ? Math.max(2, capacity) : capacity;
    }

    @Override
    public synchronized long published() {
        return published;
    }

    @Override
    public synchronized long consumed() {
        return consumed;
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }
}
