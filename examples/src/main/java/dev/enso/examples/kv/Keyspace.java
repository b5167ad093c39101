package dev.enso.examples.kv;

import dev.enso.core.Alarms;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one shard. An entry past its end is never shown, whether its timer has fired or not; time is what the
 * latest {@link #advance} said.
 */
final class Keyspace {
    private static final long NANOS = 1_000_000;
    private static final int EXPIRY_FOOTPRINT = 40;
    private static final int DROP_BUCKETS = 512;

    private final Alarms alarms;
    private final long epoch;
    private final RandomGenerator random;
    private final HeapRegions heap;
    private final ArrayDeque<Dropped> dropped = new ArrayDeque<>();
    private final ArrayList<Entry> ended = new ArrayList<>();

    private Table table = new Table();
    private long now = -1;
    private long unixMillis;
    private long used;
    private int expiring;
    private long expired;

    /** What a flush left behind: its timers are cancelled a few at a time. */
    private static final class Dropped {
        final Table table;
        int cursor;

        Dropped(Table table) {
            this.table = table;
        }
    }

    /**
     * @param epoch the Unix time at which the reactor's clock read 0, in nanoseconds
     * @param heap what values cost
     */
    Keyspace(Alarms alarms, long epoch, RandomGenerator random, HeapRegions heap) {
        this.alarms = alarms;
        this.epoch = epoch;
        this.random = random;
        this.heap = heap;
    }

    /**
     * Moves time on.
     *
     * @param now the reactor's clock, in nanoseconds
     */
    void advance(long now) {
        if (now == this.now) {
            return;
        }
        this.now = now;
        unixMillis = Math.floorDiv(epoch + now, NANOS);
        if (!dropped.isEmpty()) {
            cancelDropped();
        }
    }

    long unixMillis() {
        return unixMillis;
    }

    /** The reactor's clock, in nanoseconds. */
    long now() {
        return now;
    }

    /** Keys, those past their end but not yet removed included. */
    int size() {
        return table.size();
    }

    int expiring() {
        return expiring;
    }

    /** How many keys have ended by their expiry. */
    long expired() {
        return expired;
    }

    /** Bytes of the heap in use; an estimate. */
    long used() {
        return used + table.footprint();
    }

    /** The entry of a key, or null when there is none that is still visible. */
    @Nullable Entry find(byte[] key, int offset, int length, int hash) {
        Entry entry = table.find(key, offset, length, hash);
        return entry != null && entry.expiry != null && hasEnded(entry) ? null : entry;
    }

    private boolean hasEnded(Entry entry) {
        Expiry expiry = entry.expiry;
        if (expiry == null || unixMillis <= expiry.at) {
            return false;
        }
        remove(entry);
        expired++;
        return true;
    }

    /** Adds a key that is not there, with a value that the caller fills in. */
    Entry add(byte[] key, int offset, int length, int hash, int valueLength) {
        Entry entry = new Entry(key, offset, length, hash, valueLength);
        table.add(entry);
        used += entry.footprint(heap);
        return entry;
    }

    /** Sets a key's value; an expiry stays. */
    Entry set(byte[] key, int offset, int length, int hash, byte[] value, int valueOffset, int valueLength) {
        Entry entry = find(key, offset, length, hash);
        if (entry == null) {
            entry = add(key, offset, length, hash, valueLength);
            entry.write(0, value, valueOffset, valueLength);
        } else {
            used -= entry.footprint(heap);
            entry.setValue(value, valueOffset, valueLength);
            used += entry.footprint(heap);
        }
        return entry;
    }

    /** As {@link Entry#resize}. */
    void resize(Entry entry, int length) {
        used -= entry.footprint(heap);
        entry.resize(length);
        used += entry.footprint(heap);
    }

    /** As {@link Entry#extend}. */
    void extend(Entry entry, int length) {
        used -= entry.footprint(heap);
        entry.extend(length);
        used += entry.footprint(heap);
    }

    void remove(Entry entry) {
        persist(entry);
        table.remove(entry);
        used -= entry.footprint(heap);
    }

    /**
     * Sets or moves an entry's end.
     *
     * @param at the last millisecond in which it is visible, in Unix time; one in the past removes it
     * @return false when the entry has been removed
     */
    boolean expire(Entry entry, long at) {
        if (at <= unixMillis) {
            remove(entry);
            return false;
        }
        Expiry expiry = entry.expiry;
        if (expiry == null) {
            expiry = new Expiry(this, entry);
            entry.expiry = expiry;
            used += EXPIRY_FOOTPRINT;
            expiring++;
        } else {
            alarms.cancel(expiry.alarm);
        }
        expiry.at = at;
        expiry.alarm = at >= (Long.MAX_VALUE / NANOS) - 1 ? 0 : arm(expiry, (at + 1) * NANOS - epoch);
        return true;
    }

    private long arm(Expiry expiry, long deadline) {
        return alarms.arm(Math.max(0, deadline), expiry);
    }

    /**
     * Takes an entry's end away.
     *
     * @return false when it has none
     */
    boolean persist(Entry entry) {
        Expiry expiry = entry.expiry;
        if (expiry == null) {
            return false;
        }
        alarms.cancel(expiry.alarm);
        entry.expiry = null;
        used -= EXPIRY_FOOTPRINT;
        expiring--;
        return true;
    }

    /** An expiry's timer has fired. */
    void expired(Expiry expiry) {
        Entry entry = expiry.entry();
        if (entry.expiry != expiry || !table.remove(entry)) {
            return;
        }
        entry.expiry = null;
        used -= entry.footprint(heap) + EXPIRY_FOOTPRINT;
        expiring--;
        expired++;
    }

    /** Removes everything. The cost does not depend on how much that is: timers are cancelled little by little. */
    void clear() {
        if (expiring > 0) {
            dropped.add(new Dropped(table));
        }
        table = new Table();
        used = 0;
        expiring = 0;
    }

    private void cancelDropped() {
        Dropped oldest = dropped.peek();
        if (oldest == null) {
            return;
        }
        oldest.cursor = oldest.table.scan(oldest.cursor, DROP_BUCKETS, entry -> {
            if (entry.expiry != null) {
                alarms.cancel(entry.expiry.alarm);
            }
        });
        if (oldest.cursor == 0) {
            dropped.remove();
        }
    }

    /** As {@link Table#scan}, without the entries that have ended; those are removed. */
    int scan(int cursor, int count, Table.Visitor visitor) {
        int next = table.scan(cursor, count, entry -> {
            if (entry.expiry != null && unixMillis > entry.expiry.at) {
                ended.add(entry);
            } else {
                visitor.visit(entry);
            }
        });
        // Not while the scan walks a bucket: a removal may merge buckets under it.
        ended.forEach(this::hasEnded);
        ended.clear();
        return next;
    }

    /** A visible entry by lot; null when there is none. */
    @Nullable Entry random() {
        Entry entry = table.random(random);
        while (entry != null && hasEnded(entry)) {
            entry = table.random(random);
        }
        return entry;
    }
}
