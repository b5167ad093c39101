package dev.enso.queues;

import dev.enso.channel.Receiver;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half over any store. The head stays in the store until {@code tail}: it is shown in place, keeps its room,
 * and costs no second reference.
 *
 * <p><b>Room is announced in batches.</b> To tell a sender that waits, a tail would need a full fence between giving the
 * place back and reading who waits; that is many times the price of the tail itself. So only every {@code stride}-th tail
 * does it, and every poll that has found nothing, where the fence is due anyway. The stride is the store's: a sixteenth of
 * the capacity, at most 64 messages; below a capacity of 32 every tail announces.
 */
@SuppressWarnings("unused") // the padding
final class QueueReceiver<T> extends Padding.ReceiverFields implements Receiver<T> {
    private static final int OPEN = 0;
    /** The head is shown. */
    private static final int READY = 1;
    /** Ended or closed. */
    private static final int GONE = 2;

    /** Looks at a place that a sender has claimed and not yet filled, before this poll gives way. */
    private static final int SPINS = 32;

    private final Shared<T> shared;
    private final Store<T> store;
    /** The store, if it is this one: the shortest way, without a question which of them it is. */
    private final @Nullable SpscArray<T> array;

    private final long stride;
    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    QueueReceiver(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
        this.array = store instanceof SpscArray<T> sole ? sole : null;
        this.stride = store.stride();
        this.unannounced = stride;
    }

    private @Nullable T peek() {
        SpscArray<T> sole = array;
        return sole != null ? sole.peek() : store.peek();
    }

    @Override
    public Polled poll(Context cx) {
        if (phase != OPEN) {
            return phase == READY ? Polled.READY : Polled.ENDED;
        }
        if (peek() != null) {
            phase = READY;
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
            if (peek() != null) {
                shared.receiver.stayAwake();
                phase = READY;
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
        if (phase != OPEN) {
            return phase == READY ? Polled.READY : Polled.ENDED;
        }
        if (peek() != null) {
            phase = READY;
            return Polled.READY;
        }
        return finds();
    }

    /** Nothing, without waiting for anything: only once after a message this says that all has been read. */
    private Polled finds() {
        if (unannounced != stride) {
            store.tidy();
            announceRest();
        }
        if (!shared.isClosed()) {
            return Polled.PENDING;
        }
        if (peek() != null) { // since the last look, and before the close
            phase = READY;
            return Polled.READY;
        }
        if (!store.isEmpty()) {
            return Polled.PENDING;
        }
        end();
        return Polled.ENDED;
    }

    private void announceRest() {
        unannounced = stride;
        VarHandle.fullFence();
        shared.senders.wakeAll();
    }

    @Override
    public T head() {
        T message = phase == READY ? peek() : null;
        if (message == null) {
            throw notReady("head");
        }
        return message;
    }

    @Override
    public Stream<T> tail() {
        if (phase != READY) {
            throw notReady("tail");
        }
        phase = OPEN;
        giveBack();
        return this;
    }

    @Override
    public int drain(Consumer<? super T> action, int limit) {
        if (limit <= 0 || look() != Polled.READY) {
            return 0;
        }
        int taken = 0;
        T message = peek();
        while (message != null) { // ready all the time, so that a message whose action throws is the head
            action.accept(message);
            if (phase != READY) {
                return taken; // the action has closed this half
            }
            giveBack();
            message = ++taken < limit ? peek() : null;
        }
        phase = OPEN;
        if (taken < limit) {
            finds();
        }
        return taken;
    }

    private void giveBack() {
        SpscArray<T> sole = array;
        unannounced -= sole != null ? sole.release() : store.release();
        if (unannounced <= 0) {
            announceRoom();
        }
    }

    private static IllegalStateException notReady(String call) {
        return new IllegalStateException(
                call + " without a head: it is legal only after a poll that answered READY, until tail or close");
    }

    private void announceRoom() {
        unannounced = stride;
        VarHandle.fullFence();
        if (shared.senders.any()) {
            shared.senders.wake(shared.room());
        }
    }

    @Override
    public void close() {
        if (phase != GONE) {
            end();
        }
    }

    private void end() {
        phase = GONE;
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
