package dev.enso;

import dev.enso.core.Future;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Remote;
import dev.enso.reactor.TaskOptions;
import dev.enso.timers.RemoteTimers;
import dev.enso.timers.SharedTimer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The commands for timers, which start work that the program offers. */
final class ConsoleTimers {
    private static final int TIMERS = 1000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final ConsoleNode node;
    /** Armed here, by their ids. */
    private final Map<Long, SharedTimer> armed = new ConcurrentHashMap<>();

    ConsoleTimers(ConsoleNode node) {
        this.node = node;
    }

    void addTo(ConsoleCommands commands) {
        commands.add(
                "timer", "timer DELAY WORK [REACTOR]", "spawns that work later: after 200ms, 5s, 2m, 1h", this::timer);
        commands.add("cancel", "cancel TIMER", "cancels a timer: it never fires after that", this::cancel);
    }

    private Future<String> timer(ConsoleWords words) {
        Duration delay = words.duration("DELAY", LONGEST);
        String name = words.next("WORK");
        Supplier<? extends Future<?>> work = node.work(name);
        Remote there = words.hasNext() ? node.reactor(words) : node.placed(name);
        node.requireRoomForWork();
        armed.values().removeIf(timer -> timer.hasFired() || timer.isCancelled() || timer.isRefused());
        if (armed.size() >= TIMERS) {
            throw new IllegalArgumentException(
                    "the console arms at most " + TIMERS + " timers at a time: cancel some, or wait for them");
        }
        Reactor reactor = there.reactor();
        return RemoteTimers.at(there)
                .arm(delay, () -> node.started(reactor.spawn(TaskOptions.named(name), work.get())))
                .map(timer -> {
                    armed.put(timer.id(), timer);
                    return Long.toHexString(timer.id());
                });
    }

    private Future<String> cancel(ConsoleWords words) {
        long id = words.id();
        return RemoteTimers.at(node.owner(id)).cancel(id).map(cancelled -> {
            armed.remove(id);
            return cancelled ? "cancelled" : "it had fired, or was cancelled before";
        });
    }
}
