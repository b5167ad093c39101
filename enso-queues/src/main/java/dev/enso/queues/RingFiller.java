package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Progress;
import dev.enso.channel.Properties;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import org.jspecify.annotations.Nullable;

/** Who fills the slots of a ring, and what is the same however many do: waiting, waking, subscribing and the end. */
interface RingFiller<T> extends SlotPublisher<T> {
    Ring<T> ring();

    RingWriter writer();

    @Override
    default void flush() {
        writer().flush();
    }

    @Override
    default Polled poll(Context cx) {
        return ring().awaitRoom(cx.waker(), null, writer());
    }

    @Override
    default Subscriber<T> subscribe(Subscription subscription) {
        return ring().subscribe(subscription);
    }

    @Override
    default long position() {
        return ring().publishedEver();
    }

    @Override
    default Account account() {
        return ring();
    }

    @Override
    default Properties properties() {
        return new Properties(
                "TURBINE", writer().driver(), ring().capacity, Order.FIFO, Progress.LOCK_FREE, Overflow.PARK);
    }

    @Override
    default Future<@Nullable Void> awaitEmpty() {
        return new EmptyFuture(ring());
    }

    @Override
    default void close() {
        if (!ring().isClosed()) {
            ring().close();
        }
    }
}
