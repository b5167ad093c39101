package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** An attempt to connect. It begins with the first poll, on the reactor of whoever polls. */
final class Connect implements Future<Connection>, Waker {
    private final SocketAddress address;
    private final ConnectionOptions options;
    private @Nullable Connection connection;
    private @Nullable Waker latest;
    private long deadline;
    private long alarm;
    private boolean ready;
    private boolean over;

    Connect(SocketAddress address, ConnectionOptions options) {
        this.address = address;
        this.options = options;
    }

    /** The limit was reached. */
    @Override
    public void wake() {
        Waker waiting = latest;
        if (waiting != null) {
            waiting.wake();
        }
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        if (over) {
            return Polled.ENDED;
        }
        Connection attempt = connection;
        if (attempt == null) {
            attempt = begin(cx);
            connection = attempt;
        }
        while (attempt.readiness().pollWritable(cx.waker())) {
            if (attempt.state() == ConnectionState.CLOSED) {
                throw new IOException("connecting to " + Addresses.text(address)
                        + " was cut off: the connections of this reactor are being closed");
            }
            if (attempt.stream().finishConnect()) {
                attempt.home().alarms().cancel(alarm);
                attempt.lifecycle().connected();
                ready = true;
                return Polled.READY;
            }
            attempt.readiness().clearWritable();
        }
        if (cx.now() >= deadline) {
            throw new SocketTimeoutException(
                    "connecting to " + Addresses.text(address) + " took longer than " + options.connectLimit());
        }
        latest = cx.waker();
        return Polled.PENDING;
    }

    private Connection begin(Context cx) throws IOException {
        Connection attempt = cx.service(Connections.class).connect(address, options);
        deadline = attempt.home().after(options.connectLimit());
        alarm = attempt.home().alarms().arm(deadline, this);
        return attempt;
    }

    @Override
    public Connection head() {
        return connection(connection);
    }

    private Connection connection(@Nullable Connection made) {
        if (!ready || made == null) {
            throw new IllegalStateException("not connected to " + address + " yet: poll until READY first");
        }
        return made;
    }

    /** From now on whoever took the connection closes it. */
    @Override
    public Stream<Connection> tail() {
        connection(connection);
        ready = false;
        over = true;
        connection = null;
        return this;
    }

    @Override
    public void close() {
        ready = false;
        over = true;
        Connection attempt = connection;
        if (attempt != null) {
            connection = null;
            latest = null;
            attempt.home().alarms().cancel(alarm);
            attempt.close();
        }
    }

    @Override
    public String toString() {
        return "Connect[" + address + "]";
    }
}
