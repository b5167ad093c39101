package dev.enso.net;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a {@link Server} accepts. Immutable; each {@code with} method answers a changed copy.
 *
 * @param maxConnections connections that are open at one time; further ones wait in the backlog; at least 1
 * @param reactor the one reactor on which the listener and all connections live, or empty to spread the connections over
 *     all reactors in turn, with the listener on the first
 * @param listen how the listener listens
 * @param connections the bounds of each connection
 */
public record ServerOptions(
        int maxConnections, OptionalInt reactor, ListenOptions listen, ConnectionOptions connections) {
    private static final ServerOptions DEFAULTS = new ServerOptions(
            Integer.MAX_VALUE, OptionalInt.empty(), ListenOptions.defaults(), ConnectionOptions.defaults());

    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public ServerOptions {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1: " + maxConnections);
        }
        if (reactor.isPresent() && reactor.getAsInt() < 0) {
            throw new IllegalArgumentException(
                    "reactor is an index of a group of reactors, from 0 on: " + reactor.getAsInt());
        }
        Objects.requireNonNull(listen, "listen");
        Objects.requireNonNull(connections, "connections");
    }

    /** Any number of connections, spread over all reactors, with the defaults of listening and of connections. */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /** These options with another {@link #maxConnections}. */
    public ServerOptions withMaxConnections(int connections) {
        return new ServerOptions(connections, reactor, listen, this.connections);
    }

    /** These options with everything on one reactor. */
    public ServerOptions onReactor(int index) {
        return new ServerOptions(maxConnections, OptionalInt.of(index), listen, connections);
    }

    /** These options with another way to listen. */
    public ServerOptions withListen(ListenOptions options) {
        return new ServerOptions(maxConnections, reactor, options, connections);
    }

    /** These options with other bounds of each connection. */
    public ServerOptions withConnections(ConnectionOptions options) {
        return new ServerOptions(maxConnections, reactor, listen, options);
    }
}
