package dev.enso.net;

import org.jspecify.annotations.Nullable;

/**
 * What a registration wants to hear of. Never empty: who wants to hear of nothing deregisters. Errors and closed halves
 * are always reported.
 */
public final class Interest {
    /** Reading, or accepting, may make progress. */
    public static final Interest READABLE = new Interest(Bits.READABLE);

    /** Writing, or finishing a connect, may make progress. */
    public static final Interest WRITABLE = new Interest(Bits.WRITABLE);

    /** Urgent data has come. Reported by epoll and io_uring; the other transports refuse the interest. */
    public static final Interest PRIORITY = new Interest(Bits.PRIORITY);

    /** All combinations, at the index of their bits; the empty one is missing. */
    private static final @Nullable Interest[] COMBINATIONS = {
        null,
        READABLE,
        WRITABLE,
        new Interest(Bits.READABLE | Bits.WRITABLE),
        PRIORITY,
        new Interest(Bits.READABLE | Bits.PRIORITY),
        new Interest(Bits.WRITABLE | Bits.PRIORITY),
        new Interest(Bits.INTERESTS)
    };

    final int bits;

    private Interest(int bits) {
        this.bits = bits;
    }

    /** Both interests together. */
    public Interest or(Interest other) {
        return of(bits | other.bits);
    }

    /** The same as {@link #or}, by mio's name. */
    public Interest add(Interest other) {
        return or(other);
    }

    /** This interest without the other, or null when nothing is left. */
    public @Nullable Interest remove(Interest other) {
        return COMBINATIONS[bits & ~other.bits];
    }

    /** True when {@link #READABLE} is part of it. */
    public boolean isReadable() {
        return (bits & Bits.READABLE) != 0;
    }

    /** True when {@link #WRITABLE} is part of it. */
    public boolean isWritable() {
        return (bits & Bits.WRITABLE) != 0;
    }

    /** True when {@link #PRIORITY} is part of it. */
    public boolean isPriority() {
        return (bits & Bits.PRIORITY) != 0;
    }

    private static Interest of(int bits) {
        Interest interest = COMBINATIONS[bits];
        assert interest != null;
        return interest;
    }

    @Override
    public String toString() {
        return Bits.toString(bits);
    }
}
