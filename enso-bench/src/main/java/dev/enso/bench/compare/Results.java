package dev.enso.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A directory of results: a file for each, and a page and charts over all of them. */
final class Results {
    private static final String PAGE = "README.md";

    private final Path directory;
    private final List<Comparison> order;
    private final String command;

    /**
     * @param directory made when the first result comes
     * @param order all comparisons there are; results of others are not shown
     * @param command what makes all of it
     */
    Results(Path directory, List<Comparison> order, String command) {
        this.directory = directory;
        this.order = List.copyOf(order);
        this.command = command;
    }

    /** Keeps a result. */
    void keep(Comparison comparison, Result result, List<Pair> pairs) throws IOException {
        ResultFile.write(directory, comparison, result, pairs);
    }

    /** Makes the page and the charts anew, from all results that are kept. */
    void show() throws IOException {
        List<Result> results = new ArrayList<>();
        for (Comparison comparison : order) {
            Path file = ResultFile.of(directory, comparison.name());
            if (Files.exists(file)) {
                results.add(ResultFile.read(file));
            }
        }
        if (results.isEmpty()) {
            return;
        }
        Files.writeString(directory.resolve(PAGE), Markdown.page(results, command));
        for (Map.Entry<String, List<Result>> topic : Markdown.topics(results).entrySet()) {
            Files.writeString(
                    directory.resolve(Chart.file(topic.getKey())), Chart.draw(topic.getKey(), topic.getValue()));
            if (Curves.isWorthDrawing(topic.getValue())) {
                Files.writeString(
                        directory.resolve(Curves.file(topic.getKey())), Curves.draw(topic.getKey(), topic.getValue()));
            }
        }
    }
}
