package dev.enso.bench.compare;

import java.util.List;

/** The lines that are printed: {@code name  ours  peer  ratio  goal  verdict}, and the raw round trip behind it. */
final class Table {
    private static final String FORMAT = "%-34s %20s %20s %12s  %-11s %-13s %s";

    private Table() {}

    static String header() {
        return line("name", "ours", "peer", "ratio", "goal", "verdict", "raw round trip");
    }

    /** A line for each finding. */
    static List<String> lines(Result result) {
        return result.findings().stream().map(finding -> line(result, finding)).toList();
    }

    private static String line(Result result, Finding finding) {
        Judgement judgement = finding.judgement();
        String title = result.title(finding);
        String goal = result.goal().toString();
        if (judgement == null) {
            return line(title, "-", "-", "-", goal, "not observed", "");
        }
        return line(
                title,
                Words.number(judgement.ours()) + " " + result.unit(),
                result.peer().isEmpty() ? "-" : Words.number(judgement.peer()) + " " + result.unit(),
                Words.ratio(judgement, result.goal()),
                goal,
                judgement.verdict().text(),
                Words.raw(finding));
    }

    private static String line(String... cells) {
        return String.format(FORMAT, (Object[]) cells).stripTrailing();
    }
}
