package dev.enso.reactor;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** How a task ended. */
record Outcome(@Nullable Object value, @Nullable Throwable failure) {
    /** Most tasks end without a value; they share this. */
    static final Outcome NOTHING = new Outcome(null, null);

    static Outcome failed(Throwable failure) {
        return new Outcome(null, failure);
    }

    /** Throws a failure itself where a poll can throw it, else an {@link ExecutionException} around it. */
    static void raise(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw failure instanceof Exception exception ? exception : new ExecutionException(failure);
    }
}
