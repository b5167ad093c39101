package dev.enso.channel;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.function.Consumer;

/**
 * The receiving half of a channel (rx): a stream of what was sent. Closing it tells the senders, whose next offers answer
 * {@link Sent#CLOSED}; what was accepted and not yet read is counted as dropped.
 *
 * @param <T> the messages
 */
public interface Receiver<T> extends Stream<T> {
    /** Is a message there? Runs no user code and never fails; ENDED when a sender closed and all was read, or after close. */
    @Override
    Polled poll(Context cx);

    /**
     * Is a message there now? Like {@link #poll}, but nobody will be woken: for loops that come back by themselves, and for
     * whoever takes only what is there.
     */
    Polled look();

    /**
     * Shows the action what is there, one message after another, and releases each; waits for nothing. When the action
     * throws, its message stays the head. An action leaves this half alone.
     *
     * @param limit the most messages to take; 0 or less takes none
     * @return how many were released
     */
    default int drain(Consumer<? super T> action, int limit) {
        int taken = 0;
        while (taken < limit && look() == Polled.READY) {
            action.accept(head());
            tail();
            taken++;
        }
        return taken;
    }

    /** Messages accepted and not yet released; exact when nobody sends or receives, an estimate otherwise. */
    int size();
}
