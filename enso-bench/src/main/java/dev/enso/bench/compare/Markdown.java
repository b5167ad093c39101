package dev.enso.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page that shows all results that are kept. */
final class Markdown {
    private Markdown() {}

    /**
     * Writes the page.
     *
     * @param results in the order in which they are shown
     * @param command what makes it
     */
    static String page(List<Result> results, String command) {
        StringBuilder page = new StringBuilder();
        page.append("# Measured results\n\nMade by `").append(command).append("`; do not edit. ");
        page.append("[How it measures, and how to read it](../benchmarks.md). ");
        page.append("Each name leads to the raw figures of all its runs.\n");
        List<Map<String, String>> hosts =
                results.stream().map(Result::host).distinct().toList();
        for (int i = 0; i < hosts.size(); i++) {
            page.append('\n').append(host(hosts.get(i), hosts.size() == 1 ? "" : " " + (i + 1)));
        }
        topics(results).forEach((topic, members) -> {
            page.append("\n## ").append(topic).append("\n\n");
            page.append("![")
                    .append(topic)
                    .append("](")
                    .append(Chart.file(topic))
                    .append(")\n\n");
            if (Curves.isWorthDrawing(members)) {
                page.append("![")
                        .append(topic)
                        .append(", by number](")
                        .append(Curves.file(topic))
                        .append(")\n\n");
            }
            page.append("| comparison | ours | peer | ratio | pairs | goal | verdict | raw round trip |")
                    .append(hosts.size() == 1 ? "\n" : " host |\n");
            page.append("|---|---|---|---|---|---|---|---|").append(hosts.size() == 1 ? "\n" : "---|\n");
            for (Result result : members) {
                String host = hosts.size() == 1 ? "" : " " + (hosts.indexOf(result.host()) + 1) + " |";
                result.findings()
                        .forEach(finding ->
                                page.append(row(result, finding)).append(host).append('\n'));
            }
        });
        return page.toString();
    }

    /** The results of each topic, the topics in the order in which they come. */
    static Map<String, List<Result>> topics(List<Result> results) {
        Map<String, List<Result>> topics = new LinkedHashMap<>();
        for (Result result : results) {
            topics.computeIfAbsent(result.topic(), topic -> new ArrayList<>()).add(result);
        }
        return topics;
    }

    private static String host(Map<String, String> facts, String number) {
        StringBuilder text = new StringBuilder("| host" + number + " | |\n|---|---|\n");
        facts.forEach((name, fact) ->
                text.append("| ").append(name).append(" | ").append(cell(fact)).append(" |\n"));
        return text.toString();
    }

    private static String row(Result result, Finding finding) {
        Goal goal = result.goal();
        Judgement judgement = finding.judgement();
        String name = "[" + result.title(finding) + "](" + result.name() + ".json): " + result.what();
        String unit = " " + result.unit();
        if (judgement == null) {
            return row(name, result.ours(), result.peer(), "", "0", goal.toString(), "not observed", "");
        }
        return row(
                name,
                result.ours() + " " + Words.number(judgement.ours()) + unit,
                result.peer().isEmpty() ? "" : result.peer() + " " + Words.number(judgement.peer()) + unit,
                Words.ratio(judgement, goal),
                judgement.pairs() + ": " + Words.range(judgement),
                goal.toString(),
                judgement.verdict().text(),
                Words.raw(finding));
    }

    private static String row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(cell(cell)).append(" |");
        }
        return row.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
