package dev.enso.net;

import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;

/** Watches the sockets attached to it. One thread at a time, except {@link #wakeup()}. */
interface Selector {
    /**
     * Watches a socket. What it is ready for already counts as an edge.
     *
     * @param interest bits to report, of {@link Bits#INTERESTS}; errors and closed halves are reported in any case
     * @param armed the bits of the interest to report from now on; the others after their first {@link Attachment#rearm}
     * @param node who hears of it
     * @throws IllegalArgumentException when the socket is another port's
     * @throws UnsupportedOperationException when the interest is one that the port can't watch
     */
    Attachment attach(PortSocket socket, int interest, int armed, Node node) throws IOException;

    /** Reports what is ready, without blocking. */
    void selectNow() throws IOException;

    /**
     * Reports what is ready; if nothing is, sleeps until something is, until {@link #wakeup()}, or for
     * {@link Sleep#remaining()}. It may return early for no reason. It asks {@link Sleep#canBlock()} after a wakeup could
     * no longer be missed, and sleeps only if that answers true.
     */
    void select(Sleep sleep) throws IOException;

    /** Ends the sleep of a thread in {@link #select}; does nothing when none sleeps. Any thread, also after close. */
    void wakeup();

    /**
     * Lets handles of Netty's be watched here too, beside the sockets of this package. Any thread.
     *
     * @param turner the reactor that polls, as Netty sees it
     * @throws UnsupportedOperationException when this selector knows nothing of Netty
     */
    default GuestIo guests(ThreadAwareExecutor turner) {
        throw new UnsupportedOperationException(
                "This transport can't host Netty's channels: take epoll, kqueue or NIO");
    }

    /** Frees everything; all sockets were detached before. */
    void close() throws IOException;
}
