package dev.enso.queues;

import dev.enso.channel.Sent;
import dev.enso.ring.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * One of many senders to a ring. Slots in the ring's order can't be handed out before they are filled: a sender that stops
 * with one in its hands would stop the ring there for good. So each sender fills spare slots of its own; a commit takes the
 * next places in the ring, puts the filled slots there, and keeps those it finds as its next spares.
 */
@SuppressWarnings("unused") // the padding
final class SharedFiller<T> extends Padding.ClaimFields implements RingFiller<T> {
    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    private final Ring<T> ring;
    private final Slots<T> slots;
    private final SharedWriter writer;
    private final Supplier<? extends T> factory;
    private final List<T> spares = new ArrayList<>();

    SharedFiller(Ring<T> ring, Supplier<? extends T> factory) {
        this.ring = ring;
        this.slots = ring.slots;
        this.writer = new SharedWriter(ring);
        this.factory = factory;
    }

    @Override
    public int claim(int most) {
        if (ring.isClosed()) {
            return 0;
        }
        int wanted = Math.min(most, ring.capacity);
        if (wanted > claimed) {
            // More than there is room for could be filled, but not committed: its sender would try for ever.
            int room = writer.room(wanted);
            while (spares.size() < room) {
                spares.add(Ring.fresh(factory));
            }
            claimed = Math.max(claimed, room);
        }
        return claimed;
    }

    @Override
    public T slot(int index) {
        return spares.get(Objects.checkIndex(index, claimed));
    }

    @Override
    public Sent commit(int count) {
        Objects.checkFromToIndex(0, count, claimed);
        if (ring.isClosed()) {
            return Sent.CLOSED;
        }
        if (count == 0) {
            return Sent.ACCEPTED;
        }
        long next = writer.take(count);
        if (next < 0) {
            flush();
            return Sent.FULL;
        }
        for (int i = 0; i < count; i++) {
            slots.set(next + i, spares.set(i, slots.get(next + i)));
        }
        slots.publishRelease(next, next + count);
        claimed -= count;
        moveToFront(count);
        return Sent.ACCEPTED;
    }

    /** What is claimed and not committed comes first. */
    private void moveToFront(int committed) {
        for (int i = 0; i < claimed; i++) {
            T spare = spares.get(i);
            spares.set(i, spares.get(committed + i));
            spares.set(committed + i, spare);
        }
    }

    @Override
    public void abort() {
        claimed = 0;
    }

    @Override
    public SlotPublisher<T> another() {
        return new SharedFiller<>(ring, factory);
    }

    @Override
    public Ring<T> ring() {
        return ring;
    }

    @Override
    public RingWriter writer() {
        return writer;
    }

    @Override
    public String toString() {
        return "SlotPublisher[" + ring + "]";
    }
}
