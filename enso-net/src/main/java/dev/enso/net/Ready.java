package dev.enso.net;

/**
 * A set of readiness: what an event reports, or what a {@link Readiness} has gathered. Only readable and writable can be
 * relied on; the others are hints that a transport may leave out (NIO reports none of them), and any of them may be
 * spurious. Never conclude anything without the call itself.
 *
 * <p>There is one instance for each set, so that {@code ==} compares and nothing is allocated.
 */
public final class Ready {
    private static final Ready[] SETS = sets();

    /** Nothing. */
    public static final Ready EMPTY = of(0);

    /** Reading, or accepting, may make progress. */
    public static final Ready READABLE = of(Bits.READABLE);

    /** Writing, or finishing a connect, may make progress. */
    public static final Ready WRITABLE = of(Bits.WRITABLE);

    /** Urgent data has come. */
    public static final Ready PRIORITY = of(Bits.PRIORITY);

    /** The socket has an error to report: {@link TcpStream#takeError()}. */
    public static final Ready ERROR = of(Bits.ERROR);

    /** The peer will send nothing more: what is there can still be read, then a read answers −1. */
    public static final Ready READ_CLOSED = of(Bits.READ_CLOSED);

    /** A write would fail. */
    public static final Ready WRITE_CLOSED = of(Bits.WRITE_CLOSED);

    final int bits;

    private Ready(int bits) {
        this.bits = bits;
    }

    static Ready of(int bits) {
        return SETS[bits];
    }

    private static Ready[] sets() {
        Ready[] sets = new Ready[Bits.ALL + 1];
        for (int bits = 0; bits < sets.length; bits++) {
            sets[bits] = new Ready(bits);
        }
        return sets;
    }

    /** Both sets together. */
    public Ready or(Ready other) {
        return of(bits | other.bits);
    }

    /** This set without the other. */
    public Ready remove(Ready other) {
        return of(bits & ~other.bits);
    }

    /** True when all of the other set is in this one. */
    public boolean contains(Ready other) {
        return (bits & other.bits) == other.bits;
    }

    /** True when nothing is in it. */
    public boolean isEmpty() {
        return bits == 0;
    }

    /** True when {@link #READABLE} is in it. */
    public boolean isReadable() {
        return (bits & Bits.READABLE) != 0;
    }

    /** True when {@link #WRITABLE} is in it. */
    public boolean isWritable() {
        return (bits & Bits.WRITABLE) != 0;
    }

    /** True when {@link #PRIORITY} is in it. */
    public boolean isPriority() {
        return (bits & Bits.PRIORITY) != 0;
    }

    /** True when {@link #ERROR} is in it. */
    public boolean isError() {
        return (bits & Bits.ERROR) != 0;
    }

    /** True when {@link #READ_CLOSED} is in it. */
    public boolean isReadClosed() {
        return (bits & Bits.READ_CLOSED) != 0;
    }

    /** True when {@link #WRITE_CLOSED} is in it. */
    public boolean isWriteClosed() {
        return (bits & Bits.WRITE_CLOSED) != 0;
    }

    @Override
    public String toString() {
        return Bits.toString(bits);
    }
}
