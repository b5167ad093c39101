package dev.enso.examples.kv;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of entries that grows and shrinks by one bucket at a time: linear hashing (Litwin, "Linear Hashing: A New
 * Tool for File and Table Addressing", 1980). No insertion ever pays for rehashing the whole table, so the reactor's turn
 * stays bounded however many keys there are.
 *
 * <p>With {@code half} the largest power of two that is not above the number of buckets, an entry is in bucket
 * {@code hash mod 2·half}, or, while that bucket does not exist yet, {@code hash mod half}.
 */
final class Table {
    private static final int SEGMENT_BITS = 10;
    private static final int SEGMENT = 1 << SEGMENT_BITS;
    private static final int FEWEST = 16;
    private static final int MOST = 1 << 30;

    private @Nullable Entry[][] segments = new Entry[1][SEGMENT];
    private int buckets = FEWEST;
    private int half = FEWEST;
    private int size;

    /** What a scan hands its entries to. */
    @FunctionalInterface
    interface Visitor {
        void visit(Entry entry);
    }

    int size() {
        return size;
    }

    /** Bytes of the buckets. */
    long footprint() {
        return (long) buckets * Integer.BYTES;
    }

    @Nullable Entry find(byte[] key, int offset, int length, int hash) {
        int bucket = bucket(hash);
        Entry entry = segments[bucket >>> SEGMENT_BITS][bucket & (SEGMENT - 1)];
        while (entry != null && !entry.hasKey(key, offset, length, hash)) {
            entry = entry.next;
        }
        return entry;
    }

    private int bucket(int hash) {
        int bucket = hash & (2 * half - 1);
        return bucket < buckets ? bucket : bucket & (half - 1);
    }

    private @Nullable Entry head(int bucket) {
        return segments[bucket >>> SEGMENT_BITS][bucket & (SEGMENT - 1)];
    }

    private void head(int bucket, @Nullable Entry entry) {
        segments[bucket >>> SEGMENT_BITS][bucket & (SEGMENT - 1)] = entry;
    }

    /** Adds an entry whose key is not there. */
    void add(Entry entry) {
        push(bucket(entry.hash), entry);
        if (++size > buckets && buckets < MOST) {
            split();
        }
    }

    private void push(int bucket, Entry entry) {
        entry.next = head(bucket);
        head(bucket, entry);
    }

    /**
     * Removes this very entry.
     *
     * @return false when it is not there
     */
    boolean remove(Entry entry) {
        int bucket = bucket(entry.hash);
        Entry before = null;
        Entry at = head(bucket);
        while (at != null && at != entry) {
            before = at;
            at = at.next;
        }
        if (at == null) {
            return false;
        }
        if (before == null) {
            head(bucket, entry.next);
        } else {
            before.next = entry.next;
        }
        entry.next = null;
        if (--size < buckets >> 2 && buckets > FEWEST) {
            merge();
            merge();
        }
        return true;
    }

    /** Opens one more bucket and moves into it what belongs there. */
    private void split() {
        int to = buckets;
        int segment = to >>> SEGMENT_BITS;
        if (segment == segments.length) {
            segments = Arrays.copyOf(segments, segments.length * 2);
        }
        if ((to & (SEGMENT - 1)) == 0) {
            segments[segment] = new Entry[SEGMENT];
        }
        int from = to - half;
        Entry rest = head(from);
        head(from, null);
        buckets++;
        while (rest != null) {
            Entry next = rest.next;
            push((rest.hash & half) == 0 ? from : to, rest);
            rest = next;
        }
        if (buckets == 2 * half) {
            half = buckets;
        }
    }

    /** Closes the last bucket. */
    private void merge() {
        if (buckets == FEWEST) {
            return;
        }
        if (buckets == half) {
            half >>= 1;
        }
        int from = --buckets;
        Entry rest = head(from);
        head(from, null);
        while (rest != null) {
            Entry next = rest.next;
            push(from - half, rest);
            rest = next;
        }
        if ((from & (SEGMENT - 1)) == 0 && from > 0) {
            segments[from >>> SEGMENT_BITS] = new Entry[0];
        }
    }

    /**
     * Visits at least {@code count} entries, if so many are left, and answers the cursor to go on with; 0 begins, and 0
     * is the answer at the end. Whatever stays in the table from a scan's first call to its last is visited at least
     * once, however the table grows and shrinks in between.
     *
     * <p>Hashes are visited in the order of their reversed bits: there, one bucket of a small table is a contiguous run
     * of buckets of a large one, and a cursor divides all hashes, not all buckets, into visited and unvisited. (The idea
     * of Pieter Noordhuis's dictScan in Redis, carried over to linear hashing.)
     */
    int scan(int cursor, int count, Visitor visitor) {
        int visited = 0;
        int looked = 0;
        int at = cursor;
        do {
            int mask = 2 * half - 1;
            int virtual = at & mask;
            for (Entry entry = head(bucket(virtual)), next; entry != null; entry = next) {
                next = entry.next;
                if ((entry.hash & mask) == virtual) {
                    visitor.visit(entry);
                    visited++;
                }
            }
            // The next number in the order of reversed bits, with the bits above the mask zero.
            at = Integer.reverse(Integer.reverse(at | ~mask) + 1);
            looked++;
        } while (at != 0 && visited < count && looked < 10L * count);
        return at;
    }

    /** An entry by lot; null when the table is empty. */
    @Nullable Entry random(RandomGenerator random) {
        if (size == 0) {
            return null;
        }
        Entry head;
        do {
            head = head(random.nextInt(buckets));
        } while (head == null);
        int length = 0;
        for (Entry entry = head; entry != null; entry = entry.next) {
            length++;
        }
        Entry chosen = head;
        for (int skip = random.nextInt(length); skip > 0 && chosen.next != null; skip--) {
            chosen = chosen.next;
        }
        return chosen;
    }
}
