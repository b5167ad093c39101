package dev.enso.queues;

import dev.enso.channel.Receiver;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The receiving half over any store. The head stays in the store until {@code tail}: it is shown in place, keeps its room,
 * and costs no second reference.
 *
 * <p><b>Room is announced in batches.</b> To tell a sender that waits, a tail would need a full fence between giving the
 * place back and reading who waits; that is many times the price of the tail itself. So only every {@code stride}-th tail
 * does it, and every poll that has found nothing, where the fence is due anyway. The stride is the store's: a sixteenth of
 * the capacity, at most 64 messages; below a capacity of 32 every tail announces.
 */
final class QueueReceiver<T> implements Receiver<T> {
    private static final int OPEN = 0;
    /** The head is shown. */
    private static final int READY = 1;
    /** Ended or closed. */
    private static final int GONE = 2;

    /** Looks at a place that a sender has claimed and not yet filled, before this poll gives way. */
    private static final int SPINS = 32;

    private final Shared<T> shared;
    private final Store<T> store;

    /** The room given back, from where on it is to be announced, and the phase. */
    private final Cursor freed = new Cursor();

    private final long stride;

    QueueReceiver(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
        this.stride = store.stride();
        freed.setLimit(stride);
    }

    @Override
    public Polled poll(Context cx) {
        int phase = freed.phase();
        if (phase != OPEN) {
            return phase == READY ? Polled.READY : Polled.ENDED;
        }
        if (store.peek() != null) {
            freed.setPhase(READY);
            return Polled.READY;
        }
        return waits(cx.waker());
    }

    private Polled waits(Waker waker) {
        store.tidy();
        shared.receiver.await(waker);
        shared.senders.wakeAll(); // nothing is left to read, so nobody may stay behind
        boolean closed = shared.isClosed(); // before the last look: what was accepted before the close is in it
        for (int look = 0; look < SPINS; look++) {
            if (store.peek() != null) {
                shared.receiver.stayAwake();
                freed.setPhase(READY);
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
    public Polled look() {
        int phase = freed.phase();
        if (phase != OPEN) {
            return phase == READY ? Polled.READY : Polled.ENDED;
        }
        boolean closed = shared.isClosed(); // before the look, as above
        if (store.peek() != null) {
            freed.setPhase(READY);
            return Polled.READY;
        }
        return finds(closed);
    }

    /** Nothing, without waiting for anything: only once after a message this says that all has been read. */
    private Polled finds(boolean closed) {
        if (freed.position() + stride != freed.limit()) {
            store.tidy();
            freed.setLimit(freed.position() + stride);
            VarHandle.fullFence();
            shared.senders.wakeAll();
        }
        if (!closed || !store.isEmpty()) {
            return Polled.PENDING;
        }
        end();
        return Polled.ENDED;
    }

    @Override
    public T head() {
        requireReady("head");
        return Objects.requireNonNull(store.peek());
    }

    @Override
    public Stream<T> tail() {
        requireReady("tail");
        freed.setPhase(OPEN);
        giveBack();
        return this;
    }

    @Override
    public int drain(Consumer<? super T> action, int limit) {
        if (limit <= 0 || look() != Polled.READY) {
            return 0;
        }
        int taken = 0;
        T message = store.peek();
        while (message != null) { // ready all the time, so that a message whose action throws is the head
            action.accept(message);
            if (freed.phase() != READY) {
                return taken; // the action has closed this half
            }
            giveBack();
            message = ++taken < limit ? store.peek() : null;
        }
        freed.setPhase(OPEN);
        if (taken < limit) {
            boolean closed = shared.isClosed();
            if (store.peek() == null) {
                finds(closed);
            }
        }
        return taken;
    }

    private void giveBack() {
        long position = freed.position() + store.release();
        freed.setPosition(position);
        if (position >= freed.limit()) {
            announceRoom(position);
        }
    }

    private void requireReady(String call) {
        if (freed.phase() != READY) {
            throw new IllegalStateException(
                    call + " without a head: it is legal only after a poll that answered READY, until tail or close");
        }
    }

    private void announceRoom(long position) {
        freed.setLimit(position + stride);
        VarHandle.fullFence();
        if (shared.senders.any()) {
            shared.senders.wake(shared.room());
        }
    }

    @Override
    public void close() {
        if (freed.phase() != GONE) {
            end();
        }
    }

    private void end() {
        freed.setPhase(GONE);
        shared.leave();
    }

    @Override
    public boolean inPlace() {
        return store.inPlace();
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
