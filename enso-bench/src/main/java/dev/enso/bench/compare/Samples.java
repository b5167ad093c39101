package dev.enso.bench.compare;

import java.util.Arrays;

/** Statistics of a few figures. */
final class Samples {
    private Samples() {}

    /**
     * The middle one, or the mean of the two in the middle.
     *
     * @throws IllegalArgumentException without a sample
     */
    static double median(double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no samples, so there is no median");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
