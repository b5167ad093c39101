package dev.enso.channel;

/**
 * The sending half of a channel of {@link Driver#SPMC}: what it sends is seen by every subscriber, each through a cursor of
 * its own. One thread at a time may send; any thread may subscribe.
 *
 * <p>A publisher that nobody subscribes to keeps what it has, up to its capacity, and then answers {@link Sent#FULL}: it
 * overwrites nothing silently. Closing ends the stream of every subscriber in order.
 *
 * @param <T> the messages
 */
public interface Publisher<T> extends Sender<T> {
    /**
     * Joins, while messages flow. There is one moment at which the subscriber has joined: it sees every message from its
     * {@link Subscriber#position()} on, none twice, and nothing before.
     *
     * @throws IllegalArgumentException when the message to start at is overwritten or not yet published, or a stage belongs
     *     to another publisher; the message names the oldest and the next sequence
     * @throws IllegalStateException when the publisher is closed for good
     */
    Subscriber<T> subscribe(Subscription subscription);

    /** How many messages were published: the sequence of the next one. Any thread. */
    long position();

    /**
     * What passed, counted in messages. Resident is what some subscriber has still to release, or, while there is none, what
     * waits for the first. Consumed is what every subscriber that was to see it has released; dropped is what at least one
     * gave up, by leaving, by eviction or by skipping. Any thread.
     */
    Account account();

    /** What it promises; the same as its channel does, where it has one. */
    Properties properties();
}
