package dev.enso.core;

/** Shows 1, 2, 3 … in place: in one slot, which is spoilt as soon as the head is released. */
public final class SlotStream implements Stream<SlotStream.Slot> {
    /** What a released slot holds. */
    public static final int SPOILT = Integer.MIN_VALUE;

    /** The slot that all messages share. */
    public static final class Slot {
        private int value = SPOILT;

        public int value() {
            return value;
        }
    }

    private final Slot slot = new Slot();
    private final int last;
    private int shown;
    private boolean ready;

    public SlotStream(int last) {
        this.last = last;
    }

    @Override
    public Polled poll(Context cx) {
        if (!ready) {
            if (shown == last) {
                return Polled.ENDED;
            }
            slot.value = ++shown;
            ready = true;
        }
        return Polled.READY;
    }

    @Override
    public Slot head() {
        if (!ready) {
            throw new IllegalStateException("no head");
        }
        return slot;
    }

    @Override
    public Stream<Slot> tail() {
        head();
        release();
        return this;
    }

    private void release() {
        slot.value = SPOILT;
        ready = false;
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public void close() {
        release();
        shown = last;
    }
}
