package dev.enso.reactor;

/** Jump consistent hash ("A Fast, Minimal Memory, Consistent Hash Algorithm", J. Lamping and E. Veach, 2014). */
final class JumpHash {
    private JumpHash() {}

    /**
     * A bucket for a key. The paper takes keys that are hashes; here they are mixed first, since callers have numbers in
     * sequence.
     */
    static int bucket(long key, int buckets) {
        long state = mixed(key);
        long chosen = -1;
        long next = 0;
        while (next < buckets) {
            chosen = next;
            state = state * 2862933555777941757L + 1;
            next = (long) ((chosen + 1) * ((double) (1L << 31) / ((state >>> 33) + 1)));
        }
        return (int) chosen;
    }

    /** The finalizer of SplittableRandom. */
    private static long mixed(long key) {
        long z = (key ^ (key >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
