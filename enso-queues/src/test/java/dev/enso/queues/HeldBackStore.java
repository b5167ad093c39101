package dev.enso.queues;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.QueueProgressIndicators;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * A store whose senders can be stopped between claiming a place and filling it, the way the scheduler of a busy machine
 * stops them.
 */
final class HeldBackStore<T> extends MpscVarHandleArrayQueue<T>
        implements MessagePassingQueue<T>, QueueProgressIndicators {
    private volatile boolean heldBack;

    HeldBackStore(int capacity) {
        super(capacity);
    }

    /** From now on messages are claimed, and not there yet. */
    void holdBack() {
        heldBack = true;
    }

    /** The senders go on. */
    void letGo() {
        heldBack = false;
    }

    @Override
    public T relaxedPeek() {
        return heldBack ? null : super.relaxedPeek();
    }

    @Override
    public T relaxedPoll() {
        return heldBack ? null : super.relaxedPoll();
    }
}
