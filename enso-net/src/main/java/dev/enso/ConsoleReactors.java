package dev.enso;

import dev.enso.core.Future;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import java.time.Duration;
import java.util.Locale;

/** The command that shows, starts and stops reactors; stopping only where the program has allowed it. */
final class ConsoleReactors {
    /** Less than the patience that a command has. */
    private static final int LONGEST_STOP = 4;

    /** More make a machine slower and not faster, and each is a thread. */
    private static final int MOST = 64;

    private final ConsoleNode node;
    private volatile boolean stops;

    ConsoleReactors(ConsoleNode node) {
        this.node = node;
    }

    void allow() {
        stops = true;
    }

    void addTo(ConsoleCommands commands) {
        commands.add(
                "reactor",
                "reactor [add|start REACTOR|stop REACTOR [SECONDS]]",
                "shows the reactors; adds one; starts one anew; drains one and stops it, if the program allows that",
                this::reactor);
    }

    private Future<String> reactor(ConsoleWords words) {
        if (!words.hasNext()) {
            return Future.of(shown());
        }
        String verb = words.next("add, start or stop");
        return switch (verb.toLowerCase(Locale.ROOT)) {
            case "start" -> node.reactor(words).start().map(reactor -> "started " + reactor.name());
            case "stop" -> stop(words);
            case "add" -> Future.call(this::add);
            default ->
                throw new IllegalArgumentException(
                        "a reactor is added, started or stopped, and nothing else: " + ConsoleWords.quoted(verb));
        };
    }

    private String shown() {
        StringBuilder text = new StringBuilder();
        for (Remote there : node.reactors(new ConsoleWords(""))) {
            text.append(there.index()).append(' ').append(there.reactor()).append('\n');
        }
        return text.toString();
    }

    private String add() {
        if (node.size() >= MOST) {
            throw new IllegalArgumentException("the console adds no reactors beyond " + MOST + ": the program may");
        }
        return "added " + node.add().name();
    }

    private Future<String> stop(ConsoleWords words) {
        Remote there = node.reactor(words);
        int seconds = words.hasNext() ? words.number("SECONDS", 0, LONGEST_STOP) : LONGEST_STOP;
        if (!stops) {
            throw new Refused(
                    Refused.Reason.RIGHTS,
                    "this console stops no reactor, " + there.reactor().name()
                            + " neither: the program allows it by Console.allowStops, or stops it by InterCore.stop");
        }
        return there.stop(Duration.ofSeconds(seconds)).map(report -> stopped(there, report));
    }

    private static String stopped(Remote there, CloseReport report) {
        return "stopped " + there.reactor().name() + (report.isClean() ? "" : ": " + report);
    }
}
