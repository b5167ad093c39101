package dev.enso.net;

import java.io.IOException;

/**
 * No file descriptor is left for a new socket (EMFILE, ENFILE). Nothing is broken: a listener that throws this from
 * {@link TcpListener#accept()} stays open and registered, and the connection stays in its backlog. Since readiness is
 * edge-triggered, no new event tells when descriptors are free again: try again after a pause, or after closing something.
 */
public final class TooManyOpenFilesException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyOpenFilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
