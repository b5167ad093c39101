package dev.enso.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Each slot an object that stands alone on its cache lines, value and end beside each other. They are published by an atomic
 * exchange: a plain store waits in the store buffer while the line is fetched, an exchange fetches it at once, and a reader
 * that spins sees the message sooner.
 */
final class PaddedSlots<T> extends Slots<T> {
    @SuppressWarnings("unused")
    private static class Before {
        private int hole;
        private long b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14;
    }

    private static class SlotFields extends Before {
        long end;

        @Nullable Object value;
    }

    @SuppressWarnings("unused")
    static final class Slot extends SlotFields {
        private static final VarHandle END;

        static {
            try {
                END = MethodHandles.lookup().findVarHandle(SlotFields.class, "end", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;
    }

    private final Slot[] slots;

    PaddedSlots(int capacity) {
        super(capacity);
        slots = new Slot[length()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot();
        }
    }

    private Slot slot(long sequence) {
        return slots[(int) sequence & mask];
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what was published is there
    public T get(long sequence) {
        return (T) slot(sequence).value;
    }

    @Override
    public void set(long sequence, @Nullable T value) {
        slot(sequence).value = value;
    }

    @Override
    public long endAcquire(long sequence) {
        return (long) Slot.END.getAcquire(slot(sequence));
    }

    @Override
    public void publishRelease(long sequence, long end) {
        if (end - sequence > 1) {
            VarHandle.releaseFence();
            for (long s = sequence + 1; s < end; s++) {
                Slot.END.setOpaque(slot(s), end);
            }
        }
        Slot.END.getAndSet(slot(sequence), end);
    }

    @Override
    public boolean publishIsAFence() {
        return true;
    }

    @Override
    public void clear() {
        for (Slot slot : slots) {
            slot.value = null;
        }
    }
}
