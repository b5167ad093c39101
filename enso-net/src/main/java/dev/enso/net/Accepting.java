package dev.enso.net;

/** Who accepts the connections of a {@link Server}. */
public enum Accepting {
    /** One reactor, which hands them over to where they are placed, in turn unless told otherwise, at the cost of a message for each. */
    ON_ONE_REACTOR,

    /**
     * Each reactor, on a socket of its own that shares the port by SO_REUSEPORT: the system chooses by the client's address,
     * and the connection stays where it was accepted. Good for many short connections; a few may be spread unevenly. What
     * waits in the backlog of a socket is reset when that is closed. The port may be shared with other processes of the same
     * user too, so one that is in use by such a server is not found out.
     *
     * <p>While a reactor is stopped another one accepts and serves what comes to its socket; the next connection there after its
     * start is its own again. One that is added gets a socket when the next connection comes to the server.
     *
     * <p>It needs a port, and a system that spreads connections: Linux does.
     */
    ON_EACH_REACTOR
}
