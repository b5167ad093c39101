package dev.enso.queues;

import dev.enso.channel.Subscriber;
import dev.enso.reactor.Range;

/**
 * A cursor that came from another reactor.
 *
 * @param id in the table of the reactor that reads it
 * @param subscriber the cursor, to be polled by a task of that reactor
 * @param keys those it sees, when it was split by key; all otherwise
 * @param <T> the messages
 */
public record RemoteCursor<T>(long id, Subscriber<T> subscriber, Range keys) {}
