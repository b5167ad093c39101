package dev.enso.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connection, and what is to be done in it. What can't be done at once goes on whenever the connection's
 * output is woken: by the socket, and by the alarm that bounds it.
 */
final class Lifecycle {
    /** How long a peer that still sends is listened to after it was told, so that it reads our last bytes and not a reset. */
    private static final long LINGER = 1_000_000_000L;

    private final Connection connection;
    private ConnectionState state;

    /** Why it broke, or null. */
    private @Nullable IOException failure;

    private boolean peerTold;

    /** The peer has sent something after the end. */
    private boolean lingers;

    /** When draining is given up, once {@link #alarm} isn't 0. */
    private long deadline;

    private long alarm;

    Lifecycle(Connection connection, ConnectionState state) {
        this.connection = connection;
        this.state = state;
    }

    ConnectionState state() {
        return state;
    }

    boolean isBroken() {
        return failure != null;
    }

    boolean brokeBy(Throwable thrown) {
        return failure == thrown;
    }

    /** Why nothing can be read or written any more. */
    IOException failure() {
        IOException broken = failure;
        return broken == null ? new ClosedChannelException() : broken;
    }

    void connected() {
        advance(ConnectionState.Event.CONNECTED);
        Timeouts timeouts = connection.timeouts();
        if (timeouts != null) {
            timeouts.begin();
        }
    }

    /** The peer has finished sending, or the reader wants no more. */
    void inputEnded() {
        if (state != ConnectionState.CLOSED) {
            advance(ConnectionState.Event.INPUT_ENDS);
            Timeouts timeouts = connection.timeouts();
            if (timeouts != null) {
                timeouts.readerLeft();
            }
            settle();
        }
    }

    /** Reads no more, as if the peer had finished; the reader is woken. */
    void stopInput() {
        if (state.givesInput()) {
            connection.received().stop();
            inputEnded();
        }
    }

    void shutdownOutput() {
        if (state.acceptsOutput()) {
            connection.output().finish();
            advance(ConnectionState.Event.OUTPUT_ENDS);
            settle();
        }
    }

    void close() {
        if (state == ConnectionState.CONNECTING) {
            gone();
        } else if (state != ConnectionState.DRAINING && state != ConnectionState.CLOSED) {
            connection.output().finish();
            advance(ConnectionState.Event.CLOSE);
            endTimeouts();
            connection.received().release();
            settle();
        }
    }

    void abort() {
        if (state != ConnectionState.CLOSED) {
            try {
                connection.stream().option(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | UnsupportedOperationException e) {
                connection.home().debug(connection, "can't be reset and is closed instead", e);
            }
            gone();
        }
    }

    /** One of its limits was reached: reader and writer fail. */
    void timedOut(IOException why) {
        failure = why;
        cutOff();
    }

    /** There is no more time for it. What was not sent is lost, and the peer sees a reset then, and no end. */
    void cutOff() {
        if (connection.output().pending() > 0) {
            abort();
        } else {
            gone();
        }
    }

    /** A read found the connection broken. */
    void broke(IOException why) {
        failure = why;
        gone();
    }

    /** A write found the connection broken; there may still be something to read. */
    void outputFailed(IOException why) {
        if (failure == null) {
            failure = why;
        }
        if (state != ConnectionState.CLOSED) {
            advance(ConnectionState.Event.OUTPUT_ENDS);
            settle();
        }
    }

    /**
     * Writes what waits, and goes on with ending.
     *
     * @return false when there was nothing to do
     */
    boolean attend() {
        Output output = connection.output();
        boolean needed = output.pending() > 0 || ends();
        if (needed) {
            try {
                output.flushNow();
            } catch (IOException e) {
                connection.home().debug(connection, "can't write", e);
            }
            settle();
        }
        output.releaseIfEmpty();
        Timeouts timeouts = connection.timeouts();
        if (timeouts != null) {
            timeouts.check();
        }
        return needed;
    }

    private boolean ends() {
        return state == ConnectionState.OUTPUT_CLOSED || state == ConnectionState.DRAINING;
    }

    /** Goes as far towards the end as the state asks for and the socket allows. */
    private void settle() {
        if (!ends()) {
            return;
        }
        try {
            boolean sent = connection.output().flushNow();
            if (sent && !peerTold) {
                peerTold = true;
                connection.stream().shutdownOutput();
            }
            if (state == ConnectionState.DRAINING) {
                drain(sent);
            }
        } catch (IOException e) {
            connection.home().debug(connection, "ends without having sent everything", e);
            if (state == ConnectionState.DRAINING) {
                gone();
            }
        }
    }

    private void drain(boolean sent) throws IOException {
        Input input = connection.received();
        boolean dropped = input.discard();
        if (sent && (input.sawEnd() || !(dropped || lingers))) {
            gone();
            return;
        }
        if (alarm == 0) {
            endBy(connection.home().after(connection.options().drainLimit()));
        }
        if (dropped && !lingers) {
            lingers = true;
            endBy(Math.min(deadline, connection.home().now() + LINGER));
        }
        if (connection.home().now() < deadline) {
            return;
        }
        if (sent) {
            gone();
        } else {
            abort();
        }
    }

    private void endBy(long time) {
        connection.home().alarms().cancel(alarm);
        deadline = time;
        alarm = connection.home().alarms().arm(time, connection.output());
    }

    /** Another reactor takes the socket over. Everything is written, and nobody holds a head. */
    void moves() {
        leave();
        connection.home().poll().registry().deregister(connection.stream().endpoint());
        connection.home().unlist(connection);
    }

    private void leave() {
        advance(ConnectionState.Event.GONE);
        endTimeouts();
        connection.home().alarms().cancel(alarm);
        connection.output().drop();
        connection.received().release();
    }

    /** The socket is closed, whatever the state was. */
    void gone() {
        if (state == ConnectionState.CLOSED) {
            return;
        }
        leave();
        try {
            connection.stream().close();
        } catch (IOException e) {
            connection.home().debug(connection, "reported an error while it was closed", e);
        }
        connection.home().remove(connection);
    }

    private void endTimeouts() {
        Timeouts timeouts = connection.timeouts();
        if (timeouts != null) {
            timeouts.end();
        }
    }

    private void advance(ConnectionState.Event event) {
        ConnectionState from = state;
        state = from.after(event);
        if (state != from) {
            connection.home().debug(connection, from, event);
        }
    }
}
