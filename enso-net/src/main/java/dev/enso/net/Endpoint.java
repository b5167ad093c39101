package dev.enso.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the public sources have in common: the port's socket, whether it is open, and its registration. */
final class Endpoint {
    private final PortSocket socket;
    private final String name;
    private boolean open = true;

    /** The task that closes it at its end, when it was handed over; another takes its place when it is handed on. */
    @Nullable Using<?> user;

    /** The present registration. */
    @Nullable Node node;

    Endpoint(PortSocket socket, String name) {
        this.socket = socket;
        this.name = name;
    }

    static Endpoint of(Source source) {
        if (source instanceof TcpStream stream) {
            return stream.endpoint();
        }
        if (source instanceof TcpListener listener) {
            return listener.endpoint();
        }
        if (source instanceof UdpSocket socket) {
            return socket.endpoint();
        }
        if (source instanceof UnixStream stream) {
            return stream.endpoint();
        }
        if (source instanceof UnixListener listener) {
            return listener.endpoint();
        }
        if (source instanceof UnixDatagram socket) {
            return socket.endpoint();
        }
        if (source instanceof Pipe.Sender sender) {
            return sender.endpoint();
        }
        if (source instanceof Pipe.Receiver receiver) {
            return receiver.endpoint();
        }
        if (source instanceof FdSource descriptor) {
            return descriptor.endpoint();
        }
        return ((Registration) source).endpoint();
    }

    PortSocket socket() {
        return socket;
    }

    OptionalInt fd() {
        return socket.fd();
    }

    boolean isOpen() {
        return open;
    }

    void ensureOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    /** A call found that it would block. */
    void wouldBlock(int bits) {
        Node registered = node;
        if (registered != null) {
            registered.rearm(bits);
        }
    }

    void close() throws IOException {
        if (open) {
            Node registered = node;
            if (registered != null) {
                registered.registry.deregister(this);
            }
            open = false;
            socket.close();
        }
    }

    @Override
    public String toString() {
        OptionalInt fd = socket.fd();
        return fd.isPresent() ? name + "[fd " + fd.getAsInt() + "]" : name;
    }
}
