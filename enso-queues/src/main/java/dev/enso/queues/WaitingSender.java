package dev.enso.queues;

import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import org.jspecify.annotations.Nullable;

/** What the sending halves have in common: everything but how a message is counted and published. */
interface WaitingSender<T> extends Sender<T> {
    Shared<T> shared();

    /** Would an offer be accepted now? */
    boolean hasRoom();

    @Override
    default Sent offer(T message) {
        Sent sent = append(message);
        if (sent == Sent.ACCEPTED) {
            flush();
        }
        return sent;
    }

    @Override
    default Polled poll(Context cx) {
        return poll(cx, null);
    }

    /**
     * Is there room, and who asks?
     *
     * @param future null when the sender is polled by hand
     */
    default Polled poll(Context cx, @Nullable SendFuture<T> future) {
        Shared<T> shared = shared();
        if (shared.isClosed()) {
            return Polled.ENDED;
        }
        if (hasRoom()) {
            return Polled.READY;
        }
        shared.senders.await(future, cx.waker());
        shared.ring(); // for what was appended; the fence has just been passed
        if (shared.isClosed()) {
            shared.senders.wakeAll(); // whoever came after the close
            return Polled.ENDED;
        }
        return hasRoom() ? Polled.READY : Polled.PENDING;
    }

    @Override
    default Future<Sent> send(T message) {
        return new SendFuture<>(this, message);
    }

    @Override
    default void close() {
        if (!shared().isClosed()) {
            shared().close();
        }
    }
}
