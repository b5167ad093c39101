package dev.enso.queues;

import dev.enso.channel.Account;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.QueueProgressIndicators;

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
 *   <tr><td>dropped</td><td>the one at work</td><td>messages found after the receiver was gone</td></tr>
 * </table>
 */
final class Shared<T> implements Account {
    private static final VarHandle EMPTYING;

    static {
        try {
            EMPTYING = MethodHandles.lookup().findVarHandle(Shared.class, "emptying", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Looks at a place that a sender has claimed and not yet filled, before the processor is offered to that sender. */
    private static final int SPINS = 100;

    final MessagePassingQueue<T> store;
    final int capacity;
    final WakerCell receiver = new WakerCell();
    final WaitingSenders senders = new WaitingSenders(WaitingSenders.MOST_BY_HAND);
    /** The receiver's. */
    final Cursor read = new Cursor();

    private final QueueProgressIndicators indices;
    private volatile boolean closed;
    private volatile long dropped;
    private int emptying;

    <Q extends MessagePassingQueue<T> & QueueProgressIndicators> Shared(Q store, int capacity) {
        this.store = store;
        this.indices = store;
        this.capacity = capacity;
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends the stream in order. Any thread. */
    void close() {
        closed = true;
        VarHandle.fullFence();
        ring();
        senders.wakeAll();
    }

    /** Sender, after publishing and a full fence. */
    void ring() {
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
        receiver.leave();
        empty();
        senders.wakeAll();
    }

    /** Anyone who has seen that the receiver is gone. */
    private void empty() {
        if ((int) EMPTYING.getAndAdd(this, 1) != 0) {
            return;
        }
        int came = 1;
        do {
            dropped += clear();
            came = (int) EMPTYING.getAndAdd(this, -came) - came;
        } while (came != 0);
    }

    private long clear() {
        long found = 0;
        int looks = 0;
        while (true) {
            if (store.relaxedPoll() != null) {
                found++;
                looks = 0;
            } else if (store.isEmpty()) {
                return found;
            } else if (++looks < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** The places that are free now; an estimate while others send or receive. */
    long room() {
        return capacity - resident();
    }

    @Override
    public long published() {
        return indices.currentProducerIndex();
    }

    @Override
    public long consumed() {
        return read.positionAcquire();
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public String toString() {
        return "published " + published() + ", consumed " + consumed() + ", dropped " + dropped + ", resident "
                + resident() + " of " + capacity + (closed ? ", closed" : "");
    }
}
