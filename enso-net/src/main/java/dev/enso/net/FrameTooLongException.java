package dev.enso.net;

import java.io.IOException;

/** A frame is larger than its {@link Framing} admits. Where the next one begins can't be said: close the connection. */
public final class FrameTooLongException extends IOException {
    private static final long serialVersionUID = 1;

    FrameTooLongException(Framing framing, long length) {
        super("a frame of at least " + length + " bytes is beyond the limit of " + framing.limit() + " of " + framing
                + ": raise the limit, or send less at a time");
    }
}
