package dev.enso.queues;

import java.util.function.ToLongFunction;

/**
 * Which messages a cursor sees that was split by key. After a merge the answer depends on how far the two had come: the one
 * that takes the other in goes on where the later of them stands, and sees there what that one had still to see.
 *
 * @param key the function it was split by
 * @param seen who is to be seen
 */
record Keys<T>(ToLongFunction<? super T> key, Seen seen) {
    /** A set of keys that may differ along the sequences. */
    interface Seen {
        boolean at(long sequence, long key);

        /** The same from this sequence on, as simple as it gets. */
        default Seen from(long sequence) {
            return this;
        }
    }

    /**
     * Keys from low to high, both inside.
     *
     * @param low the least key
     * @param high the greatest key
     */
    record Range(long low, long high) implements Seen {
        static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

        @Override
        public boolean at(long sequence, long key) {
            return low <= key && key <= high;
        }

        boolean isJustBelow(Range other) {
            return high < other.low && high + 1 == other.low;
        }
    }

    /** What one sees from there on, or the other from there on. */
    private record Either(Seen one, long oneFrom, Seen other, long otherFrom) implements Seen {
        @Override
        public boolean at(long sequence, long key) {
            return (sequence >= oneFrom && one.at(sequence, key)) || (sequence >= otherFrom && other.at(sequence, key));
        }

        @Override
        public Seen from(long sequence) {
            Seen first = one.from(sequence);
            Seen second = other.from(sequence);
            if (sequence >= oneFrom && sequence >= otherFrom) {
                if (first instanceof Range a && second instanceof Range b) {
                    if (a.isJustBelow(b)) {
                        return new Range(a.low, b.high);
                    }
                    if (b.isJustBelow(a)) {
                        return new Range(b.low, a.high);
                    }
                }
            }
            return new Either(first, oneFrom, second, otherFrom);
        }
    }

    /** What is seen, as far as the key is in the range. */
    private record Part(Seen whole, Range range) implements Seen {
        @Override
        public boolean at(long sequence, long key) {
            return range.at(sequence, key) && whole.at(sequence, key);
        }

        @Override
        public Seen from(long sequence) {
            Seen simpler = whole.from(sequence);
            if (simpler instanceof Range a) {
                return new Range(Math.max(a.low, range.low), Math.min(a.high, range.high));
            }
            return new Part(simpler, range);
        }
    }

    boolean shows(long sequence, T message) {
        return seen.at(sequence, key.applyAsLong(message));
    }

    Keys<T> below(long from, long sequence) {
        return new Keys<>(key, new Part(seen, new Range(Long.MIN_VALUE, from - 1)).from(sequence));
    }

    Keys<T> notBelow(long from, long sequence) {
        return new Keys<>(key, new Part(seen, new Range(from, Long.MAX_VALUE)).from(sequence));
    }

    /** Do all keys of this lie on one side? Then there is nothing to split. */
    boolean isOnOneSideOf(long from) {
        return from == Long.MIN_VALUE || (seen instanceof Range range && (from <= range.low || from > range.high));
    }

    Keys<T> with(long position, Keys<T> other, long otherPosition) {
        return new Keys<>(
                key, new Either(seen, position, other.seen, otherPosition).from(Math.min(position, otherPosition)));
    }

    Keys<T> from(long sequence) {
        Seen simpler = seen.from(sequence);
        return simpler.equals(seen) ? this : new Keys<>(key, simpler);
    }

    /** Nothing is left out: every message is seen. */
    boolean isEverything() {
        return seen.equals(Range.ALL);
    }

    @Override
    public String toString() {
        return seen instanceof Range range ? "keys " + range.low + " to " + range.high : "keys " + seen;
    }
}
