package dev.enso.net;

import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands between its first packet and its last. The transitions are one table:
 *
 * <table>
 *   <caption>What follows after which event; empty cells can't happen</caption>
 *   <tr><th></th><th>connected</th><th>input ends</th><th>output ends</th><th>close</th><th>gone</th></tr>
 *   <tr><td>CONNECTING</td><td>OPEN</td><td></td><td></td><td>CLOSED</td><td>CLOSED</td></tr>
 *   <tr><td>OPEN</td><td></td><td>INPUT_CLOSED</td><td>OUTPUT_CLOSED</td><td>DRAINING</td><td>CLOSED</td></tr>
 *   <tr><td>INPUT_CLOSED</td><td></td><td>stays</td><td>DRAINING</td><td>DRAINING</td><td>CLOSED</td></tr>
 *   <tr><td>OUTPUT_CLOSED</td><td></td><td>DRAINING</td><td>stays</td><td>DRAINING</td><td>CLOSED</td></tr>
 *   <tr><td>DRAINING</td><td></td><td>stays</td><td>stays</td><td>stays</td><td>CLOSED</td></tr>
 *   <tr><td>CLOSED</td><td></td><td>stays</td><td>stays</td><td>stays</td><td>stays</td></tr>
 * </table>
 *
 * Input ends when the peer has finished sending, when its reader closes it, and when a server that is being closed reads
 * no more. Output ends with {@link Connection#shutdownOutput}. Gone is a connection that has drained, broke, or was aborted.
 * Each transition is logged at DEBUG by {@code dev.enso.net}.
 */
public enum ConnectionState {
    /** The peer has not answered yet. */
    CONNECTING,
    /** Both directions are open. */
    OPEN,
    /** Half-closed: nothing more is read, writing goes on. */
    INPUT_CLOSED,
    /** Half-closed: nothing more is accepted for writing, and the peer learns so behind the last byte; reading goes on. */
    OUTPUT_CLOSED,
    /** Over for its user: what was written is still sent, then the peer is told, then the socket is closed. */
    DRAINING,
    /** Nothing is left of it. */
    CLOSED;

    /** What happens to a connection. */
    enum Event {
        CONNECTED,
        INPUT_ENDS,
        OUTPUT_ENDS,
        CLOSE,
        GONE
    }

    private static final class Table {
        private static final @Nullable ConnectionState[][] AFTER = {
            {OPEN, null, null, CLOSED, CLOSED},
            {null, INPUT_CLOSED, OUTPUT_CLOSED, DRAINING, CLOSED},
            {null, INPUT_CLOSED, DRAINING, DRAINING, CLOSED},
            {null, DRAINING, OUTPUT_CLOSED, DRAINING, CLOSED},
            {null, DRAINING, DRAINING, DRAINING, CLOSED},
            {null, CLOSED, CLOSED, CLOSED, CLOSED}
        };
    }

    /**
     * @throws IllegalStateException when the event can't happen in this state
     */
    ConnectionState after(Event event) {
        ConnectionState next = Table.AFTER[ordinal()][event.ordinal()];
        if (next == null) {
            throw new IllegalStateException(event + " can't happen to a connection that is " + this);
        }
        return next;
    }

    /** True while something may be written. */
    public boolean acceptsOutput() {
        return this == OPEN || this == INPUT_CLOSED;
    }

    /** True while something may be read. */
    public boolean givesInput() {
        return this == OPEN || this == OUTPUT_CLOSED;
    }
}
