package dev.enso.net;

import java.util.Arrays;

/** Numbers for the files of a ring, as small as possible: a completion carries one home in 16 bits. */
final class RingSlots {
    static final int MOST = Short.MAX_VALUE;

    private short[] free = new short[16];
    private int freeCount;
    private short unused;

    /** A number from 0 on, or a negative one when all are taken. */
    short takeOrNone() {
        if (freeCount > 0) {
            freeCount--;
            return free[freeCount];
        }
        return unused == MOST ? -1 : unused++;
    }

    void give(short slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount] = slot;
        freeCount++;
    }
}
