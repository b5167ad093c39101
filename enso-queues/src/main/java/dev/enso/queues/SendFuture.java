package dev.enso.queues;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One message on its way into a channel. Closed before it was ready, it sends nothing. */
final class SendFuture<T> implements Future<Sent> {
    private final WaitingSender<T> tx;

    /** Null when it is sent, or given up. */
    private @Nullable T message;

    /** Present while ready. */
    private @Nullable Sent result;

    SendFuture(WaitingSender<T> tx, T message) {
        this.tx = tx;
        this.message = Objects.requireNonNull(message, "message");
    }

    @Override
    public Polled poll(Context cx) {
        if (result != null) {
            return Polled.READY;
        }
        T unsent = message;
        if (unsent == null) {
            return Polled.ENDED;
        }
        while (true) {
            Sent sent = tx.offer(unsent);
            if (sent != Sent.FULL || !tx.mayWait()) {
                return becomes(sent);
            }
            Polled room = tx.poll(cx, this);
            if (room == Polled.ENDED) {
                return becomes(Sent.CLOSED);
            }
            if (room == Polled.PENDING || !cx.spend()) { // other senders may take the room again and again
                return Polled.PENDING;
            }
        }
    }

    private Polled becomes(Sent sent) {
        message = null;
        result = sent;
        return Polled.READY;
    }

    @Override
    public Sent head() {
        return requireResult("head");
    }

    @Override
    public Stream<Sent> tail() {
        requireResult("tail");
        result = null;
        return this;
    }

    private Sent requireResult(String call) {
        if (result == null) {
            throw new IllegalStateException(
                    call + " without a head: it is legal only after a poll that answered READY, until tail or close");
        }
        return result;
    }

    @Override
    public void close() {
        if (message != null) {
            message = null;
            tx.forget(this);
        }
        result = null;
    }
}
