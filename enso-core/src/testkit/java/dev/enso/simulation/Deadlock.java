package dev.enso.simulation;

/** Nothing is ready, nothing is due, and something has not ended: the message lists who waits for what. */
public final class Deadlock extends AssertionError {
    private static final long serialVersionUID = 1L;

    Deadlock(String message) {
        super(message);
    }
}
