package dev.enso.net;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a {@link Server} accepts. Immutable; each {@code with} method answers a changed copy.
 *
 * @param maxConnections connections that are open at one time; further ones wait in the backlog; at least 1
 * @param accepting who accepts: one reactor for all, or each for itself
 * @param reactor the one reactor on which the listener and all connections live, or empty to spread the connections over
 *     all reactors; always empty when each accepts for itself
 * @param listen how the listener listens
 * @param connections the bounds of each connection
 */
public record ServerOptions(
        int maxConnections,
        Accepting accepting,
        OptionalInt reactor,
        ListenOptions listen,
        ConnectionOptions connections) {
    private static final ServerOptions DEFAULTS = new ServerOptions(
            Integer.MAX_VALUE,
            Accepting.ON_ONE_REACTOR,
            OptionalInt.empty(),
            ListenOptions.defaults(),
            ConnectionOptions.defaults());

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
        if (reactor.isPresent() && accepting == Accepting.ON_EACH_REACTOR) {
            throw new IllegalArgumentException(
                    "each reactor can't accept for itself when all connections live on reactor " + reactor.getAsInt()
                            + ": choose one of acceptingOnEachReactor and onReactor");
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
        return new ServerOptions(connections, accepting, reactor, listen, this.connections);
    }

    /**
     * These options with everything on one reactor. While it is {@linkplain dev.enso.reactor.InterCore#stop stopped} new connections
     * wait in the backlog, which is said in one warning, and once it is started again they are served there.
     */
    public ServerOptions onReactor(int index) {
        return new ServerOptions(maxConnections, accepting, OptionalInt.of(index), listen, connections);
    }

    /** These options with a listener on each reactor; {@link Accepting#ON_EACH_REACTOR} says what that needs. */
    public ServerOptions acceptingOnEachReactor() {
        return new ServerOptions(maxConnections, Accepting.ON_EACH_REACTOR, reactor, listen, connections);
    }

    /** These options with another way to listen. */
    public ServerOptions withListen(ListenOptions options) {
        return new ServerOptions(maxConnections, accepting, reactor, options, connections);
    }

    /** These options with other bounds of each connection. */
    public ServerOptions withConnections(ConnectionOptions options) {
        return new ServerOptions(maxConnections, accepting, reactor, listen, options);
    }
}
