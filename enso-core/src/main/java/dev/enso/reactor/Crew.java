package dev.enso.reactor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The threads of a group's reactors, and the one that watches them. Changed under the lock of the group once it has started. */
final class Crew {
    private final Blueprint blueprint;
    private final Warnings warnings = new Warnings();
    private final TimerSlack slack = new TimerSlack(warnings);
    private final ArrayList<Affinity.Pin> pins = new ArrayList<>();
    private @Nullable StallWatch watch;
    /** Replaced as a whole; empty when nobody has been started. */
    private volatile List<ReactorThread> threads = List.of();

    Crew(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    List<ReactorThread> threads() {
        return threads;
    }

    /** Starts a thread for each; who fails leaves those that were started in {@link #threads}. */
    void start(List<Reactor> reactors, BlockingPool blocking) {
        pins.addAll(List.of(blueprint.affinity.pins(reactors.size(), warnings)));
        ArrayList<ReactorThread> made = new ArrayList<>();
        try {
            for (Reactor reactor : reactors) {
                made.add(new ReactorThread(reactor, pins.get(reactor.index()), slack, blueprint));
            }
            threads = List.copyOf(made);
            if (blueprint.stallNanos > 0) {
                watch = new StallWatch(
                        made,
                        blueprint.stallNanos,
                        blueprint.clock,
                        blueprint.host.witness(),
                        blueprint.stalls,
                        blueprint.name + "-watch");
            }
            blueprint.host.start(blocking);
            for (ReactorThread thread : made) {
                blueprint.host.start(thread);
            }
            if (watch != null) {
                blueprint.host.start(watch);
            }
        } catch (Throwable failure) {
            made.removeIf(thread -> !thread.isStarted());
            threads = List.copyOf(made);
            throw failure;
        }
    }

    /** A thread for a reactor in the place of one that has ended, or in a new place. Who fails has changed nothing. */
    void start(Reactor reactor) {
        int index = reactor.index();
        if (index == pins.size()) {
            pins.add(blueprint.affinity.pins(index + 1, warnings)[index]);
        }
        ReactorThread thread = new ReactorThread(reactor, pins.get(index), slack, blueprint);
        blueprint.host.start(thread);
        ArrayList<ReactorThread> others = new ArrayList<>(threads);
        if (index < others.size()) {
            others.set(index, thread);
        } else {
            others.add(thread);
        }
        threads = List.copyOf(others);
        StallWatch watching = watch;
        if (watching != null) {
            watching.watch(index, thread);
        }
    }

    void stopWatch(Meanwhile meanwhile) {
        StallWatch watching = watch;
        if (watching != null) {
            watching.stop(meanwhile);
        }
    }
}
