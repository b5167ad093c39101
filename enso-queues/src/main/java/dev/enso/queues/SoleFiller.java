package dev.enso.queues;

import dev.enso.channel.Sent;
import dev.enso.ring.Slots;
import java.util.Objects;

/** Fills the slots of a ring where they lie, for one thread: what it has claimed is the room that it found. */
@SuppressWarnings("unused") // the padding
final class SoleFiller<T> extends Padding.ClaimFields implements RingFiller<T> {
    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    private final Ring<T> ring;
    private final Slots<T> slots;
    private final SoleWriter writer;

    SoleFiller(Ring<T> ring) {
        this.ring = ring;
        this.slots = ring.slots;
        this.writer = new SoleWriter(ring);
    }

    @Override
    public int claim(int most) {
        if (ring.isClosed()) {
            return 0;
        }
        long next = writer.next();
        long end = next + Math.min(most, ring.capacity);
        if (end - next > claimed) {
            long limit = writer.limit();
            if (end > limit) {
                limit = writer.findsRoom(end);
            }
            claimed = (int) (Math.min(end, limit) - next);
        }
        return claimed;
    }

    @Override
    public T slot(int index) {
        return slots.get(writer.next() + Objects.checkIndex(index, claimed));
    }

    @Override
    public Sent commit(int count) {
        Objects.checkFromToIndex(0, count, claimed);
        if (ring.isClosed()) {
            return Sent.CLOSED;
        }
        if (count > 0) {
            long next = writer.next();
            slots.publishRelease(next, next + count);
            writer.wrote(next + count);
            claimed -= count;
        }
        return Sent.ACCEPTED;
    }

    @Override
    public void abort() {
        claimed = 0;
    }

    @Override
    public SlotPublisher<T> another() {
        throw new IllegalStateException("this ring has one sender: make it with Turbine.sharedSlots for many");
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
