package dev.enso.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came out for one distance of the cores, or for all together where it makes no difference.
 *
 * @param distance the distance, or null where all figures are judged together
 * @param judgement what the pairs say, or null when the distance was not observed
 * @param rawLow the shortest of the raw round trips beside them, in nanoseconds; not a number when unknown
 * @param rawHigh the longest of them
 */
record Finding(@Nullable Distance distance, @Nullable Judgement judgement, double rawLow, double rawHigh) {
    /** Fewer samples of a run than that, taken at one distance, are no figure; a quick run has no more than one. */
    private static final int SAMPLES = 3;

    /**
     * The findings of a comparison, from its pairs: at least one finding, and at least one pair.
     *
     * @param least fewer pairs than that don't tell: it is noisy then
     * @param cpus how many CPUs there were
     */
    static List<Finding> of(Comparison comparison, List<Pair> pairs, int least, int cpus) {
        if (!comparison.byDistance()) {
            DoubleSummaryStatistics raw = pairs.stream()
                    .flatMapToDouble(pair -> Arrays.stream(pair.rawNanos()))
                    .summaryStatistics();
            return List.of(judge(comparison, null, pairs, raw, least, cpus));
        }
        ArrayList<Finding> findings = new ArrayList<>();
        findings.add(at(Distance.NEAR, comparison, pairs, least, cpus));
        findings.add(at(Distance.FAR, comparison, pairs, least, cpus));
        Finding unknown = at(Distance.UNKNOWN, comparison, pairs, least, cpus);
        if (unknown.judgement() != null) {
            findings.add(unknown);
        }
        return findings;
    }

    private static Finding at(Distance distance, Comparison comparison, List<Pair> pairs, int least, int cpus) {
        List<Pair> there = pairs.stream()
                .map(pair -> pair.at(distance))
                .filter(pair -> isEnough(comparison.figure(), pair, least))
                .toList();
        if (there.isEmpty()) {
            return new Finding(distance, null, Double.NaN, Double.NaN);
        }
        DoubleSummaryStatistics raw = new DoubleSummaryStatistics();
        for (Pair pair : there) {
            raw.combine(pair.ours().raw());
            Figures peer = pair.peer();
            raw.combine(peer == null ? new DoubleSummaryStatistics() : peer.raw());
        }
        return judge(comparison, distance, there, raw, least, cpus);
    }

    private static boolean isEnough(Figure figure, Pair pair, int least) {
        int needed = least == 1 ? 1 : SAMPLES;
        Figures peer = pair.peer();
        return pair.ours().count(figure.key()) >= needed && (peer == null || peer.count(figure.key()) >= needed);
    }

    private static Finding judge(
            Comparison comparison,
            @Nullable Distance distance,
            List<Pair> pairs,
            DoubleSummaryStatistics raw,
            int least,
            int cpus) {
        Figure figure = comparison.figure();
        double[] ours =
                pairs.stream().mapToDouble(pair -> figure.of(pair.ours())).toArray();
        double[] peers = comparison.peer() == null
                ? new double[0]
                : pairs.stream()
                        .mapToDouble(pair -> figure.of(Objects.requireNonNull(pair.peer())))
                        .toArray();
        Judgement judgement = Judgement.judge(ours, peers, comparison.goal());
        if (!comparison.layout().fits(cpus)) {
            judgement = judgement.as(Verdict.REPORTED);
        } else if (pairs.size() < least) {
            judgement = judgement.as(Verdict.NOISY);
        }
        return new Finding(
                distance,
                judgement,
                raw.getCount() == 0 ? Double.NaN : raw.getMin(),
                raw.getCount() == 0 ? Double.NaN : raw.getMax());
    }

    /** What the raw round trips say of the distance of the cores. */
    Distance observed() {
        return Distance.of(rawLow, rawHigh);
    }
}
