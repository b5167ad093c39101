package dev.enso.timers;

import dev.enso.core.Waker;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One timer for each key, as sessions, leases and expiring entries want them: setting a key again moves its timer, and
 * allocates nothing.
 *
 * <p>It belongs to the thread that owns the wheel.
 *
 * @param <K> with {@code equals} and {@code hashCode}
 */
public final class KeyedTimers<K> {
    private final Wheel wheel;
    private final Consumer<? super K> onExpiry;
    private final Map<K, Entry> entries = new HashMap<>();

    /**
     * Timers on a wheel.
     *
     * @param onExpiry called by the wheel's poll, with a key whose timer is gone by then: it may be set anew. What it throws
     *     goes to the wheel's failure handler.
     */
    public KeyedTimers(Wheel wheel, Consumer<? super K> onExpiry) {
        this.wheel = Objects.requireNonNull(wheel, "wheel");
        this.onExpiry = Objects.requireNonNull(onExpiry, "onExpiry");
    }

    private final class Entry implements Waker {
        final K key;
        long handle;

        Entry(K key) {
            this.key = key;
        }

        @Override
        public void wake() {
            entries.remove(key);
            onExpiry.accept(key);
        }
    }

    /**
     * Lets the key expire at a deadline, whether it had one before or not.
     *
     * @return true when the key had none
     * @throws IllegalArgumentException when the deadline is negative
     * @throws java.util.concurrent.RejectedExecutionException when the key has none and the wheel is full
     */
    public boolean set(K key, long deadline) {
        Entry entry = entries.get(Objects.requireNonNull(key, "key"));
        boolean had = entry != null;
        if (entry == null) {
            entry = new Entry(key);
        } else if (wheel.reset(entry.handle, deadline)) {
            return false;
        } else {
            // Somebody took it out of the wheel by select, and did not wake it. If the wheel is full now, it has no
            // timer.
            entries.remove(key);
        }
        entry.handle = wheel.arm(deadline, entry);
        entries.put(key, entry);
        return !had;
    }

    /** Lets the key live on; false when it had no timer. */
    public boolean cancel(K key) {
        Entry entry = entries.remove(key);
        return entry != null && wheel.cancel(entry.handle);
    }

    /** Has the key a timer? */
    public boolean contains(K key) {
        return entries.containsKey(key);
    }

    /** Keys that have a timer. */
    public int size() {
        return entries.size();
    }

    /** Cancels all of them. */
    public void clear() {
        entries.values().forEach(entry -> wheel.cancel(entry.handle));
        entries.clear();
    }

    @Override
    public String toString() {
        return "KeyedTimers[" + entries.size() + " keys]";
    }
}
