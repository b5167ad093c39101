package dev.enso.queues;

import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sending half over any store; for as many threads as the store lets send. */
final class QueueSender<T> implements WaitingSender<T> {
    private final Shared<T> shared;
    private final Store<T> store;
    /** The store, if it is this one: the shortest way, without a question which of them it is. */
    private final @Nullable SpscArray<T> array;

    private final Overflow overflow;

    QueueSender(Shared<T> shared) {
        this.shared = shared;
        this.store = shared.store;
        this.array = store instanceof SpscArray<T> sole ? sole : null;
        this.overflow = shared.properties.overflow();
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
            flush(); // what was appended while the receiver left
            return Sent.CLOSED;
        }
        SpscArray<T> sole = array;
        return (sole != null ? sole.offer(message) : store.offer(message)) ? Sent.ACCEPTED : overflows();
    }

    private Sent overflows() {
        flush();
        if (overflow != Overflow.DROP_NEWEST) {
            return Sent.FULL;
        }
        shared.refuse();
        return Sent.DROPPED;
    }

    @Override
    public void flush() {
        if (!store.offerIsAFence()) {
            VarHandle.fullFence();
        }
        shared.ring();
    }

    /** Is a message copied into the channel, so that the sender may go on using it? */
    boolean copies() {
        return store.inPlace();
    }

    @Override
    public boolean mayWait() {
        return overflow == Overflow.PARK || overflow == Overflow.CONFLATE;
    }

    @Override
    public Polled poll(Context cx) {
        return poll(cx, null);
    }

    @Override
    public Polled poll(Context cx, @Nullable SendFuture<T> future) {
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

    private boolean hasRoom() {
        return overflow == Overflow.DROP_NEWEST || store.hasRoom();
    }

    @Override
    public void forget(SendFuture<T> future) {
        shared.senders.forget(future);
    }

    @Override
    public Future<Sent> send(T message) {
        return new SendFuture<>(this, message);
    }

    @Override
    public Future<@Nullable Void> awaitEmpty() {
        return new EmptyFuture(shared);
    }

    @Override
    public void close() {
        if (!shared.isClosed()) {
            shared.close();
        }
    }

    @Override
    public String toString() {
        Driver driver = shared.properties.driver();
        return "Sender[" + driver + ", " + shared + "]";
    }
}
