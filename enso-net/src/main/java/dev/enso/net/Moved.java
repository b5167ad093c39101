package dev.enso.net;

import dev.enso.core.Future;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All there is of a connection between two reactors. Whoever has it, has the socket.
 *
 * @param unread what its reader had left, or null for nothing
 */
record Moved(
        StreamEndpoint stream,
        ConnectionOptions options,
        SocketAddress remote,
        String name,
        @Nullable ByteBuffer unread,
        @Nullable Server server,
        Function<? super Connection, ? extends Future<?>> use)
        implements RemoteSockets.Handover {
    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException when no task may be made here; the socket is open then, and may arrive elsewhere
     */
    @Override
    public Task<?> arrive(CoreContext at) throws IOException {
        Connections home = at.service(Connections.class);
        Connection connection;
        try {
            connection = home.adopt(this);
        } catch (IOException | RuntimeException e) {
            ended();
            throw e;
        }
        Task<?> task;
        try {
            task = at.reactor().spawn(TaskOptions.named(name), new Moving.Going(connection, use));
        } catch (RejectedExecutionException refused) {
            if (connection.state() != ConnectionState.OPEN) {
                // Its server is being closed, and it has begun to end: it doesn't go back.
                connection.abort();
                throw new ClosedChannelException();
            }
            home.release(connection, use);
            throw refused;
        } catch (RuntimeException | Error e) {
            connection.abort();
            throw e;
        }
        connection.task = task;
        return task;
    }

    @Override
    public void giveUp() {
        try {
            stream.close();
        } catch (IOException e) {
            System.getLogger("dev.enso.net")
                    .log(
                            System.Logger.Level.DEBUG,
                            "the connection to " + name + " reported an error while it was closed",
                            e);
        }
        ended();
    }

    /** The socket is closed. */
    private void ended() {
        if (server != null) {
            server.connectionClosed();
        }
    }
}
