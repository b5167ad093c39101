package dev.enso.bench.compare;

/**
 * What the pairs of a comparison say together.
 *
 * @param pairs how many there are
 * @param ours the median of our figures
 * @param peer the median of the peer's, or not a number without a peer
 * @param ratio ours / peer, of the medians; without a peer our median
 * @param low the least of the pairs' own ratios
 * @param high the greatest of them
 * @param equal whether the difference to the peer is below the noise
 * @param verdict what it says of the goal
 */
record Judgement(
        int pairs, double ours, double peer, double ratio, double low, double high, boolean equal, Verdict verdict) {
    /** Below this difference the same program measured twice differs from itself. */
    static final double NOISE = 0.15;

    /** So many pairs that all show the same winner prove a difference, however small. */
    static final int MANY = 7;

    /**
     * Judges the figures of pairs against a goal.
     *
     * <p>Equal is called what differs from the peer by at most 15 %, or by no more than the pairs differ among themselves (half
     * of their range), unless seven pairs or more all have the same winner. Equal figures reach a goal that a ratio of 1
     * reaches, and if it is out of reach for 1 they do not.
     *
     * <p>Otherwise the ratio of the medians decides, and the pairs have to agree with it: all of them, or all but one in seven.
     * Where they do not, or where equal figures scatter by more than 15 %, it is noisy.
     *
     * @param ours our figures, at least one
     * @param peers the peer's, in the same order; of no meaning when the goal is not relative
     */
    static Judgement judge(double[] ours, double[] peers, Goal goal) {
        return goal.isRelative() ? relative(ours, peers, goal) : absolute(ours, goal);
    }

    private static Judgement relative(double[] ours, double[] peers, Goal goal) {
        if (ours.length != peers.length) {
            throw new IllegalArgumentException(
                    "pairs have two sides, but there are " + ours.length + " and " + peers.length + " figures");
        }
        double ratio = Samples.median(ours) / Samples.median(peers);
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i] / peers[i];
        }
        Range range = Range.of(ratios);
        boolean proven = ratios.length >= MANY && (range.low() > 1 || range.high() < 1);
        boolean equal = !proven && Math.abs(ratio - 1) <= Math.max(NOISE, range.half());
        Verdict verdict;
        if (!equal) {
            verdict = side(ratio, ratios, goal);
        } else if (goal.admits(1)) {
            verdict = range.half() <= NOISE ? Verdict.OK : Verdict.NOISY;
        } else {
            verdict = side(ratio, ratios, goal) == Verdict.SHORT ? Verdict.SHORT : Verdict.NOISY;
        }
        return new Judgement(
                ratios.length,
                Samples.median(ours),
                Samples.median(peers),
                ratio,
                range.low(),
                range.high(),
                equal,
                verdict);
    }

    private static Judgement absolute(double[] ours, Goal goal) {
        double median = Samples.median(ours);
        Range range = Range.of(ours);
        return new Judgement(
                ours.length, median, Double.NaN, median, range.low(), range.high(), false, side(median, ours, goal));
    }

    /** On which side of the goal the figures are. */
    private static Verdict side(double median, double[] figures, Goal goal) {
        boolean reached = goal.admits(median);
        int dissenting = 0;
        for (double figure : figures) {
            if (goal.admits(figure) != reached) {
                dissenting++;
            }
        }
        if (dissenting > figures.length / MANY) {
            return Verdict.NOISY;
        }
        return reached ? Verdict.OK : Verdict.SHORT;
    }

    /** Whether more pairs would not be expected to change it. */
    boolean isSettled() {
        return !equal && verdict != Verdict.NOISY;
    }

    /** The same figures with another verdict. */
    Judgement as(Verdict other) {
        return new Judgement(pairs, ours, peer, ratio, low, high, equal, other);
    }

    private record Range(double low, double high) {
        static Range of(double[] figures) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double figure : figures) {
                low = Math.min(low, figure);
                high = Math.max(high, figure);
            }
            return new Range(low, high);
        }

        double half() {
            return (high - low) / 2;
        }
    }
}
