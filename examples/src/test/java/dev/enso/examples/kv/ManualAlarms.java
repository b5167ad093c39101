package dev.enso.examples.kv;

import dev.enso.core.Alarms;
import dev.enso.core.Waker;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Alarms in a sorted map, fired by hand. */
final class ManualAlarms implements Alarms {
    private final TreeMap<Long, Map<Long, Waker>> byDeadline = new TreeMap<>();
    private final Map<Long, Long> deadlines = new HashMap<>();
    private long last;

    @Override
    public long arm(long deadline, Waker waker) {
        long handle = ++last;
        byDeadline.computeIfAbsent(deadline, d -> new TreeMap<>()).put(handle, waker);
        deadlines.put(handle, deadline);
        return handle;
    }

    @Override
    public boolean cancel(long handle) {
        Long deadline = deadlines.remove(handle);
        if (deadline == null) {
            return false;
        }
        Map<Long, Waker> same = byDeadline.get(deadline);
        same.remove(handle);
        if (same.isEmpty()) {
            byDeadline.remove(deadline);
        }
        return true;
    }

    void fire(long now) {
        while (!byDeadline.isEmpty() && byDeadline.firstKey() <= now) {
            byDeadline.pollFirstEntry().getValue().forEach((handle, waker) -> {
                deadlines.remove(handle);
                waker.wake();
            });
        }
    }

    int live() {
        return deadlines.size();
    }
}
