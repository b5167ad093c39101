package dev.enso.core;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Something that runs futures: a reactor, a group of reactors, or a test. Any thread may call it. */
public interface Spawner {
    /**
     * Starts the future and hands back its outcome for the world outside the algebra.
     *
     * @throws java.util.concurrent.RejectedExecutionException when nothing more is accepted (closed, or too much waits
     *     for admission)
     */
    <T extends @Nullable Object> CompletionStage<T> start(Future<T> future);
}
