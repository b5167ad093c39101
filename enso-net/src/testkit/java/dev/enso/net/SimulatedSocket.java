package dev.enso.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What listeners, streams and sockets for datagrams have in common: whose they are, their options, who watches them. Guarded by the network. */
abstract sealed class SimulatedSocket implements PortSocket
        permits SimulatedListener, SimulatedStream, SimulatedDatagram {
    /** Of Unix sockets. */
    static final Set<SocketOption<?>> UNIX = Set.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF);

    private static final Set<SocketOption<?>> KNOWN = Set.of(
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_LINGER,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF);

    final SimulatedPort port;
    private final Map<SocketOption<?>, Object> options = new HashMap<>();
    private @Nullable SimulatedAttachment attachment;
    private boolean closed;

    SimulatedSocket(SimulatedPort port) {
        this.port = port;
    }

    SimulatedNetwork network() {
        return port.network();
    }

    InetAddress host() {
        return port.host();
    }

    /** What it is ready for, in epoll's words: bits of {@link SimulatedAttachment}. */
    abstract int level();

    /** Closes it; called once, by the network's holder. */
    abstract void closeOnce();

    void attached(@Nullable SimulatedAttachment newAttachment) {
        attachment = newAttachment;
    }

    boolean isAttached() {
        return attachment != null;
    }

    /** Something has happened to it: an edge for whoever watches. */
    void signal() {
        SimulatedAttachment watching = attachment;
        if (watching != null) {
            watching.signal();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public OptionalInt fd() {
        return OptionalInt.empty();
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        synchronized (network()) {
            ensureKnown(option);
            options.put(option, value);
        }
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        synchronized (network()) {
            ensureKnown(option);
            Object value = options.get(option);
            return option.type().cast(value == null ? defaultOf(option) : value);
        }
    }

    private Object defaultOf(SocketOption<?> option) {
        if (option == StandardSocketOptions.SO_LINGER) {
            return -1;
        }
        return option.type() == Boolean.class
                ? (Object) false
                : (Object) network().fate().conditions().bufferBytes();
    }

    /** The options of its kind. */
    Set<SocketOption<?>> known() {
        return KNOWN;
    }

    private void ensureKnown(SocketOption<?> option) {
        if (!known().contains(option)) {
            throw Failures.unsupported(option, "The simulated network");
        }
    }

    boolean lingersForNothing() {
        return Integer.valueOf(0).equals(options.get(StandardSocketOptions.SO_LINGER));
    }

    @Override
    public void close() {
        synchronized (network()) {
            network().pass();
            if (closed) {
                throw new IllegalStateException(this + " is closed a second time");
            }
            if (attachment != null) {
                throw new IllegalStateException(this + " is closed while a selector still watches it");
            }
            vanish();
            port.giveBack();
        }
    }

    /** Closes what nobody has got: it takes no descriptor. */
    void vanish() {
        closed = true;
        closeOnce();
    }
}
