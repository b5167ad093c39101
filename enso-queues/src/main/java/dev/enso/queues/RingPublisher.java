package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Overflow;
import dev.enso.channel.Properties;
import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.ring.Slots;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sending half of a ring of references. */
final class RingPublisher<T> implements Publisher<T>, WaitingSender<T> {
    private final Ring<T> ring;
    private final Slots<T> slots;
    private final RingWriter writer;
    private final Overflow overflow;
    private final Properties properties;

    RingPublisher(Ring<T> ring, RingWriter writer, Properties properties) {
        this.ring = ring;
        this.slots = ring.slots;
        this.writer = writer;
        this.overflow = properties.overflow();
        this.properties = properties;
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
        if (ring.isClosed()) {
            return Sent.CLOSED;
        }
        long next = writer.take(1);
        if (next < 0) {
            return overflows();
        }
        slots.set(next, message);
        slots.publishRelease(next, next + 1);
        writer.wrote(next + 1);
        return Sent.ACCEPTED;
    }

    private Sent overflows() {
        flush();
        if (overflow != Overflow.DROP_NEWEST) {
            return Sent.FULL;
        }
        ring.refuse();
        return Sent.DROPPED;
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public boolean mayWait() {
        return overflow == Overflow.PARK;
    }

    @Override
    public Polled poll(Context cx, @Nullable SendFuture<T> future) {
        if (overflow == Overflow.DROP_NEWEST && !ring.isClosed()) {
            return Polled.READY;
        }
        return ring.awaitRoom(cx.waker(), future, writer);
    }

    @Override
    public Polled poll(Context cx) {
        return poll(cx, null);
    }

    @Override
    public void forget(SendFuture<T> future) {
        ring.senders.forget(future);
    }

    @Override
    public SendFuture<T> send(T message) {
        return new SendFuture<>(this, message);
    }

    @Override
    public Future<@Nullable Void> awaitEmpty() {
        return new EmptyFuture(ring);
    }

    @Override
    public Subscriber<T> subscribe(Subscription subscription) {
        return ring.subscribe(subscription);
    }

    @Override
    public long position() {
        return ring.publishedEver();
    }

    @Override
    public Account account() {
        return ring;
    }

    @Override
    public Properties properties() {
        return properties;
    }

    @Override
    public void close() {
        if (!ring.isClosed()) {
            ring.close();
        }
    }

    @Override
    public String toString() {
        return "Publisher[" + ring + "]";
    }
}
