package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A listener of the simulated network, and its backlog. */
final class SimulatedListener extends SimulatedSocket implements ListenSocket {
    private final SocketAddress local;
    private final ListenOptions options;
    private final ArrayDeque<SimulatedStream> backlog = new ArrayDeque<>();

    SimulatedListener(SimulatedPort port, SocketAddress local, ListenOptions options) {
        super(port);
        this.local = local;
        this.options = options;
    }

    boolean sharesPort() {
        return options.reusePort();
    }

    /** As Linux: one more than was asked for. */
    boolean isFull() {
        return backlog.size() > options.backlog();
    }

    /** A client has come. */
    void add(SimulatedStream server) {
        backlog.add(server);
        signal();
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        synchronized (network()) {
            network().pass();
            if (isClosed()) {
                throw new ClosedChannelException();
            }
            if (backlog.isEmpty()) {
                return null;
            }
            port.take();
            network().counts().accepted++;
            return backlog.remove();
        }
    }

    @Override
    int level() {
        return backlog.isEmpty() ? 0 : SimulatedAttachment.IN;
    }

    @Override
    void closeOnce() {
        network().listensNoMore(this);
        while (!backlog.isEmpty()) {
            backlog.remove().vanishFromBacklog();
        }
    }

    /** Connections that wait to be accepted. */
    int waiting() {
        return backlog.size();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return local;
    }

    SocketAddress address() {
        return local;
    }

    @Override
    public String toString() {
        return "SimulatedListener[" + Addresses.text(local) + ", " + backlog.size() + " waiting]";
    }
}
