package dev.enso.bench.compare;

import java.util.Locale;

/** How figures are written wherever they are shown. */
final class Words {
    private Words() {}

    /** Three digits that count, and no more than are needed. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** What stands in the column of ratios: none where our figure alone is judged. */
    static String ratio(Judgement judgement, Goal goal) {
        if (!goal.isRelative()) {
            return "-";
        }
        return number(judgement.ratio()) + (judgement.equal() ? " equal" : "");
    }

    /** The range of the pairs' ratios, or of our figures where these are judged. */
    static String range(Judgement judgement) {
        return number(judgement.low()) + "–" + number(judgement.high());
    }

    /** The raw round trips that a finding was made beside: near or far, and how long. */
    static String raw(Finding finding) {
        Distance observed = finding.observed();
        return observed == Distance.UNKNOWN
                ? observed.text()
                : observed.text() + " " + number(finding.rawLow()) + "–" + number(finding.rawHigh()) + " ns";
    }
}
