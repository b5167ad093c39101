package dev.enso.net;

import dev.enso.channel.Sent;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Message;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.TaskOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection that was accepted, on its way to the reactor where it will live. */
final class Arrival implements Message {
    private final System.Logger log = System.getLogger("dev.enso.net");
    private final Server server;
    private final StreamEndpoint stream;
    private final long number;

    /**
     * @param number of connections that this acceptor has accepted
     */
    Arrival(Server server, StreamEndpoint stream, long number) {
        this.server = server;
        this.stream = stream;
        this.number = number;
    }

    /** What connections from one address have in common. */
    long key() {
        return stream.remoteAddress() instanceof InetSocketAddress inet ? Objects.hashCode(inet.getAddress()) : 0;
    }

    @Override
    public void deliver(CoreContext at) {
        Connections home = at.service(Connections.class);
        Connection connection;
        try {
            if (server.isClosing()) {
                giveUp(null);
                return;
            }
            connection = home.accept(stream, server.options().connections(), server.name() + "#" + number);
        } catch (IOException | RuntimeException e) {
            giveUp(e);
            return;
        }
        connection.server = server;
        try {
            connection.task = at.reactor().spawn(TaskOptions.named(connection.name()), new Serving(server, connection));
        } catch (RuntimeException e) {
            connection.abort();
            throw e;
        }
    }

    /** The reactor stopped meanwhile: another one takes the connection, unless all are to live on this one. */
    @Override
    public void undelivered(Reactor target) {
        Reactors group = target.group();
        boolean elsewhere = server.options().reactor().isEmpty();
        for (int i = 1; elsewhere && i < group.size(); i++) {
            if (group.get((target.index() + i) % group.size()).send(this) == Sent.ACCEPTED) {
                return;
            }
        }
        giveUp(null);
    }

    /** The connection did not come about: the server closes, or the peer was gone before it was looked at. */
    void giveUp(@Nullable Throwable why) {
        try {
            stream.close();
        } catch (IOException e) {
            log.log(System.Logger.Level.DEBUG, "a connection reported an error while it was closed", e);
        }
        log.log(System.Logger.Level.DEBUG, () -> server + " gives up a connection that it had accepted", why);
        server.connectionClosed();
    }
}
