package dev.enso.queues;

import dev.enso.channel.Sender;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import org.jspecify.annotations.Nullable;

/** A sending half whose futures wait for room, each under its own name. */
interface WaitingSender<T> extends Sender<T> {
    /**
     * Is there room, and who asks?
     *
     * @param future null when the sender is polled by hand
     */
    Polled poll(Context cx, @Nullable SendFuture<T> future);

    /** Does this channel let a sender wait for room? */
    default boolean mayWait() {
        return true;
    }

    /** A future is closed that may wait. */
    void forget(SendFuture<T> future);
}
