package dev.enso.channel;

import java.util.List;
import java.util.Objects;

/**
 * How a subscriber joins: where it starts, what happens when it lags, and whom it follows. Immutable; each method answers a
 * new one.
 *
 * <pre>{@code
 * publisher.subscribe(Subscription.latest().lag(Lag.SKIP).named("ticker"));
 * publisher.subscribe(Subscription.oldest().after(journal, replica));
 * }</pre>
 */
public final class Subscription {
    /** Where a subscriber starts. */
    public enum Start {
        /** At the oldest message that is still there. */
        OLDEST,
        /** At the next message to be published. */
        LATEST,
        /** At {@link Subscription#sequence()}. */
        SEQUENCE
    }

    private final Start start;
    private final long sequence;
    private final Lag lag;
    private final List<Subscriber<?>> stages;
    private final String name;

    private Subscription(Start start, long sequence, Lag lag, List<Subscriber<?>> stages, String name) {
        this.start = start;
        this.sequence = sequence;
        this.lag = lag;
        this.stages = stages;
        this.name = name;
    }

    /** Starts at the oldest message that is still there, which others may have read long ago. */
    public static Subscription oldest() {
        return new Subscription(Start.OLDEST, 0, Lag.GATE, List.of(), "");
    }

    /** Starts at the next message to be published. */
    public static Subscription latest() {
        return new Subscription(Start.LATEST, 0, Lag.GATE, List.of(), "");
    }

    /**
     * Starts at this message, counted from 0 for the first that was ever published. Subscribing fails when it is not there
     * any more, or not published yet.
     *
     * @throws IllegalArgumentException when the sequence is negative
     */
    public static Subscription from(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("messages are counted from 0: sequence=" + sequence);
        }
        return new Subscription(Start.SEQUENCE, sequence, Lag.GATE, List.of(), "");
    }

    /** What happens when the subscriber lags; {@link Lag#GATE} unless said otherwise. */
    public Subscription lag(Lag policy) {
        return new Subscription(start, sequence, Objects.requireNonNull(policy, "policy"), stages, name);
    }

    /**
     * Shows each message only once all of these have released it, with all the halves they are split into. Stages that leave,
     * or are evicted, are waited for no longer. Stages and their followers make a graph; it has no cycles, because who is followed was there before.
     */
    public Subscription after(Subscriber<?>... earlier) {
        return new Subscription(start, sequence, lag, List.of(earlier), name);
    }

    /** The name it has in reports and messages. */
    public Subscription named(String subscriber) {
        return new Subscription(start, sequence, lag, stages, Objects.requireNonNull(subscriber, "subscriber"));
    }

    /** Where it starts. */
    public Start start() {
        return start;
    }

    /** The message it starts at, when it starts at a {@link Start#SEQUENCE}. */
    public long sequence() {
        return sequence;
    }

    /** What happens when it lags. */
    public Lag lag() {
        return lag;
    }

    /** Whom it follows; empty when it follows the publisher. */
    public List<Subscriber<?>> stages() {
        return stages;
    }

    /** Its name; empty when it has none of its own. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "Subscription[" + (start == Start.SEQUENCE ? "from " + sequence : start) + ", " + lag
                + (stages.isEmpty() ? "" : ", after " + stages) + (name.isEmpty() ? "" : ", " + name) + "]";
    }
}
