package dev.enso.simulation;

import dev.enso.reactor.Poller;
import java.util.ArrayList;
import java.util.List;

/** Events from outside. Those of the same time have no order: the oracle gives them one. */
final class Agenda {
    private record Entry(long time, Runnable event) {}

    /** By time; few, so a list will do. */
    private final List<Entry> entries = new ArrayList<>();

    void add(long time, Runnable event) {
        int at = entries.size();
        while (at > 0 && entries.get(at - 1).time() > time) {
            at--;
        }
        entries.add(at, new Entry(time, event));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    boolean due(long now) {
        return !entries.isEmpty() && entries.get(0).time() <= now;
    }

    long nextTime() {
        return entries.isEmpty() ? Poller.NEVER : entries.get(0).time();
    }

    /** One of the events of the earliest time. */
    Runnable take(Oracle oracle) {
        long time = entries.get(0).time();
        int same = 1;
        while (same < entries.size() && entries.get(same).time() == time) {
            same++;
        }
        return entries.remove(oracle.choose(same, "event comes next")).event();
    }
}
