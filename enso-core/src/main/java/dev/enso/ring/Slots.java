package dev.enso.ring;

import org.jspecify.annotations.Nullable;

/**
 * The slots of a ring, and which of them are published. Sequences count messages from 0; the slot of a sequence is its
 * remainder by the length, a power of two.
 *
 * <p><b>A slot carries its own state.</b> Beside each value stands its <em>end</em>: the sequence behind the run of messages
 * it was published with. A reader at sequence {@code s} finds its slot published when the end there is above {@code s}, and
 * then knows that everything below the end is. What an earlier lap left behind can't be above {@code s}, because it began at
 * least a length before and no run is longer than the ring. So readers and writers never meet at a word that all of them
 * use: such a word goes to and fro with every message, which costs most when the cores are far from each other, while a line
 * of slots goes over once.
 *
 * <table>
 *   <caption>Values of end, at the slot of sequence s</caption>
 *   <tr><th>value</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>0 … s</td><td>nobody, or the writer of an earlier lap</td><td>not published</td></tr>
 *   <tr><td>s + 1 … s + length</td><td>the writer that owns the slot, release, after all values of the run</td><td>published,
 *       as is everything below the value</td></tr>
 * </table>
 *
 * <p>Who may write a slot, and when its readers are gone, is up to the caller. What is known of sequences that carry their
 * state comes from the queues of Dmitry Vyukov and from the Disruptor's {@code availableBuffer}.
 *
 * @param <T> the values
 */
public abstract class Slots<T> {
    /** The largest number of slots: 2<sup>30</sup>. */
    public static final int MAX_LENGTH = 1 << 30;

    final int mask;

    Slots(int capacity) {
        if (capacity < 1 || capacity > MAX_LENGTH) {
            throw new IllegalArgumentException("a ring has 1 to " + MAX_LENGTH + " slots: capacity=" + capacity);
        }
        mask = (capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1) - 1;
    }

    /** Slots side by side, eight ends a cache line: for the highest throughput. */
    public static <T> Slots<T> packed(int capacity) {
        return new PackedSlots<>(capacity);
    }

    /**
     * Each slot alone on its cache lines, and a full fence behind each publication: for the lowest latency. About 150 bytes a
     * slot.
     */
    public static <T> Slots<T> padded(int capacity) {
        return new PaddedSlots<>(capacity);
    }

    /** The number of slots: the capacity, rounded up to a power of two. */
    public final int length() {
        return mask + 1;
    }

    /** Who owns the slot, or has found it published. */
    public abstract T get(long sequence);

    /** Who owns the slot. */
    public abstract void set(long sequence, @Nullable T value);

    /** Anybody: see the table. What the writer did before it published is visible. */
    public abstract long endAcquire(long sequence);

    /** Who owns the slots of this run, after setting their values; at most {@link #length} of them, at least one. */
    public abstract void publishRelease(long sequence, long end);

    /** Is a full fence passed in {@link #publishRelease}? */
    public abstract boolean publishIsAFence();

    /** Whoever closes the ring for good: forgets all values. Others may read at the same time. */
    public abstract void clear();
}
