package dev.enso.queues;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Waits until nothing is left in a channel. It stands among those who wait for room, since a receiver that has read
 * everything wakes all of them.
 */
final class EmptyFuture implements Future<@Nullable Void> {
    private enum Phase {
        OPEN,
        READY,
        GONE
    }

    private final Awaited queue;
    private Phase phase = Phase.OPEN;

    EmptyFuture(Awaited queue) {
        this.queue = queue;
    }

    @Override
    public Polled poll(Context cx) {
        if (phase != Phase.OPEN) {
            return phase == Phase.READY ? Polled.READY : Polled.ENDED;
        }
        VarHandle.fullFence();
        queue.ring(); // for what was appended
        if (queue.resident() > 0) {
            queue.senders().await(null, cx.waker());
            if (queue.resident() > 0) {
                return Polled.PENDING;
            }
        }
        phase = Phase.READY;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // the type argument says that it is null
    public @Nullable Void head() {
        requireReady("head");
        return null;
    }

    @Override
    public Stream<@Nullable Void> tail() {
        requireReady("tail");
        phase = Phase.GONE;
        return this;
    }

    private void requireReady(String call) {
        if (phase != Phase.READY) {
            throw new IllegalStateException(
                    call + " without a head: it is legal only after a poll that answered READY, until tail or close");
        }
    }

    @Override
    public void close() {
        phase = Phase.GONE;
    }
}
