package dev.enso.queues;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which of many streams may have something: a bitmap. Their wakers set bits in words that are shared; the owner collects
 * those into words of its own and clears what it has found empty.
 */
final class ReadySet {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] shared;
    private final long[] own;

    /** What was set before a look that clears bits only to see what is left. */
    private final long[] before;

    ReadySet(int size) {
        this.shared = new long[(size + Long.SIZE - 1) / Long.SIZE];
        this.own = new long[shared.length];
        this.before = new long[shared.length];
    }

    /** Any thread. What it wrote before is visible to the owner that collects the bit. */
    void set(int index) {
        WORDS.getAndBitwiseOr(shared, index / Long.SIZE, 1L << index);
    }

    /** Owner: takes over what others have set. */
    void collect() {
        for (int word = 0; word < shared.length; word++) {
            if ((long) WORDS.getVolatile(shared, word) != 0) {
                own[word] |= (long) WORDS.getAndSet(shared, word, 0L);
            }
        }
    }

    /** Owner: nothing is there, and a waker is registered that will set the bit again. */
    void clear(int index) {
        own[index / Long.SIZE] &= ~(1L << index);
    }

    /** Owner: a look begins, for whose time bits are cleared without a waker that would set them again. */
    void beginLook() {
        System.arraycopy(own, 0, before, 0, own.length);
    }

    /** Owner: what was set before the look is set again. */
    void endLook() {
        System.arraycopy(before, 0, own, 0, own.length);
    }

    /** Owner: nothing will come from there, until somebody sets the bit. */
    void forget(int index) {
        clear(index);
        before[index / Long.SIZE] &= ~(1L << index);
    }

    /** Owner: the first index from here on that is set, or -1. */
    int next(int from) {
        int word = from / Long.SIZE;
        if (word >= own.length) {
            return -1;
        }
        long bits = own[word] & -1L << from;
        while (bits == 0) {
            if (++word == own.length) {
                return -1;
            }
            bits = own[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }
}
