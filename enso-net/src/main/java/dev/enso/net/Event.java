package dev.enso.net;

/**
 * One readiness event: which registration, and what it may be ready for. A view of a slot of {@link Events}: valid until
 * these are filled or cleared again.
 */
public final class Event {
    private static final Token NONE = new Token(0);

    private Token token = NONE;
    private Ready ready = Ready.EMPTY;

    Event() {}

    void set(Token newToken, int bits) {
        token = newToken;
        ready = Ready.of(bits);
    }

    /** The token of the registration. */
    public Token token() {
        return token;
    }

    /** Everything the event reports. */
    public Ready ready() {
        return ready;
    }

    /** Reading, or accepting, may make progress. */
    public boolean isReadable() {
        return ready.isReadable();
    }

    /** Writing, or finishing a connect, may make progress. */
    public boolean isWritable() {
        return ready.isWritable();
    }

    /** Urgent data has come. A hint. */
    public boolean isPriority() {
        return ready.isPriority();
    }

    /** The source has an error to report. A hint. */
    public boolean isError() {
        return ready.isError();
    }

    /** The peer will send nothing more. A hint. */
    public boolean isReadClosed() {
        return ready.isReadClosed();
    }

    /** A write would fail. A hint. */
    public boolean isWriteClosed() {
        return ready.isWriteClosed();
    }

    @Override
    public String toString() {
        return "Event[" + token.value() + " " + ready + "]";
    }
}
