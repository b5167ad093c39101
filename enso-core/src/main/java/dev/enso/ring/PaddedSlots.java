package dev.enso.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Each slot an object that stands alone on its cache lines, value and end beside each other: one line goes over to the reader
 * with a message, and nothing else lies on it. The words of two slots are 144 bytes apart, so no pair of lines, as which the
 * hardware fetches them, holds two. A publication is a fence as well: who flushes each message need not pass another.
 */
final class PaddedSlots<T> extends Slots<T> {
    @SuppressWarnings("unused")
    private static class Before {
        private int hole;
        private long b00, b01, b02, b03, b04, b05, b06;
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

        private long a00, a01, a02, a03, a04, a05, a06;
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
        Slot.END.setRelease(slot(sequence), end);
        VarHandle.fullFence();
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
