package dev.enso.net;

/**
 * How a {@link TcpListener} listens.
 *
 * @param backlog connections that may wait to be accepted; at least 1, and the system may lower it
 * @param reuseAddress SO_REUSEADDR: bind although connections of an earlier listener are still being wound up
 * @param reusePort SO_REUSEPORT: several listeners share the address, and the system spreads connections over them
 */
public record ListenOptions(int backlog, boolean reuseAddress, boolean reusePort) {
    private static final ListenOptions DEFAULTS = new ListenOptions(1024, true, false);

    /**
     * @throws IllegalArgumentException when the backlog is less than 1
     */
    public ListenOptions {
        if (backlog < 1) {
            throw new IllegalArgumentException("A backlog holds at least 1 connection, not " + backlog);
        }
    }

    /** A backlog of 1024, SO_REUSEADDR, and the address for one listener alone. */
    public static ListenOptions defaults() {
        return DEFAULTS;
    }

    /** These options with another backlog. */
    public ListenOptions withBacklog(int connections) {
        return new ListenOptions(connections, reuseAddress, reusePort);
    }

    /** These options with SO_REUSEPORT. */
    public ListenOptions sharingPort() {
        return new ListenOptions(backlog, reuseAddress, true);
    }

    /** These options without SO_REUSEADDR. */
    public ListenOptions withoutReuseAddress() {
        return new ListenOptions(backlog, false, reusePort);
    }
}
