package dev.enso.net;

/**
 * The end of a connection that could not end at once: the peer reads slowly, or still sends. Bounded by an alarm, which
 * wakes the connection's output.
 */
final class Drain {
    /** How long a peer that still sends is listened to after it was told, so that it reads our last bytes and not a reset. */
    private static final long LINGER = 1_000_000_000L;

    private final Connection connection;
    private long deadline;
    private long alarm;
    private boolean lingers;

    Drain(Connection connection) {
        this.connection = connection;
        endBy(connection.home().after(connection.options().drainLimit()));
    }

    private void endBy(long time) {
        deadline = time;
        alarm = connection.home().alarms().arm(time, connection.output());
    }

    /** The peer has sent something after the end. */
    void linger() {
        if (!lingers) {
            lingers = true;
            cancel();
            endBy(Math.min(deadline, connection.home().now() + LINGER));
        }
    }

    boolean lingers() {
        return lingers;
    }

    boolean isOver() {
        return connection.home().now() >= deadline;
    }

    void cancel() {
        connection.home().alarms().cancel(alarm);
    }
}
