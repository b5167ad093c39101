package dev.enso.reactor;

import java.util.Arrays;

/**
 * How often which time was seen: four buckets to every power of two, so that what is read back is at most a quarter too
 * large and never too small. The past fades: counts are halved when there are many, and so quantiles speak of lately.
 */
final class Quantiles {
    private static final int SUB_BITS = 2;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) << SUB_BITS;
    private static final int MANY = 4096;

    private final int[] counts = new int[BUCKETS];
    private int total;

    void add(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        if (++total == MANY) {
            fade();
        }
    }

    private void fade() {
        total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] >>= 1;
            total += counts[i];
        }
    }

    private static int bucket(long nanos) {
        int shift = Math.max(0, Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(nanos | 1));
        return (shift << SUB_BITS) + (int) (nanos >>> shift);
    }

    private static long upperEdge(int bucket) {
        int shift = Math.max(0, (bucket >> SUB_BITS) - 1);
        long low = (long) (bucket - (shift << SUB_BITS)) << shift;
        return low + (1L << shift) - 1;
    }

    /** The time that so many of a thousand did not exceed; 0 when none was seen. */
    long perMille(int share) {
        long rank = (total * (long) share + 999) / 1000;
        long seen = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            seen += counts[i];
            if (seen >= rank && counts[i] > 0) {
                return upperEdge(i);
            }
        }
        return 0;
    }

    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }
}
