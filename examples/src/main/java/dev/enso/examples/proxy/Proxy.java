package dev.enso.examples.proxy;

import dev.enso.core.Future;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.LongAdder;

/**
 * Joins each client with a connection of its own to the target: two pipes, so that a slow reader on either side stops the
 * writer on the other, and each direction ends when its writer ends it. A side that breaks is broken for the other one.
 */
final class Proxy {
    private static final System.Logger LOG = System.getLogger("dev.enso.examples");

    private final SocketAddress target;
    private final ConnectionOptions options;

    /** Added to by all reactors. */
    private final LongAdder clients = new LongAdder();

    private final LongAdder bytes = new LongAdder();

    Proxy(SocketAddress target, ConnectionOptions options) {
        this.target = target;
        this.options = options;
    }

    /** The task of one client. */
    Future<Boolean> serve(Connection client) {
        clients.increment();
        return Connection.connect(target, options, server -> between(client, server))
                .map(total -> {
                    bytes.add(total);
                    return true;
                })
                .recover(failure -> giveUp(client, failure));
    }

    private static Future<Long> between(Connection client, Connection server) {
        return Connection.pipe(client, server).join(Connection.pipe(server, client), Long::sum);
    }

    /** What goes wrong between others is no failure of the proxy; but an orderly end would hide it from the client. */
    private static boolean giveUp(Connection client, Exception failure) {
        if (!(failure instanceof IOException)) {
            throw new IllegalStateException("joining " + client + " failed", failure);
        }
        LOG.log(System.Logger.Level.DEBUG, () -> client + " is given up: " + failure.getMessage(), failure);
        client.abort();
        return false;
    }

    /** How much passed, in one line. */
    String summary() {
        return clients.sum() + " clients, " + bytes.sum() + " bytes passed in both directions";
    }

    @Override
    public String toString() {
        return "Proxy[" + target + "]";
    }
}
