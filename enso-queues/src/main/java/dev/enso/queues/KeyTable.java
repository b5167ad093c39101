package dev.enso.queues;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Which message in an array has this key: a hash table with linear probing over the numbers of the messages, so that it
 * makes no garbage. A key is asked of its message each time, which must answer the same as long as it is in the array.
 * Removal moves what follows back over the hole (Knuth, The Art of Computer Programming 6.4, algorithm R).
 */
final class KeyTable<T> {
    static final long NONE = -1;

    private final Function<? super T, ?> keyOf;
    private final LongFunction<T> messages;
    private final long[] table;
    private final int mask;

    KeyTable(int capacity, Function<? super T, ?> keyOf, LongFunction<T> messages) {
        this.keyOf = Objects.requireNonNull(keyOf, "key");
        this.messages = messages;
        this.table = new long[2 * SpscArray.powerOfTwo(capacity)];
        this.mask = table.length - 1;
        Arrays.fill(table, NONE);
    }

    private Object key(T message) {
        return Objects.requireNonNull(keyOf.apply(message), "a message has no key");
    }

    private int home(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & mask;
    }

    /** The message in the array with the same key as this one, or NONE. */
    long find(T message) {
        Object key = key(message);
        for (int at = home(key); table[at] != NONE; at = at + 1 & mask) {
            if (key.equals(key(messages.apply(table[at])))) {
                return table[at];
            }
        }
        return NONE;
    }

    /** A message has come whose key no other has. */
    void add(long message) {
        int at = home(key(messages.apply(message)));
        while (table[at] != NONE) {
            at = at + 1 & mask;
        }
        table[at] = message;
    }

    /** A message is about to leave. */
    void remove(long message) {
        int hole = home(key(messages.apply(message)));
        while (table[hole] != message) {
            hole = hole + 1 & mask;
        }
        table[hole] = NONE;
        for (int at = hole + 1 & mask; table[at] != NONE; at = at + 1 & mask) {
            int home = home(key(messages.apply(table[at])));
            if ((at - home & mask) >= (at - hole & mask)) { // it would be found in the hole as well
                table[hole] = table[at];
                table[at] = NONE;
                hole = at;
            }
        }
    }
}
