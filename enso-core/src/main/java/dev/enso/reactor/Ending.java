package dev.enso.reactor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an actor ended.
 *
 * @param how in which way
 * @param failure the reason, when it has failed
 */
public record Ending(How how, @Nullable Throwable failure) {
    /** The ways to end. */
    public enum How {
        /** {@link Address#stop} was called, and everything accepted before has been processed. */
        STOPPED,
        /** Its task was cancelled: by its handle, with its scope, or with its reactor. */
        CANCELLED,
        /** Its process failed, and was not or could not be restarted. */
        FAILED
    }

    /** Checks its parts. */
    public Ending {
        Objects.requireNonNull(how, "how");
    }
}
