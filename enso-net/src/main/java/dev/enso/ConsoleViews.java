package dev.enso;

import dev.enso.core.Future;
import dev.enso.core.List;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The commands that show the node and change nothing. */
final class ConsoleViews {
    private final ConsoleNode node;
    private final Duration patience;

    ConsoleViews(ConsoleNode node, Duration patience) {
        this.node = node;
        this.patience = patience;
    }

    void addTo(ConsoleCommands commands) {
        commands.add(
                "describe",
                "describe [REACTOR]",
                "shows reactors, tasks, cursors, timers, connections",
                this::describe);
        commands.add("list", "list [REACTOR] [KIND]", "shows objects and tasks, by id", this::list);
        commands.add(
                "show",
                "show ID|NAME",
                "shows one object",
                words -> node.object(words).map(ObjectInfo::toString));
        commands.add("dump", "dump [REACTOR]", "shows what a reactor has counted", this::dump);
        commands.add("sync", "sync [REACTOR]", "answers when everything sent before was handled", this::sync);
    }

    private Future<String> describe(ConsoleWords words) {
        return each(node.reactors(words), Remote::describe);
    }

    private Future<String> list(ConsoleWords words) {
        java.util.List<Remote> targets = node.reactors(words);
        String kind = words.hasNext() ? words.next("KIND").toUpperCase(Locale.ROOT) : "";
        return new ConsoleListing(targets, kind);
    }

    private Future<String> dump(ConsoleWords words) {
        StringBuilder text = new StringBuilder();
        for (Remote there : node.reactors(words)) {
            Reactor reactor = there.reactor();
            text.append(reactor).append("\n  ").append(reactor.metrics()).append('\n');
        }
        return Future.of(text.toString().replace("\r\n", "\n"));
    }

    private Future<String> sync(ConsoleWords words) {
        return each(
                node.reactors(words),
                there -> there.sync().map(nothing -> "  " + there.reactor().name() + "  synced"));
    }

    /** One that doesn't answer is told of, and the others are shown. */
    private <T> Future<String> each(java.util.List<Remote> targets, Function<Remote, Future<T>> question) {
        ArrayList<Future<String>> answers = new ArrayList<>();
        for (Remote there : targets) {
            answers.add(question.apply(there)
                    .map(String::valueOf)
                    .timeout(patience.dividedBy(2))
                    .recover(failure -> "  " + there.reactor().name() + "  "
                            + (failure instanceof TimeoutException ? "does not answer" : failure.getMessage())));
        }
        return Future.join(answers).map(ConsoleViews::lines);
    }

    private static String lines(List<String> parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part).append('\n');
        }
        return text.toString();
    }
}
