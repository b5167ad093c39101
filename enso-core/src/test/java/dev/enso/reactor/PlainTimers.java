package dev.enso.reactor;

import dev.enso.core.Alarms;
import dev.enso.core.Waker;
import java.util.TreeMap;

/** The simplest timers there can be, for reactors of tests. */
public final class PlainTimers implements Poller, Alarms {
    private record Key(long deadline, long handle) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int first = Long.compare(deadline, other.deadline);
            return first != 0 ? first : Long.compare(handle, other.handle);
        }
    }

    private final TreeMap<Key, Waker> armed = new TreeMap<>();
    private long last;

    @Override
    public long arm(long deadline, Waker waker) {
        armed.put(new Key(deadline, ++last), waker);
        return last;
    }

    @Override
    public boolean cancel(long handle) {
        return armed.keySet().removeIf(key -> key.handle() == handle);
    }

    int armed() {
        return armed.size();
    }

    @Override
    public int poll(long now, int limit) {
        int fired = 0;
        while (fired < limit && !armed.isEmpty() && armed.firstKey().deadline() <= now) {
            armed.pollFirstEntry().getValue().wake();
            fired++;
        }
        return fired;
    }

    @Override
    public long deadline() {
        return armed.isEmpty() ? NEVER : armed.firstKey().deadline();
    }
}
