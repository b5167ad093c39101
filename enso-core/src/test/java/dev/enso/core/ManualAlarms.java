package dev.enso.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Alarms that fire when a test says what time it is. */
public final class ManualAlarms implements Alarms {
    private record Alarm(long deadline, Waker waker) {}

    private final Map<Long, Alarm> armed = new TreeMap<>();
    private long lastHandle;

    @Override
    public long arm(long deadline, Waker waker) {
        armed.put(++lastHandle, new Alarm(deadline, waker));
        return lastHandle;
    }

    @Override
    public boolean cancel(long handle) {
        return armed.remove(handle) != null;
    }

    /** How many have been armed and neither fired nor been cancelled. */
    public int armed() {
        return armed.size();
    }

    /** How many have ever been armed. */
    public long everArmed() {
        return lastHandle;
    }

    /** The least deadline, or {@code Long.MAX_VALUE}. */
    public long nextDeadline() {
        return armed.values().stream().mapToLong(Alarm::deadline).min().orElse(Long.MAX_VALUE);
    }

    /** Fires what is due, in the order of the deadlines. */
    public void fire(long now) {
        var due = new ArrayList<Alarm>();
        armed.values().removeIf(alarm -> alarm.deadline() <= now && due.add(alarm));
        due.sort(Comparator.comparingLong(Alarm::deadline));
        due.forEach(alarm -> alarm.waker().wake());
    }
}
