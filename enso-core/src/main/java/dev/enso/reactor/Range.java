package dev.enso.reactor;

/**
 * A part of what an object holds: sequences of a ring, keys, bytes.
 *
 * @param from the first that belongs to it
 * @param to the first that does not; {@link Long#MAX_VALUE} for no end
 */
public record Range(long from, long to) {
    /** Everything. */
    public static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException when the end lies before the beginning
     */
    public Range {
        if (from > to) {
            throw new IllegalArgumentException("a range ends where it begins, or behind: from=" + from + ", to=" + to);
        }
    }

    /** From here on, without an end. */
    public static Range from(long first) {
        return new Range(first, Long.MAX_VALUE);
    }

    /** Does it belong to the range? */
    public boolean contains(long position) {
        return position >= from && (position < to || to == Long.MAX_VALUE);
    }

    /** Does all of the other belong to the range? */
    public boolean contains(Range other) {
        return other.from >= from && other.to <= to;
    }

    @Override
    public String toString() {
        if (equals(ALL)) {
            return "all";
        }
        return "[" + (from == Long.MIN_VALUE ? "…" : from) + ", " + (to == Long.MAX_VALUE ? "…" : to) + ")";
    }
}
