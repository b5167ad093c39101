package dev.enso.queues;

import dev.enso.channel.Sent;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jctools.queues.MessagePassingQueue;

/**
 * The sending half for one thread. It counts what it sends and looks at the receiver's count only when it has sent as much
 * as the last look allowed, so the bound is exact and costs a comparison; the store below is never smaller.
 */
final class SoleSender<T> implements WaitingSender<T> {
    private final Shared<T> shared;
    private final MessagePassingQueue<T> store;
    private final Cursor written = new Cursor();

    SoleSender(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
        written.setLimit(shared.capacity);
    }

    @Override
    public Sent append(T message) {
        Objects.requireNonNull(message, "message");
        if (shared.isClosed()) {
            return Sent.CLOSED;
        }
        if (!hasRoom()) {
            flush();
            return Sent.FULL;
        }
        if (!store.offer(message)) {
            throw new IllegalStateException("the store is smaller than the capacity of " + shared.capacity);
        }
        written.setPosition(written.position() + 1);
        return Sent.ACCEPTED;
    }

    @Override
    public void flush() {
        VarHandle.fullFence();
        shared.ring();
    }

    @Override
    public boolean hasRoom() {
        return written.position() < written.limit() || findsRoom();
    }

    private boolean findsRoom() {
        long limit = shared.read.positionAcquire() + shared.capacity;
        written.setLimit(limit);
        return written.position() < limit;
    }

    @Override
    public Shared<T> shared() {
        return shared;
    }

    @Override
    public String toString() {
        return "Sender[SPSC, " + shared + "]";
    }
}
