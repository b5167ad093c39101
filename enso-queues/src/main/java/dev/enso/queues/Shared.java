package dev.enso.queues;

import dev.enso.channel.Channel;
import dev.enso.channel.Overflow;
import dev.enso.channel.Properties;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the two halves of a channel have in common: the array store, who waits for it, and how it ends.
 *
 * <p><b>The end.</b> An array store has no door: an offer that found the channel open may be about to store its message
 * while the receiver leaves. So the receiver first says that it is gone, then empties the store; and a sender, after it has
 * published and passed a full fence, reads that word. Whichever comes second finds the message: it is counted as dropped,
 * exactly once, and its reference is cleared. Emptying takes one consumer at a time, so those who come to empty announce
 * themselves in {@code emptying}, and the first does the work for all.
 *
 * <table>
 *   <caption>Shared words</caption>
 *   <tr><th>word</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>closed</td><td>either side, once, false to true</td><td>offers answer CLOSED; the receiver reads on to the
 *       end</td></tr>
 *   <tr><td>receiver</td><td>see {@link WakerCell}</td><td>does the receiver wait; is it gone</td></tr>
 *   <tr><td>emptying</td><td>everyone who comes to empty, by an atomic add</td><td>0: nobody is at it; otherwise how many
 *       came since the one at work last looked</td></tr>
 *   <tr><td>consumed</td><td>the receiver, once, before it empties</td><td>negative while it reads; afterwards what it had
 *       released</td></tr>
 *   <tr><td>unread</td><td>the one at work</td><td>messages found after the receiver was gone</td></tr>
 *   <tr><td>refused</td><td>senders, by an atomic add</td><td>messages that {@link Overflow#DROP_NEWEST} gave up</td></tr>
 * </table>
 */
final class Shared<T> implements Awaited {
    private static final VarHandle EMPTYING;
    private static final VarHandle REFUSED;

    static {
        try {
            EMPTYING = MethodHandles.lookup().findVarHandle(Shared.class, "emptying", int.class);
            REFUSED = MethodHandles.lookup().findVarHandle(Shared.class, "refused", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Looks at a place that a sender has claimed and not yet filled, before the processor is offered to that sender. */
    private static final int SPINS = 100;

    final Store<T> store;
    final Properties properties;
    final WakerCell receiver;
    final WaitingSenders senders = new WaitingSenders(WaitingSenders.MOST_BY_HAND);

    private volatile boolean closed;
    private volatile long consumed = -1;
    private volatile long unread;
    private volatile long refused;
    private int emptying;

    Shared(Store<T> store, Properties properties) {
        this.store = store;
        this.properties = properties;
        this.receiver = new WakerCell();
    }

    /** The two halves over a store. */
    static <T> Channel<T> channel(Store<T> store, Properties properties) {
        Shared<T> shared = new Shared<>(store, properties);
        return new Channel<>(new QueueSender<>(shared), new QueueReceiver<>(shared), shared, properties);
    }

    /** What lies behind a channel of the house. */
    @SuppressWarnings("unchecked")
    static <T> Shared<T> of(Channel<T> channel) {
        return (Shared<T>) channel.account();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Ends the stream in order. Any thread. */
    void close() {
        closed = true;
        VarHandle.fullFence();
        ring();
        senders.wakeAll();
    }

    @Override
    public WaitingSenders senders() {
        return senders;
    }

    /** Sender, after publishing and a full fence. */
    @Override
    public void ring() {
        int state = receiver.stateVolatile();
        if (state != WakerCell.AWAKE) {
            attend(state);
        }
    }

    private void attend(int state) {
        if (state == WakerCell.WAITING) {
            receiver.wake();
        } else {
            empty();
        }
    }

    /** Receiver, once: it will not read any more. */
    void leave() {
        closed = true;
        consumed = store.consumed();
        receiver.leave();
        empty();
        // Another may be at it, and those who wait for room have nothing to wait for.
        senders.wakeAll();
    }

    /** Anyone who has seen that the receiver is gone. */
    private void empty() {
        if ((int) EMPTYING.getAndAdd(this, 1) != 0) {
            return;
        }
        int came = 1;
        do {
            unread += clear();
            came = (int) EMPTYING.getAndAdd(this, -came) - came;
        } while (came != 0);
        // Who came to wait until it is empty may have looked before.
        senders.wakeAll();
    }

    private long clear() {
        long found = 0;
        int looks = 0;
        while (true) {
            if (store.discard()) {
                found++;
                looks = 0;
            } else if (store.isEmpty()) {
                store.tidy();
                return found;
            } else if (++looks < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Sender: there is no room, and the message is given up for it. */
    void refuse() {
        REFUSED.getAndAdd(this, 1L);
    }

    /** The messages there are places for now; an estimate while others send or receive. */
    long room() {
        return store.bound() - resident();
    }

    @Override
    public long published() {
        return store.published() + refused;
    }

    @Override
    public long consumed() {
        long end = consumed;
        return end >= 0 ? end : store.consumed();
    }

    @Override
    public long dropped() {
        return store.dropped() + refused + unread;
    }

    @Override
    public String toString() {
        return "published " + published() + ", consumed " + consumed() + ", dropped " + dropped() + ", resident "
                + resident() + " of " + store.bound() + (closed ? ", closed" : "");
    }
}
