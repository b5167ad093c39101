package dev.enso.reactor;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * How a group makes ids: 64 bits, positive, different for all reactors, ordered by time to about a second, and in the order of
 * the blocks for each reactor. (The layout is in the manner of Twitter's Snowflake, with the reactor last, so that a block may
 * be longer than a millisecond has numbers.)
 *
 * <pre>
 *   63   62 … 22                  21 … 10            9 … 0
 *   0    ms since 2024 (69 years)  number in the ms   reactor
 * </pre>
 *
 * <p>A reactor that hands out more than 4,096 ids a millisecond borrows from the next ones, and goes on from the last where the
 * clock has gone back: in both cases ids are ahead of the clock, by a second at most. Beyond that the policy decides. What
 * another process, or this one before it was started again, has handed out is not known: {@link #after} tells it.
 *
 * <p>Immutable; each method answers a changed copy.
 */
public final class Ids {
    /** What becomes of a question for ids when they are more than a second ahead of the clock. */
    public enum WhenAhead {
        /** It waits until the clock has come near; needs timers. */
        WAIT,
        /** Ids go on from the last, however far ahead. */
        CONTINUE,
        /** It is refused. */
        REFUSE
    }

    /** The most ids of one block. */
    public static final int MOST = 1 << 20;

    static final int REACTOR_BITS = 10;
    static final int NUMBER_BITS = 12;
    /** How far ids may be ahead of the clock. */
    static final long SLACK_MILLIS = 1000;

    private static final long ORIGIN = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST_MILLIS = (1L << 41) - 1;

    final InstantSource clock;
    final WhenAhead policy;
    /** The ids of all reactors begin behind this one. */
    final long last;

    private Ids(InstantSource clock, WhenAhead policy, long last) {
        this.clock = clock;
        this.policy = policy;
        this.last = last;
    }

    /** By the system's clock, waiting for it where it has gone back. */
    public static Ids defaults() {
        return new Ids(InstantSource.system(), WhenAhead.WAIT, 0);
    }

    /** By this clock, which any thread may read. */
    public Ids clock(InstantSource clock) {
        return new Ids(Objects.requireNonNull(clock, "clock"), policy, last);
    }

    /** With this policy. */
    public Ids whenAhead(WhenAhead policy) {
        return new Ids(clock, Objects.requireNonNull(policy, "policy"), last);
    }

    /**
     * Greater than this one, whatever the clock says: the last that was handed out before.
     *
     * @throws IllegalArgumentException when negative
     */
    public Ids after(long last) {
        if (last < 0) {
            throw new IllegalArgumentException("an id is never negative: " + last);
        }
        return new Ids(clock, policy, last);
    }

    /** When an id was handed out, or up to a second later. */
    public static Instant time(long id) {
        return Instant.ofEpochMilli(ORIGIN + (id >>> (REACTOR_BITS + NUMBER_BITS)));
    }

    /** The index of the reactor that handed an id out. */
    public static int reactor(long id) {
        return (int) id & ((1 << REACTOR_BITS) - 1);
    }

    /** The time of the clock as ids have it: milliseconds since their origin. */
    long millis() {
        return Math.min(LAST_MILLIS, Math.max(0, clock.millis() - ORIGIN));
    }

    static int requireCount(int count) {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("a block has from 1 to " + MOST + " ids: " + count);
        }
        return count;
    }

    @Override
    public String toString() {
        return "Ids[" + policy + (last == 0 ? "" : ", after " + last) + "]";
    }
}
