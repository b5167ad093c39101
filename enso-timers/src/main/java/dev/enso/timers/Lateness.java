package dev.enso.timers;

/**
 * A histogram of how late timers were, in nanoseconds: eight steps for each power of two, so that what it answers is off by
 * at most an eighth (the layout of HdrHistogram, by G. Tene). Written and read on the thread that owns the timers.
 */
public final class Lateness {
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[(Long.SIZE - STEP_BITS) * STEPS];
    private long greatest;

    Lateness() {}

    void record(long late) {
        counts[bucket(late)]++;
        if (late > greatest) {
            greatest = late;
        }
    }

    private static int bucket(long late) {
        if (late < STEPS) {
            return (int) late;
        }
        int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(late);
        return (shift << STEP_BITS) + (int) (late >>> shift);
    }

    /** The greatest lateness that falls into a bucket. */
    private static long last(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = (bucket >>> STEP_BITS) - 1;
        long first = (long) (STEPS | (bucket & (STEPS - 1))) << shift;
        return first + (1L << shift) - 1;
    }

    /** How many timers it has counted. */
    public long count() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** The greatest lateness, exactly; 0 when nothing was counted. */
    public long max() {
        return greatest;
    }

    /**
     * What so many per cent of the timers did not exceed, rounded up by at most an eighth; 0 when nothing was counted.
     *
     * @throws IllegalArgumentException when {@code percent} is not from 0 to 100
     */
    public long percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile is from 0 to 100: " + percent);
        }
        long total = count();
        long wanted = Math.max(1, (long) Math.ceil(total * percent / 100));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return Math.min(last(bucket), greatest);
            }
        }
        return 0;
    }

    /** Counts from zero again. */
    public void clear() {
        java.util.Arrays.fill(counts, 0);
        greatest = 0;
    }

    @Override
    public String toString() {
        return "p50 " + percentile(50) + " ns, p99 " + percentile(99) + " ns, max " + greatest + " ns";
    }
}
