package dev.enso.bench.compare;

import java.util.List;

/**
 * Which CPUs a trial is given.
 *
 * @param threads how many threads are busy at a time; with fewer CPUs than that, a comparison is measured and not judged
 * @param byDistance whether they talk to each other so closely that {@link Distance near and far} are two comparisons;
 *     their figures then have the raw round trips around each sample
 */
record Layout(int threads, boolean byDistance) {
    /** Everything on one CPU. */
    static final Layout ONE_THREAD = new Layout(1, false);

    /** Two threads that exchange words. */
    static final Layout TWO_THREADS = new Layout(2, true);

    /** A server on the first CPU, and what drives it on the second. */
    static final Layout SERVER_AND_CLIENT = new Layout(2, false);

    /** The CPUs for it, of those there are. */
    List<Integer> of(List<Integer> cpus) {
        return cpus.subList(0, Math.min(threads, cpus.size()));
    }

    /** Whether each thread has a CPU of its own. */
    boolean fits(int cpus) {
        return threads <= cpus;
    }
}
