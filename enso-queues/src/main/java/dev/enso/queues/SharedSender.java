package dev.enso.queues;

import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.util.Objects;
import org.jctools.queues.MessagePassingQueue;

/**
 * The sending half for any number of threads. The store keeps the bound, and its offer is the fence that must stand between
 * publishing and reading who waits ({@link BoundedArray}, {@link BoundedChunks}): waking costs an offer one load.
 */
final class SharedSender<T> implements Sender<T> {
    private final Shared<T> shared;
    private final MessagePassingQueue<T> store;

    SharedSender(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
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
        if (store.offer(message)) {
            return Sent.ACCEPTED;
        }
        flush();
        return Sent.FULL;
    }

    @Override
    public void flush() {
        shared.ring();
    }

    @Override
    public Polled poll(Context cx) {
        if (shared.isClosed()) {
            return Polled.ENDED;
        }
        if (shared.room() > 0) {
            return Polled.READY;
        }
        shared.senders.await(cx.waker());
        shared.ring();
        if (shared.isClosed()) {
            shared.senders.wake(Long.MAX_VALUE); // the last one clears the set
            return Polled.ENDED;
        }
        return shared.room() > 0 ? Polled.READY : Polled.PENDING;
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
        return "Sender[MPSC, " + shared + "]";
    }
}
