package dev.enso.bench.compare;

/** The command line asks for what there is not. The message says what there is. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
