package dev.enso.core;

/**
 * The index of the algebra: which stream comes next. Tasks, channels, timers and readiness are all chosen through this
 * one face.
 *
 * @param <T> what the selected streams carry
 */
@FunctionalInterface
public interface Discipline<T> {
    /**
     * Selects a stream.
     *
     * @param key what the discipline selects by (a level, a hash, an id, a time); which one, and its range, is the
     *     implementation's contract
     * @return the stream for this key; it may be empty, it is never null
     */
    Stream<T> select(long key);
}
