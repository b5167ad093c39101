package dev.enso.queues;

import dev.enso.channel.Channel;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A channel over an array as a queue of the JDK's. */
final class QueueView<T> extends AbstractQueue<T> {
    private final Sender<T> tx;
    private final Receiver<T> rx;
    private final Shared<T> shared;

    QueueView(Channel<T> channel) {
        this.tx = channel.tx();
        this.rx = channel.rx();
        this.shared = Shared.of(channel);
    }

    @Override
    public boolean offer(T message) {
        return tx.offer(message) == Sent.ACCEPTED;
    }

    @Override
    public @Nullable T peek() {
        return rx.look() == Polled.READY ? rx.head() : null;
    }

    @Override
    public @Nullable T poll() {
        if (rx.look() != Polled.READY) {
            return null;
        }
        T message = rx.head();
        rx.tail();
        return message;
    }

    @Override
    public int size() {
        return rx.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    /** What is there, from the oldest on; messages that come or go meanwhile may be missed. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private long at = shared.store.consumed();
            private @Nullable T next = find();

            private @Nullable T find() {
                while (at < shared.store.published()) {
                    T message = shared.store.at(at++);
                    if (message != null) {
                        return message;
                    }
                }
                return null;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public T next() {
                T message = next;
                if (message == null) {
                    throw new NoSuchElementException();
                }
                next = find();
                return message;
            }
        };
    }
}
