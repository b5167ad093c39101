package dev.enso.reactor;

import dev.enso.core.Alarms;
import dev.enso.core.Waker;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A plug that remembers what is done with it, in a list that it shares with others. */
class Source implements Poller, AutoCloseable {
    final String name;
    final List<String> log;
    /** Events that wait; each poll handles as many of them as it may. */
    int waiting;

    long deadline = NEVER;
    int lastLimit;
    long lastNow;
    RuntimeException failure;

    Source(String name, List<String> log) {
        this.name = name;
        this.log = log;
    }

    @Override
    public int poll(long now, int limit) {
        log.add(name);
        lastNow = now;
        lastLimit = limit;
        if (failure != null) {
            throw failure;
        }
        int handled = Math.min(waiting, limit);
        waiting -= handled;
        return handled;
    }

    @Override
    public long deadline() {
        return waiting > 0 ? NOW : deadline;
    }

    @Override
    public void close() {
        log.add("close " + name);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Timers that never fire. */
    static final class Timers extends Source implements Alarms {
        Timers(List<String> log) {
            super("timers", log);
        }

        @Override
        public long arm(long deadline, Waker waker) {
            return 1;
        }

        @Override
        public boolean cancel(long handle) {
            return false;
        }
    }

    /** I/O without any. */
    static final class Io extends Source implements Parker {
        Io(List<String> log) {
            super("io", log);
        }

        @Override
        public void park(long deadline, BooleanSupplier canBlock) {
            log.add("park");
        }

        @Override
        public void wake() {}
    }
}
