package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Lag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Where a subscriber, or several that share, stand in a ring: what the writers must not overrun.
 *
 * <p><b>Two ways to read.</b> A subscriber that is alone and gates moves {@code position} when it commits, with a release: the
 * cheap way. Whoever shares the place, or can lose it, <em>takes</em> messages by moving {@code position} with a
 * compare-and-set, and <em>pins</em> what it has taken. It writes its pin first; a writer reads the position first. So a
 * writer that sees the message taken sees it pinned as well.
 *
 * <table>
 *   <caption>Shared words</caption>
 *   <tr><th>word</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>position ≥ 0</td><td>the one reader, release; or the readers, and writers that make one skip, by
 *       compare-and-set</td><td>everything before it is released, or taken</td></tr>
 *   <tr><td>position = −1 − p</td><td>who leaves, or the writer that evicts, by compare-and-set, once and for good</td><td>it
 *       stood at p and is gone</td></tr>
 *   <tr><td>a pin</td><td>its reader, release</td><td>the oldest message it has taken and not released, or
 *       {@link #FREE}</td></tr>
 * </table>
 */
final class Place implements Account {
    /** A pin that pins nothing. */
    static final long FREE = Long.MAX_VALUE;

    private static final Cursor[] NONE = {};
    private static final VarHandle DROPPED;

    static {
        try {
            DROPPED = MethodHandles.lookup().findVarHandle(Place.class, "dropped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Cursor word = new Cursor();
    final Lag lag;
    final String name;
    private final LongSupplier published;

    /** The first message it is to see. */
    private volatile long start;
    /** Counts what came after it left as well. */
    private volatile long dropped;
    /** How many had been published when it left; -1 before. */
    private volatile long publishedAtEnd = -1;
    /** Changed under the ring's lock. */
    private volatile Cursor[] pins = NONE;

    Place(Lag lag, String name, LongSupplier published) {
        this.lag = lag;
        this.name = name;
        this.published = published;
    }

    /** Before others see it: where it starts. */
    void startAt(long sequence) {
        start = sequence;
        word.setPositionVolatile(sequence);
    }

    /** While joining: it starts so many messages later. */
    void startsLater(long messages) {
        start = start + messages;
    }

    boolean isGone() {
        return word.positionVolatile() < 0;
    }

    /** The position, or where it stood when it went. */
    long position() {
        long position = word.positionVolatile();
        return position < 0 ? -1 - position : position;
    }

    /** The oldest message that it still needs; {@link #FREE} when it is gone and holds nothing. */
    long least() {
        long position = word.positionVolatile(); // before the pins
        return leastOf(position < 0 ? FREE : position);
    }

    private long leastOf(long position) {
        long least = position;
        for (Cursor pin : pins) {
            least = Math.min(least, pin.positionAcquire());
        }
        return least;
    }

    /** The oldest message that somebody holds here, or {@link #FREE}. */
    long leastPin() {
        return leastOf(FREE);
    }

    boolean isPinned() {
        return leastPin() != FREE;
    }

    // Under the ring's lock

    /** Another reader, which pins nothing yet. */
    Cursor addPin() {
        Cursor pin = new Cursor();
        pin.setPosition(FREE);
        addPin(pin);
        return pin;
    }

    void addPin(Cursor pin) {
        Cursor[] more = Arrays.copyOf(pins, pins.length + 1);
        more[more.length - 1] = pin;
        pins = more;
    }

    void removePin(Cursor pin) {
        pins = Arrays.stream(pins).filter(other -> other != pin).toArray(Cursor[]::new);
    }

    /** How many take from here with pins; none when a reader is alone. */
    int sharers() {
        return pins.length;
    }

    /** Goes, unless it is gone already. Answers where it stood, or -1. */
    long depart() {
        while (true) {
            long position = word.positionVolatile();
            if (position < 0) {
                return -1;
            }
            if (word.claim(position, -1 - position)) {
                return position;
            }
        }
    }

    void departedAt(long publishedThen) {
        publishedAtEnd = publishedThen;
    }

    // The account

    void drop(long messages) {
        DROPPED.getAndAdd(this, messages);
    }

    private long held() {
        long held = 0;
        for (Cursor pin : pins) {
            long from = pin.positionAcquire();
            if (from != FREE) {
                held += Math.max(0, pin.limit() - from);
            }
        }
        return held;
    }

    @Override
    public boolean isClosed() {
        return isGone() || publishedAtEnd >= 0;
    }

    @Override
    public long published() {
        long end = publishedAtEnd;
        return Math.max(0, (end >= 0 ? end : published.getAsLong()) - start);
    }

    @Override
    public long consumed() {
        return publishedAtEnd >= 0 ? published() - dropped : position() - start - dropped - held();
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public String toString() {
        return name + " at " + position() + ", " + lag + ", published " + published() + ", consumed " + consumed()
                + ", dropped " + dropped() + ", resident " + resident() + (isGone() ? ", gone" : "");
    }
}
