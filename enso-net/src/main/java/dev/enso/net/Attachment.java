package dev.enso.net;

import java.io.IOException;

/** A socket being watched by a {@link Selector}. On the selector's thread only. */
interface Attachment {
    /** Watches for another interest; what the socket is ready for counts as an edge again. */
    void interest(int bits) throws IOException;

    /**
     * A call found that it would block: the next edge of these bits, {@link Bits#READABLE} or {@link Bits#WRITABLE}, must
     * be reported. Called often, so it costs nothing where the system keeps watching by itself.
     */
    void rearm(int bits);

    /** Stops watching, at once and for good; the socket is still open and may be attached again. */
    void detach();
}
