package dev.enso.queues;

import dev.enso.core.Stream;

/**
 * The messages of many streams as one.
 *
 * @param <T> the messages
 */
public interface Selected<T> extends Stream<T> {
    /**
     * Which stream the head comes from: its index in the order in which they were given.
     *
     * @throws IllegalStateException unless a head is shown
     */
    int index();
}
