package dev.enso.bench.compare;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one run of a trial has measured: some samples of each figure, by the figure's key. With {@link #RAW_BEFORE} and {@link
 * #RAW_AFTER} among them, these are the raw round trips around each sample.
 */
final class Figures {
    static final String RAW_BEFORE = "raw-before";
    static final String RAW_AFTER = "raw-after";

    private static final double[] NONE = {};

    private final Map<String, double[]> samples = new LinkedHashMap<>();

    /** Adds a figure. */
    Figures with(String key, double... values) {
        samples.put(key, values.clone());
        return this;
    }

    /**
     * The median of a figure.
     *
     * @throws IllegalArgumentException when it was not measured
     */
    double median(String key) {
        double[] values = get(key);
        if (values.length == 0) {
            throw new IllegalArgumentException("no figure \"" + key + "\" among " + samples.keySet());
        }
        return Samples.median(values);
    }

    private double[] get(String key) {
        return samples.getOrDefault(key, NONE);
    }

    /** The samples that were taken while the cores had this distance; all of them are where no round trips were measured. */
    Figures at(Distance distance) {
        double[] before = get(RAW_BEFORE);
        double[] after = get(RAW_AFTER);
        if (before.length == 0) {
            return distance == Distance.UNKNOWN ? this : new Figures();
        }
        int[] chosen = IntStream.range(0, before.length)
                .filter(i -> Distance.of(before[i], after[i]) == distance)
                .toArray();
        Figures figures = new Figures();
        samples.forEach((key, values) -> {
            if (values.length == before.length) {
                figures.with(
                        key, Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray());
            }
        });
        return figures;
    }

    /** How many samples of a figure there are. */
    int count(String key) {
        return get(key).length;
    }

    /** The raw round trips around the samples. */
    DoubleSummaryStatistics raw() {
        DoubleSummaryStatistics raw = Arrays.stream(get(RAW_BEFORE)).summaryStatistics();
        raw.combine(Arrays.stream(get(RAW_AFTER)).summaryStatistics());
        return raw;
    }

    /** All samples, in the order in which the figures were added. */
    Map<String, double[]> samples() {
        return samples;
    }
}
