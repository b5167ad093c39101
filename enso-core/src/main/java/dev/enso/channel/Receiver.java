package dev.enso.channel;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

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

    /** Messages accepted and not yet released; exact when nobody sends or receives, an estimate otherwise. */
    int size();
}
