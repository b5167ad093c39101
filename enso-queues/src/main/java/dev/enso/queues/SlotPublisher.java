package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Properties;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a ring whose slots were made once: claim slots, fill them in place, commit. Nothing is allocated and
 * nothing is copied. What a slot holds when it is claimed is what an earlier message left there.
 *
 * <pre>{@code
 * int claimed = orders.claim(64);              // as many as there is room for, none when it is full
 * for (int i = 0; i < claimed; i++) {
 *     orders.slot(i).set(next());
 * }
 * orders.commit(claimed);                      // published, all at once
 * orders.flush();                              // once a batch: wakes who waits
 * }</pre>
 *
 * <p>Nobody sees a slot between claim and commit, so a sender that stops there, for whatever reason, holds nobody up. One
 * thread at a time has a publisher; {@link #another} gives a second thread one of its own, where the ring is made for many.
 * The end of the array is no concern of the caller: slots are asked for by their index in the claim, wherever they lie.
 *
 * @param <T> the slots
 */
public interface SlotPublisher<T> extends AutoCloseable {
    /**
     * Claims slots, without waiting. A claim while something is claimed extends it; who takes over from a sender that stopped
     * has its claim.
     *
     * @param most how many, at most; more than the capacity is the capacity
     * @return how many are claimed now; 0 when the ring is full or closed
     */
    int claim(int most);

    /**
     * A claimed slot, to be filled.
     *
     * @param index 0 for the one that is committed first
     * @throws IndexOutOfBoundsException unless so many are claimed
     */
    T slot(int index);

    /**
     * Publishes the first so many of the claimed slots, all at once and in order; the rest stays claimed. Wakes nobody: that
     * is left to {@link #flush}, which the caller owes.
     *
     * @return ACCEPTED. In a ring for many senders, where a claim reserves no room, also FULL, and in any ring that closed
     *     meanwhile CLOSED; the slots then stay claimed and nothing is published
     * @throws IndexOutOfBoundsException when fewer are claimed
     */
    Sent commit(int count);

    /** Gives up what is claimed and not committed. */
    void abort();

    /** Wakes subscribers that wait for what was committed: one fence for any number of messages. */
    void flush();

    /** Claims one slot; null when the ring is full or closed. */
    default @Nullable T claim() {
        return claim(1) == 0 ? null : slot(0);
    }

    /** Commits one slot and flushes. */
    default Sent publish() {
        Sent sent = commit(1);
        flush();
        return sent;
    }

    /** Is there room for one message? As {@link dev.enso.channel.Sender#poll}: PENDING means that the waker will be woken. */
    Polled poll(Context cx);

    /**
     * A publisher to the same ring for another thread.
     *
     * @throws IllegalStateException when the ring was made for one sender
     */
    SlotPublisher<T> another();

    /** As {@link dev.enso.channel.Publisher#subscribe}. */
    Subscriber<T> subscribe(Subscription subscription);

    /** How many messages were published: the sequence of the next one. Any thread. */
    long position();

    /** As {@link dev.enso.channel.Publisher#account}. */
    Account account();

    /** What the ring promises. The driver is SPMC where one sends and MPSC where many do, however many read. */
    Properties properties();

    /** As {@link dev.enso.channel.Sender#awaitEmpty}: ready when every message was released or dropped. Flushes first. */
    Future<@Nullable Void> awaitEmpty();

    /** Ends the stream of every subscriber in order, for all senders. What is claimed is given up. Any thread. */
    @Override
    void close();
}
