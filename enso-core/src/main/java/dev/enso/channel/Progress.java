package dev.enso.channel;

/** What a thread that is stopped inside a call can do to the others. */
public enum Progress {
    /** Nothing: every call ends after a bounded number of its own steps. */
    WAIT_FREE,
    /**
     * Of several senders one always gets on. A sender that is stopped between claiming its place and filling it holds up the
     * messages behind its own, not the other senders.
     */
    LOCK_FREE,
    /** Hold them up: calls take turns at a lock, or spin while another links an array; for some instructions each. */
    BLOCKING
}
