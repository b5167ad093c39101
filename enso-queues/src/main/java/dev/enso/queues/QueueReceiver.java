package dev.enso.queues;

import dev.enso.channel.Receiver;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.lang.invoke.VarHandle;
import org.jctools.queues.MessagePassingQueue;

/**
 * The receiving half over any store. The head stays in the store until {@code tail}: it is shown in place, keeps its room,
 * and costs no second reference.
 *
 * <p><b>Room is announced in batches.</b> To tell a sender that waits, a tail would need a full fence between giving the
 * place back and reading who waits; that is many times the price of the tail itself. So only every {@code stride}-th tail
 * does it, and every poll that has found nothing, where the fence is due anyway. The stride is a sixteenth of the capacity,
 * at most 64: below a capacity of 32 every tail announces.
 */
final class QueueReceiver<T> implements Receiver<T> {
    private static final int OPEN = 0;
    /** The head is shown. */
    private static final int READY = 1;
    /** Ended or closed. */
    private static final int GONE = 2;

    private static final int LARGEST_STRIDE = 64;

    /** Looks at a place that a sender has claimed and not yet filled, before this poll gives way. */
    private static final int SPINS = 32;

    private final Shared<T> shared;
    private final MessagePassingQueue<T> store;
    private final Cursor read;
    private final int stride;

    QueueReceiver(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
        this.read = shared.read;
        this.stride = stride(shared.capacity);
        read.setLimit(stride);
    }

    static int stride(int capacity) {
        return Math.min(LARGEST_STRIDE, Math.max(1, capacity / 16));
    }

    @Override
    public Polled poll(Context cx) {
        int phase = read.phase();
        if (phase != OPEN) {
            return phase == READY ? Polled.READY : Polled.ENDED;
        }
        if (store.relaxedPeek() != null) {
            read.setPhase(READY);
            return Polled.READY;
        }
        return waits(cx.waker());
    }

    private Polled waits(Waker waker) {
        shared.receiver.await(waker);
        shared.senders.wakeAll(); // nothing is left to read, so nobody may stay behind
        boolean closed = shared.isClosed(); // before the last look: what was accepted before the close is in it
        for (int look = 0; look < SPINS; look++) {
            if (store.relaxedPeek() != null) {
                shared.receiver.stayAwake();
                read.setPhase(READY);
                return Polled.READY;
            }
            if (store.isEmpty()) {
                if (!closed) {
                    return Polled.PENDING;
                }
                end();
                return Polled.ENDED;
            }
            Thread.onSpinWait();
        }
        // A sender stands between claiming its place and filling it, and may have looked at who waits already.
        shared.receiver.stayAwake();
        waker.wake();
        return Polled.PENDING;
    }

    @Override
    public T head() {
        requireReady("head");
        return store.relaxedPeek();
    }

    @Override
    public Stream<T> tail() {
        requireReady("tail");
        store.relaxedPoll();
        read.setPhase(OPEN);
        long position = read.position() + 1;
        read.setPositionRelease(position);
        if (position >= read.limit()) {
            announceRoom(position);
        }
        return this;
    }

    private void requireReady(String call) {
        if (read.phase() != READY) {
            throw new IllegalStateException(
                    call + " without a head: it is legal only after a poll that answered READY, until tail or close");
        }
    }

    private void announceRoom(long position) {
        read.setLimit(position + stride);
        VarHandle.fullFence();
        if (shared.senders.any()) {
            shared.senders.wake(shared.room());
        }
    }

    @Override
    public void close() {
        if (read.phase() != GONE) {
            end();
        }
    }

    private void end() {
        read.setPhase(GONE);
        shared.leave();
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, shared.resident());
    }

    @Override
    public String toString() {
        return "Receiver[" + shared + "]";
    }
}
