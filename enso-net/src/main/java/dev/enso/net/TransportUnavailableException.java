package dev.enso.net;

import org.jspecify.annotations.Nullable;

/** A transport that was demanded by name can't be used here. The message says why and what to do. */
public final class TransportUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TransportUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
