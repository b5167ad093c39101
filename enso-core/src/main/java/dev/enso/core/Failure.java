package dev.enso.core;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Throws what somebody else caught. */
final class Failure {
    private Failure() {}

    /**
     * Throws the cause itself where {@code poll} can throw it: an exception or an error.
     *
     * @throws ExecutionException around any other throwable
     */
    static <T> T raise(Throwable cause) throws Exception {
        if (cause instanceof Exception exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new ExecutionException(cause);
    }

    /** The failure of a stage, without the wrapping that dependent stages put around it. */
    static Throwable ofStage(Throwable reported) {
        Throwable cause = reported.getCause();
        return reported instanceof CompletionException && cause != null ? cause : reported;
    }
}
