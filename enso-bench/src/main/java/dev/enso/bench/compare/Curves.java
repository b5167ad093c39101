package dev.enso.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How figures of a topic grow with a number, as lines in SVG, both axes logarithmic. Comparisons whose names differ only in
 * the number at their end are points of one line; fewer than {@value #LEAST} of them make none. The peers' figures are drawn
 * as dashed lines, one for each peer.
 */
final class Curves {
    private static final int LEAST = 3;
    private static final Pattern POINT = Pattern.compile("(.+)-(\\d+)");
    private static final String[] COLOURS = {"#2f6db3", "#4c9f70", "#d1663d", "#7d5ba6", "#c9a227", "#59636e"};

    private static final int WIDTH = 760;
    private static final int HEIGHT = 380;
    private static final int LEFT = 64;
    private static final int RIGHT = 190;
    private static final int TOP = 52;
    private static final int BOTTOM = 40;
    private static final int LABEL = 15;

    /** A line: figures by their number. */
    private record Line(String label, boolean isPeer, TreeMap<Long, Double> points) {}

    private final StringBuilder svg = new StringBuilder();
    private final List<Line> lines;
    private final double lowX;
    private final double highX;
    private final double lowY;
    private final double highY;

    private Curves(List<Line> lines) {
        this.lines = lines;
        List<Long> numbers = lines.stream()
                .flatMap(line -> line.points().keySet().stream())
                .sorted()
                .toList();
        List<Double> figures = lines.stream()
                .flatMap(line -> line.points().values().stream())
                .sorted()
                .toList();
        lowX = Math.log10(numbers.get(0));
        highX = Math.log10(numbers.get(numbers.size() - 1));
        lowY = Math.log10(figures.get(0) / 1.25);
        highY = Math.log10(figures.get(figures.size() - 1) * 1.25);
    }

    /** The name of a topic's file. */
    static String file(String topic) {
        return Chart.file(topic + "-curves");
    }

    /** Whether there is a line to draw. */
    static boolean isWorthDrawing(List<Result> results) {
        return !lines(results).isEmpty();
    }

    /** Draws the lines of a topic that {@link #isWorthDrawing}. */
    static String draw(String topic, List<Result> results) {
        return new Curves(lines(results)).draw(topic, results.get(0).unit());
    }

    private static List<Line> lines(List<Result> results) {
        Map<String, Line> ours = new TreeMap<>();
        Map<String, Line> peers = new TreeMap<>();
        for (Result result : results) {
            Matcher name = POINT.matcher(result.name());
            Judgement judgement = judgement(result);
            if (judgement == null || !name.matches() || Long.parseLong(name.group(2)) == 0) {
                continue;
            }
            long number = Long.parseLong(name.group(2));
            add(ours, new Line(result.ours(), false, new TreeMap<>()), name.group(1), number, judgement.ours());
            if (judgement.peer() > 0) {
                add(peers, new Line(result.peer(), true, new TreeMap<>()), result.peer(), number, judgement.peer());
            }
        }
        List<Line> lines = new ArrayList<>(ours.values());
        lines.addAll(peers.values());
        lines.removeIf(line -> line.points().size() < LEAST);
        return lines.stream().allMatch(Line::isPeer) ? List.of() : lines;
    }

    /** Where the same peer was measured several times beside one number, its least figure is kept: noise only adds. */
    private static void add(Map<String, Line> lines, Line made, String key, long number, double figure) {
        if (figure > 0) {
            lines.computeIfAbsent(key, name -> made).points().merge(number, figure, Math::min);
        }
    }

    private static @Nullable Judgement judgement(Result result) {
        return result.findings().stream()
                .map(Finding::judgement)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private String draw(String topic, String unit) {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        String title = topic + ": how it grows with the number";
        line("<title>%s</title>", Chart.escape(title));
        line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        line("<text x=\"12\" y=\"20\" font-size=\"15\" fill=\"#1f2328\">%s</text>", Chart.escape(title));
        line(
                "<text x=\"12\" y=\"38\" fill=\"#59636e\">%s by the number at the end of the names; both axes"
                        + " logarithmic; dashed: peers</text>",
                Chart.escape(unit));
        grid();
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            curve(lines.get(i), COLOURS[i % COLOURS.length], taken);
        }
        line("</svg>");
        return svg.toString();
    }

    private void grid() {
        TreeSet<Long> numbers = new TreeSet<>();
        lines.forEach(line -> numbers.addAll(line.points().keySet()));
        for (long number : numbers) {
            line(
                    "<path d=\"M%s %dV%d\" stroke=\"#d8dee4\"/>"
                            + "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\" fill=\"#59636e\">%s</text>",
                    x(number),
                    TOP,
                    HEIGHT - BOTTOM,
                    x(number),
                    HEIGHT - BOTTOM + 18,
                    String.format(Locale.ROOT, "%,d", number));
        }
        for (int power = (int) Math.floor(lowY); power <= highY; power++) {
            for (int step : new int[] {1, 2, 5}) {
                double figure = step * Math.pow(10, power);
                if (Math.log10(figure) >= lowY && Math.log10(figure) <= highY) {
                    line(
                            "<path d=\"M%d %sH%d\" stroke=\"#d8dee4\"/>"
                                    + "<text x=\"%d\" y=\"%s\" text-anchor=\"end\" fill=\"#59636e\">%s</text>",
                            LEFT, y(figure), WIDTH - RIGHT, LEFT - 8, y(figure), Words.number(figure));
                }
            }
        }
    }

    private void curve(Line curve, String colour, List<Integer> taken) {
        StringBuilder path = new StringBuilder();
        curve.points()
                .forEach((number, figure) -> path.append(path.isEmpty() ? 'M' : 'L')
                        .append(x(number))
                        .append(' ')
                        .append(y(figure)));
        line(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                path, colour, curve.isPeer() ? " stroke-dasharray=\"5 3\"" : "");
        curve.points()
                .forEach((number, figure) ->
                        line("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>", x(number), y(figure), colour));
        Map.Entry<Long, Double> last = curve.points().lastEntry();
        // Beside the end of its line, or as near to it as other labels allow.
        int place = (int) Math.round(pixelY(last.getValue())) + 4;
        while (isTaken(place, taken)) {
            place++;
        }
        taken.add(place);
        line(
                "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                WIDTH - RIGHT + 12, place, colour, Chart.escape(curve.label()));
    }

    private static boolean isTaken(int place, List<Integer> taken) {
        return taken.stream().anyMatch(other -> Math.abs(other - place) < LABEL);
    }

    private String x(long number) {
        double share = highX > lowX ? (Math.log10((double) number) - lowX) / (highX - lowX) : 0;
        return decimal(LEFT + share * (WIDTH - LEFT - RIGHT));
    }

    private String y(double figure) {
        return decimal(pixelY(figure));
    }

    private double pixelY(double figure) {
        double share = (Math.log10(figure) - lowY) / (highY - lowY);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String decimal(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }

    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
