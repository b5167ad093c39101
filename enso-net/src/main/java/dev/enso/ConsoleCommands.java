package dev.enso;

import dev.enso.core.Future;
import dev.enso.net.RemoteSockets;
import dev.enso.reactor.Reactors;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What can be typed, and how it is answered. Any thread; answers are polled by tasks. */
final class ConsoleCommands {
    /** What a command makes of its words. */
    @FunctionalInterface
    interface Action {
        Future<String> run(ConsoleWords words);
    }

    /** A command. */
    private record Command(String usage, String what, Action action) {}

    private final ConsoleNode node;
    private final ConsoleReactors stops;
    private final Duration patience;
    private final Map<String, Command> commands = new LinkedHashMap<>();

    ConsoleCommands(Reactors reactors, Duration patience) {
        this.node = new ConsoleNode(reactors);
        this.stops = new ConsoleReactors(node);
        this.patience = patience;
        add("help", "help", "shows what can be typed", words -> Future.of(help()));
        new ConsoleViews(node, patience).addTo(this);
        new ConsoleTasks(node).addTo(this);
        new ConsoleRings(node).addTo(this);
        new ConsoleTimers(node).addTo(this);
        add("io", "io CONNECTION REACTOR", "moves a connection once it is at rest between two requests", this::io);
        stops.addTo(this);
    }

    void add(String word, String usage, String what, Action action) {
        commands.put(word, new Command(usage, what, action));
    }

    void offer(String name, Supplier<? extends Future<?>> work) {
        node.offer(name, work);
    }

    void allowStops() {
        stops.allow();
    }

    /** The whole answer; never fails. */
    Future<String> answer(String line) {
        return Future.<String>defer(() -> run(new ConsoleWords(line)))
                .timeout(patience)
                .map(ConsoleCommands::ok)
                .recover(ConsoleCommands::error);
    }

    private Future<String> run(ConsoleWords words) {
        String word = words.next("a command");
        Command command = commands.get(word.toLowerCase(Locale.ROOT));
        if (command == null) {
            throw new IllegalArgumentException("no such command: " + ConsoleWords.quoted(word) + "; help shows them");
        }
        try {
            return command.action().run(words);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(e.getMessage() + "; usage: " + command.usage(), e);
        }
    }

    private Future<String> io(ConsoleWords words) {
        long id = words.id();
        int reactor = node.reactor(words).index();
        return RemoteSockets.at(node.owner(id))
                .move(id, reactor)
                .map(moves -> moves ? "moves when it is at rest" : "lives there already");
    }

    private static String ok(String text) {
        String lines = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        return "ok " + lines.chars().filter(c -> c == '\n').count() + "\n" + lines;
    }

    private static String error(Exception failure) {
        String message = failure instanceof TimeoutException
                ? "no answer in time: a reactor stands still, or what was waited for goes on"
                : failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return "error " + message.replaceAll("\\s*[\\r\\n]+\\s*", " ") + "\n";
    }

    private String help() {
        StringBuilder text = new StringBuilder();
        for (Command command : commands.values()) {
            text.append(String.format(Locale.ROOT, "%-42s %s%n", command.usage(), command.what()));
        }
        if (node.offered().iterator().hasNext()) {
            text.append("offered to spawn: ").append(String.join(", ", node.offered()));
        }
        return text.toString().replace("\r\n", "\n");
    }
}
