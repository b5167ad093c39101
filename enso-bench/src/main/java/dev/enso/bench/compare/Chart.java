package dev.enso.bench.compare;

import java.util.List;
import java.util.Locale;

/**
 * A topic's results as bars, in SVG: the ratio to the peer, a thin line over the range of the pairs, and a mark at the goal.
 * Where our figure alone is judged, the figure stands for the ratio.
 */
final class Chart {
    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int RIGHT = 110;
    private static final int TOP = 44;
    private static final int ROW = 26;
    private static final int BAR = 14;
    private static final int PLOT = WIDTH - LEFT - RIGHT;

    /** What is longer than so many goals is cut off, so that one long bar does not flatten all others. */
    private static final double CUT = 4;

    private final StringBuilder svg = new StringBuilder();
    private final double scale;

    private Chart(double scale) {
        this.scale = scale;
    }

    /** The name of a topic's file. */
    static String file(String topic) {
        return topic.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
    }

    /** Draws one topic. */
    static String draw(String topic, List<Result> results) {
        int rows = results.stream().mapToInt(result -> result.findings().size()).sum();
        Chart chart = new Chart(end(results));
        int height = TOP + rows * ROW + 12;
        chart.line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, height, WIDTH, height);
        chart.line("<title>%s</title>", escape(topic));
        chart.line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        chart.line("<text x=\"12\" y=\"20\" font-size=\"15\" fill=\"#1f2328\">%s</text>", escape(topic));
        chart.line(
                "<text x=\"12\" y=\"36\" fill=\"#59636e\">%s</text>",
                escape("bar: ours / peer, or ours where there is no peer; line: range of the pairs; mark: goal"));
        int y = TOP;
        for (Result result : results) {
            for (Finding finding : result.findings()) {
                chart.row(result, finding, y);
                y += ROW;
            }
        }
        chart.line("</svg>");
        return chart.svg.toString();
    }

    /** What the right end of the plot stands for. */
    private static double end(List<Result> results) {
        double goals = 0;
        double longest = 0;
        for (Result result : results) {
            double goal = result.goal().bound().doubleValue();
            goals = Math.max(goals, goal);
            for (Finding finding : result.findings()) {
                Judgement judgement = finding.judgement();
                if (judgement != null && Double.isFinite(judgement.high())) {
                    longest = Math.max(longest, judgement.high());
                }
            }
        }
        double end = Math.max(goals * 1.1, Math.min(longest * 1.02, goals * CUT));
        return end > 0 ? end : 1;
    }

    private void row(Result result, Finding finding, int y) {
        int middle = y + ROW / 2;
        line(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1f2328\">%s</text>",
                LEFT - 10, middle + 4, escape(result.title(finding)));
        Judgement judgement = finding.judgement();
        if (judgement == null) {
            line("<text x=\"%d\" y=\"%d\" fill=\"#59636e\">not observed</text>", LEFT + 4, middle + 4);
            return;
        }
        line(
                "<rect x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\"/>",
                LEFT, middle - BAR / 2, length(judgement.ratio()), BAR, colour(judgement.verdict()));
        line(
                "<path d=\"M%s %dH%s\" stroke=\"#1f2328\" stroke-width=\"1\"/>",
                place(judgement.low()), middle, place(judgement.high()));
        line(
                "<path d=\"M%s %dV%d\" stroke=\"#1f2328\" stroke-width=\"2\" stroke-dasharray=\"3 2\"/>",
                place(result.goal().bound().doubleValue()), y + 2, y + ROW - 2);
        String shown = result.goal().isRelative()
                ? Words.number(judgement.ratio())
                : Words.number(judgement.ratio()) + " " + result.unit();
        line(
                "<text x=\"%d\" y=\"%d\" fill=\"#1f2328\">%s</text>",
                WIDTH - RIGHT + 10,
                middle + 4,
                escape(shown + " " + judgement.verdict().text()));
    }

    private static String colour(Verdict verdict) {
        return switch (verdict) {
            case OK -> "#4c9f70";
            case SHORT -> "#d1663d";
            case NOISY -> "#c9a227";
            case REPORTED -> "#8c959f";
        };
    }

    private String place(double value) {
        return decimal(LEFT + within(value));
    }

    private String length(double value) {
        return decimal(within(value));
    }

    /** Pixels from the left end of the plot, cut off at its right end. */
    private double within(double value) {
        return Double.isFinite(value) ? Math.max(0, Math.min(1, value / scale)) * PLOT : 0;
    }

    private static String decimal(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }

    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
