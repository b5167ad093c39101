package dev.enso.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Pairs of runs, for all comparisons that are about the same two contenders. Who begins changes from pair to pair, so that
 * what drifts favours nobody.
 */
final class Series {
    private final List<Comparison> comparisons;
    private final Lab lab;
    private final DoubleSupplier rawNanos;
    private final Progress progress;
    private final List<Pair> pairs = new ArrayList<>();

    /** Hears of each pair. */
    @FunctionalInterface
    interface Progress {
        void measured(List<Comparison> comparisons, int number, Pair pair);
    }

    /**
     * @param comparisons at least one; they share their runs
     * @param rawNanos measures the raw round trip
     */
    Series(List<Comparison> comparisons, Lab lab, DoubleSupplier rawNanos, Progress progress) {
        this.comparisons = List.copyOf(comparisons);
        this.lab = lab;
        this.rawNanos = rawNanos;
        this.progress = progress;
    }

    /** Puts together the comparisons that share their runs. */
    static List<List<Comparison>> grouped(List<Comparison> comparisons) {
        List<List<Comparison>> groups = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            groups.stream()
                    .filter(group -> group.get(0).sharesRunsWith(comparison))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.get(groups.size() - 1);
                    })
                    .add(comparison);
        }
        return groups;
    }

    /**
     * Runs pairs until they settle the matter.
     *
     * @param least pairs that are run in any case
     * @param most pairs after which nothing more is tried; where the distance of the cores matters, pairs of each distance,
     *     and twice as many in all
     */
    List<Pair> run(int least, int most) throws IOException, InterruptedException {
        while (!isEnough(least, most)) {
            Pair pair = pair(pairs.size() % 2 == 0);
            pairs.add(pair);
            progress.measured(comparisons, pairs.size(), pair);
        }
        return pairs;
    }

    /** A machine whose cores move all the time must not keep it for ever. */
    private boolean isEnough(int least, int most) {
        if (pairs.size() >= 2 * most) {
            return true;
        }
        return !pairs.isEmpty() && comparisons.stream().allMatch(comparison -> isEnough(comparison, least, most));
    }

    /** Whether every distance that was seen at all is settled. */
    private boolean isEnough(Comparison comparison, int least, int most) {
        List<Judgement> judgements = Finding.of(
                        comparison, pairs, least, lab.cpus().size())
                .stream()
                .flatMap(finding -> Stream.ofNullable(finding.judgement()))
                .toList();
        return !judgements.isEmpty()
                && judgements.stream()
                        .allMatch(judgement ->
                                judgement.pairs() >= most || (judgement.pairs() >= least && judgement.isSettled()));
    }

    private Pair pair(boolean oursFirst) throws IOException, InterruptedException {
        Comparison first = comparisons.get(0);
        Trial ours = first.ours().trial();
        Trial peer = first.peer() == null ? null : first.peer().trial();
        double load = ProcFiles.load();
        double before = rawNanos.getAsDouble();
        if (peer == null) {
            Figures alone = ours.run(lab);
            return new Pair(true, alone, null, new double[] {before, rawNanos.getAsDouble()}, load);
        }
        Figures early = (oursFirst ? ours : peer).run(lab);
        double between = rawNanos.getAsDouble();
        Figures late = (oursFirst ? peer : ours).run(lab);
        double[] raw = {before, between, rawNanos.getAsDouble()};
        return new Pair(oursFirst, oursFirst ? early : late, oursFirst ? late : early, raw, load);
    }
}
