package dev.enso.queues;

import dev.enso.channel.Sent;
import java.util.Objects;
import org.jctools.queues.MessagePassingQueue;

/**
 * The sending half for any number of threads. The store keeps the bound, and its offer is the fence that must stand between
 * publishing and reading who waits ({@link BoundedArray}, {@link BoundedChunks}): waking costs an offer one load.
 */
final class SharedSender<T> implements WaitingSender<T> {
    private final Shared<T> shared;
    private final MessagePassingQueue<T> store;

    SharedSender(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
    }

    @Override
    public Sent append(T message) {
        Objects.requireNonNull(message, "message");
        if (shared.isClosed()) {
            return Sent.CLOSED;
        }
        if (!store.offer(message)) {
            flush();
            return Sent.FULL;
        }
        return Sent.ACCEPTED;
    }

    @Override
    public void flush() {
        shared.ring();
    }

    @Override
    public boolean hasRoom() {
        return shared.room() > 0;
    }

    @Override
    public Shared<T> shared() {
        return shared;
    }

    @Override
    public String toString() {
        return "Sender[MPSC, " + shared + "]";
    }
}
