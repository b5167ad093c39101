package dev.enso.net;

import dev.enso.reactor.Clock;
import dev.enso.reactor.Poller;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/** What will happen in a simulated network and when, by a clock that somebody else moves. Ties happen in the order noted. */
final class Agenda {
    private final Clock clock;
    private final LongConsumer alarm;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long noted;

    /** For when the alarm was set last; {@link Poller#NEVER} when that is over. */
    private long alarmedFor = Poller.NEVER;

    /**
     * @param alarm told of a time at which {@link #pass} must be called, unless it was before; a later one replaces none
     */
    Agenda(Clock clock, LongConsumer alarm) {
        this.clock = clock;
        this.alarm = alarm;
    }

    /** Something that will happen, unless it is cancelled. */
    static final class Entry implements Comparable<Entry> {
        private final long time;
        private final long order;
        private final Runnable what;
        private boolean cancelled;

        private Entry(long time, long order, Runnable what) {
            this.time = time;
            this.order = order;
            this.what = what;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Entry other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
        }
    }

    long now() {
        return clock.nanoTime();
    }

    Entry at(long time, Runnable what) {
        Entry entry = new Entry(time, noted++, what);
        entries.add(entry);
        ensureAlarm(time);
        return entry;
    }

    Entry after(long nanos, Runnable what) {
        return at(now() + nanos, what);
    }

    private void ensureAlarm(long time) {
        if (time < alarmedFor) {
            alarmedFor = time;
            alarm.accept(time);
        }
    }

    /** The alarm has rung. */
    void alarmed() {
        alarmedFor = Poller.NEVER;
        pass();
        ensureAlarm(next());
    }

    /** Lets everything happen that is due, also what comes of it and is due at once. */
    void pass() {
        long now = now();
        while (next() <= now) {
            entries.remove().what.run();
        }
    }

    /** When the next thing happens; {@link Poller#NEVER} when nothing is noted. */
    long next() {
        Entry first = entries.peek();
        while (first != null && first.cancelled) {
            entries.remove();
            first = entries.peek();
        }
        return first == null ? Poller.NEVER : first.time;
    }
}
