package dev.enso.queues;

import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jctools.queues.MessagePassingQueue;

/**
 * The sending half for one thread. It counts what it sends and looks at the receiver's count only when it has sent as much
 * as the last look allowed, so the bound is exact and costs a comparison; the store below is always larger.
 */
final class SoleSender<T> implements Sender<T> {
    private final Shared<T> shared;
    private final MessagePassingQueue<T> store;
    private final Cursor written = new Cursor();

    SoleSender(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
        written.setLimit(shared.capacity);
    }

    @Override
    public Sent offer(T message) {
        Sent sent = append(message);
        if (sent == Sent.ACCEPTED) {
            flush();
        }
        return sent;
    }

    @Override
    public Sent append(T message) {
        Objects.requireNonNull(message, "message");
        if (shared.isClosed()) {
            return Sent.CLOSED;
        }
        long position = written.position();
        if (position >= written.limit() && !findsRoom(position)) {
            flush();
            return Sent.FULL;
        }
        if (!store.offer(message)) {
            throw new IllegalStateException("the store is smaller than the capacity of " + shared.capacity);
        }
        written.setPosition(position + 1);
        return Sent.ACCEPTED;
    }

    private boolean findsRoom(long position) {
        long limit = shared.read.positionAcquire() + shared.capacity;
        written.setLimit(limit);
        return position < limit;
    }

    @Override
    public void flush() {
        VarHandle.fullFence();
        shared.ring();
    }

    @Override
    public Polled poll(Context cx) {
        if (shared.isClosed()) {
            return Polled.ENDED;
        }
        long position = written.position();
        if (position < written.limit() || findsRoom(position)) {
            return Polled.READY;
        }
        shared.senders.await(cx.waker());
        shared.ring(); // what was appended is seen by a receiver that sleeps: the fence has just been passed
        if (shared.isClosed()) {
            return Polled.ENDED;
        }
        return findsRoom(position) ? Polled.READY : Polled.PENDING;
    }

    @Override
    public Future<Sent> send(T message) {
        return new SendFuture<>(this, message);
    }

    @Override
    public void close() {
        if (!shared.isClosed()) {
            shared.close();
        }
    }

    @Override
    public String toString() {
        return "Sender[SPSC, " + shared + "]";
    }
}
