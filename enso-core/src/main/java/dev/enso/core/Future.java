package dev.enso.core;

/**
 * A stream of at most one head. It runs when a task polls it, not before. The state contract is {@link Stream}'s; after
 * {@code tail} a future has ended.
 *
 * @param <T> the value
 */
public interface Future<T> extends Stream<T> {}
