package dev.enso;

import dev.enso.core.Future;
import dev.enso.core.List;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.Role;
import dev.enso.reactor.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What can be typed, and what it does: the verbs, and what shows the node. Any thread; answers are polled by tasks. */
final class ConsoleCommands {
    /** What a command makes of its words. */
    @FunctionalInterface
    private interface Action {
        Future<String> run(ConsoleWords words);
    }

    /** A command. */
    private record Command(String usage, String what, Action action) {}

    private final Reactors reactors;
    private final InterCore node;
    private final Duration patience;
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Map<String, Supplier<? extends Future<?>>> offers = new ConcurrentSkipListMap<>();

    ConsoleCommands(Reactors reactors, Duration patience) {
        this.reactors = reactors;
        this.node = reactors.interCore();
        this.patience = patience;
        add("help", "help", "shows what can be typed", words -> Future.of(help()));
        add("describe", "describe [REACTOR]", "shows reactors, tasks, cursors, timers, connections", this::describe);
        add("list", "list [REACTOR] [KIND]", "shows objects and tasks, by id", this::list);
        add("show", "show ID|NAME", "shows one object", words -> object(words).map(ObjectInfo::toString));
        add("dump", "dump [REACTOR]", "shows what a reactor has counted", this::dump);
        add("register", "register NAME ID R|W|RW", "names an object", this::register);
        add("unregister", "unregister NAME", "takes a name back", this::unregister);
        add(
                "lookup",
                "lookup NAME",
                "shows what a name leads to",
                words -> node.lookUp(words.next("NAME")).map(ObjectInfo::toString));
        add("spawn", "spawn WORK [REACTOR]", "starts work that the program offers", this::spawn);
        add("join", "join ID", "waits for the end of a task", words -> {
            long id = words.id();
            return node.of(id).join(id).map(String::valueOf);
        });
        add("send", "send ID|NAME TEXT", "puts text into an actor or a queue", this::send);
        add("sync", "sync [REACTOR]", "answers when everything sent before was handled", this::sync);
        add("seq", "seq [COUNT] [REACTOR]", "gives ids, ordered by time", this::seq);
    }

    private void add(String word, String usage, String what, Action action) {
        commands.put(word, new Command(usage, what, action));
    }

    void offer(String name, Supplier<? extends Future<?>> work) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("what the console may spawn has one word as its name: '" + name + "'");
        }
        offers.put(name, work);
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
            text.append(String.format(Locale.ROOT, "%-26s %s%n", command.usage(), command.what()));
        }
        if (!offers.isEmpty()) {
            text.append("offered to spawn: ").append(String.join(", ", offers.keySet()));
        }
        return text.toString().replace("\r\n", "\n");
    }

    /** The reactor that is named next, or all. */
    private java.util.List<Remote> targets(ConsoleWords words) {
        ArrayList<Remote> targets = new ArrayList<>();
        if (words.isNumberNext()) {
            targets.add(node.at(words.number("REACTOR", 0, reactors.size() - 1)));
        } else {
            for (Reactor reactor : reactors) {
                targets.add(node.at(reactor));
            }
        }
        return targets;
    }

    /** One that doesn't answer is told of, and the others are shown. */
    private <T> Future<String> each(
            java.util.List<Remote> targets, java.util.function.Function<Remote, Future<T>> question) {
        ArrayList<Future<String>> answers = new ArrayList<>();
        for (Remote there : targets) {
            answers.add(question.apply(there)
                    .map(String::valueOf)
                    .timeout(patience.dividedBy(2))
                    .recover(failure -> "  " + there.reactor().name() + "  "
                            + (failure instanceof TimeoutException ? "does not answer" : failure.getMessage())));
        }
        return Future.join(answers).map(ConsoleCommands::lines);
    }

    private static String lines(List<String> parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part).append('\n');
        }
        return text.toString();
    }

    private Future<String> describe(ConsoleWords words) {
        return each(targets(words), Remote::describe);
    }

    private Future<String> list(ConsoleWords words) {
        java.util.List<Remote> targets = targets(words);
        String kind = words.hasNext() ? words.next("KIND").toUpperCase(Locale.ROOT) : "";
        return new ConsoleListing(targets, kind);
    }

    private Future<String> dump(ConsoleWords words) {
        StringBuilder text = new StringBuilder();
        for (Remote there : targets(words)) {
            Reactor reactor = there.reactor();
            text.append(reactor).append("\n  ").append(reactor.metrics()).append('\n');
        }
        return Future.of(text.toString().replace("\r\n", "\n"));
    }

    private Future<ObjectInfo> object(ConsoleWords words) {
        if (words.isIdNext()) {
            long id = words.id();
            return node.of(id).info(id);
        }
        return node.lookUp(words.next("ID or NAME"));
    }

    private Future<String> register(ConsoleWords words) {
        String name = words.next("NAME");
        long id = words.id();
        Rights rights = words.oneOf("rights", Rights.values());
        return node.of(id).register(name, id, rights).map(ObjectInfo::toString);
    }

    private Future<String> unregister(ConsoleWords words) {
        String name = words.next("NAME");
        return node.lookUp(name)
                .then(info -> node.of(info.id()).unregister(info.id()))
                .map(gone -> gone ? "unregistered" : "it had gone before");
    }

    private Future<String> spawn(ConsoleWords words) {
        String name = words.next("WORK");
        Supplier<? extends Future<?>> work = offers.get(name);
        if (work == null) {
            throw new IllegalArgumentException("this program offers no work " + ConsoleWords.quoted(name) + ", but "
                    + new TreeMap<>(offers).keySet());
        }
        Remote there = words.hasNext()
                ? node.at(words.number("REACTOR", 0, reactors.size() - 1))
                : node.at(reactors.placement(Role.TASK).select(name.hashCode()));
        return spawn(there, name, work.get());
    }

    private static <T> Future<String> spawn(Remote there, String name, Future<T> work) {
        return there.spawn(TaskOptions.named(name), work).map(task -> Long.toHexString(task.id()) + " " + task);
    }

    private Future<String> send(ConsoleWords words) {
        Future<ObjectInfo> object = object(words);
        String text = words.rest("TEXT");
        return object.then(info -> node.of(info.id()).send(info.id(), text))
                .map(sent -> sent.toString().toLowerCase(Locale.ROOT));
    }

    private Future<String> sync(ConsoleWords words) {
        return each(
                targets(words),
                there -> there.sync().map(nothing -> "  " + there.reactor().name() + "  synced"));
    }

    private Future<String> seq(ConsoleWords words) {
        int count = words.hasNext() ? words.number("COUNT", 1, 1 << 20) : 1;
        Remote there = node.at(words.hasNext() ? words.number("REACTOR", 0, reactors.size() - 1) : 0);
        return there.seq(count).map(block -> block.first() + (count == 1 ? "" : " to " + block.last()));
    }
}
