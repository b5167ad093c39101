package dev.enso.net;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Room for the events of one {@link Poll#poll(Events) poll}, made once and filled again and again. Not thread-safe.
 *
 * <p>Iterating allocates nothing: there is one iterator, and asking for it starts it anew, so nested loops over the same
 * events need {@link #get}.
 */
public final class Events implements Iterable<Event> {
    private final Event[] slots;
    private final Walk walk = new Walk();
    private int size;

    private Events(int capacity) {
        slots = new Event[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new Event();
        }
    }

    /**
     * @param capacity the most events that one poll may report; what is beyond it comes with the next poll
     * @throws IllegalArgumentException when it is less than 1
     */
    public static Events withCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("Events need room for at least 1 event, not for " + capacity);
        }
        return new Events(capacity);
    }

    /** The most events that one poll may report. */
    public int capacity() {
        return slots.length;
    }

    /** How many events the last poll reported. */
    public int size() {
        return size;
    }

    /** True when the last poll reported nothing. */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * The event at an index.
     *
     * @throws IndexOutOfBoundsException when the index is not below {@link #size()}
     */
    public Event get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("Event " + index + " of " + size);
        }
        return slots[index];
    }

    /** Forgets all events; a poll does it by itself. */
    public void clear() {
        size = 0;
    }

    /** The one iterator, at its beginning. */
    @Override
    public Iterator<Event> iterator() {
        walk.next = 0;
        return walk;
    }

    boolean isFull() {
        return size == slots.length;
    }

    void add(Token token, int bits) {
        slots[size++].set(token, bits);
    }

    private final class Walk implements Iterator<Event> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Event next() {
            if (next >= size) {
                throw new NoSuchElementException("All " + size + " events were seen");
            }
            return slots[next++];
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Events[");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(slots[i]);
        }
        return text.append(']').toString();
    }
}
