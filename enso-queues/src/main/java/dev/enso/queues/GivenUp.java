package dev.enso.queues;

import java.util.Arrays;

/**
 * The messages that some subscriber of a ring gave up: a union of ranges, so that each counts once however many gave it up.
 * Under the ring's lock. Ranges below what everybody has passed are summed up and forgotten, so there are never more of them
 * than fit into the ring.
 */
final class GivenUp {
    private static final int MANY = 64;

    /** From and until of each range, in order, apart from each other. */
    private long[] ranges = new long[16];

    private int count;
    private long forgotten;
    private long forgottenBelow;

    /**
     * @param floor what everybody has passed
     */
    void add(long from, long until, long floor) {
        long start = Math.max(from, forgottenBelow);
        if (start >= until) {
            return;
        }
        if (count >= MANY) {
            forget(floor);
        }
        int first = 0;
        while (first < count && ranges[2 * first + 1] < start) {
            first++;
        }
        int behind = first;
        long low = start;
        long high = until;
        while (behind < count && ranges[2 * behind] <= until) {
            low = Math.min(low, ranges[2 * behind]);
            high = Math.max(high, ranges[2 * behind + 1]);
            behind++;
        }
        int grown = count - (behind - first) + 1;
        if (2 * grown > ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * ranges.length);
        }
        System.arraycopy(ranges, 2 * behind, ranges, 2 * (first + 1), 2 * (count - behind));
        ranges[2 * first] = low;
        ranges[2 * first + 1] = high;
        count = grown;
    }

    private void forget(long floor) {
        long settled = below(floor);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (ranges[2 * i + 1] > floor) {
                ranges[2 * kept] = Math.max(floor, ranges[2 * i]);
                ranges[2 * kept + 1] = ranges[2 * i + 1];
                kept++;
            }
        }
        count = kept;
        forgotten = settled;
        forgottenBelow = Math.max(forgottenBelow, floor);
    }

    /** How many of the messages before the floor were given up. */
    long below(long floor) {
        long sum = forgotten;
        for (int i = 0; i < count && ranges[2 * i] < floor; i++) {
            sum += Math.min(floor, ranges[2 * i + 1]) - ranges[2 * i];
        }
        return sum;
    }
}
