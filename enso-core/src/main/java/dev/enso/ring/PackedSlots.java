package dev.enso.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values and ends in two arrays, with two cache lines of room at both ends of each. */
final class PackedSlots<T> extends Slots<T> {
    private static final VarHandle END = MethodHandles.arrayElementVarHandle(long[].class);
    /** Two lines of longs, and as many bytes of references or more. */
    private static final int MARGIN = 32;

    private final Object[] values;
    private final long[] ends;

    PackedSlots(int capacity) {
        super(capacity);
        values = new Object[length() + 2 * MARGIN];
        ends = new long[length() + 2 * MARGIN];
    }

    private int index(long sequence) {
        return ((int) sequence & mask) + MARGIN;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T get(long sequence) {
        return (T) values[index(sequence)];
    }

    @Override
    @SuppressWarnings("NullAway") // a forgotten value is null
    public void set(long sequence, @Nullable T value) {
        values[index(sequence)] = value;
    }

    @Override
    public long endAcquire(long sequence) {
        return (long) END.getAcquire(ends, index(sequence));
    }

    @Override
    public void publishRelease(long sequence, long end) {
        if (end - sequence > 1) {
            publishRest(sequence + 1, end);
        }
        END.setRelease(ends, index(sequence), end);
    }

    /**
     * The run behind its first slot, for those who come to read in its midst. After the fence plain stores do, which go in
     * blocks: a long of an array is written in one piece on every machine of 64 bits.
     */
    private void publishRest(long from, long end) {
        VarHandle.releaseFence();
        int first = index(from);
        int last = index(end - 1);
        if (first <= last) {
            Arrays.fill(ends, first, last + 1, end);
        } else {
            Arrays.fill(ends, first, length() + MARGIN, end);
            Arrays.fill(ends, MARGIN, last + 1, end);
        }
    }

    @Override
    public boolean publishIsAFence() {
        return false;
    }

    @Override
    @SuppressWarnings("NullAway")
    public void clear() {
        Arrays.fill(values, null);
    }
}
