package dev.enso.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;

/** Failures in one set of words for all ports, each with its cause. */
final class Failures {
    private Failures() {}

    /** The address itself, when it is one. */
    static InetSocketAddress resolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("The address " + address
                    + " is unresolved, and a lookup could block a reactor: resolve it on another thread first, by new"
                    + " InetSocketAddress(host, port)");
        }
        return address;
    }

    static BindException bind(SocketAddress address, IOException cause) {
        String remedy = address instanceof InetSocketAddress
                ? "; stop who has it, or choose another address (port 0 lets the system choose the port)"
                : "; stop who has it, delete a file that nobody uses any more, or choose another path";
        BindException failure = new BindException("Can't listen on " + address + ": " + cause.getMessage() + remedy);
        failure.initCause(cause);
        return failure;
    }

    /** Keeps apart what callers tell apart: no route, and all other ways of not being let in. */
    static SocketException connect(SocketAddress address, IOException cause) {
        boolean noRoute = cause instanceof NoRouteToHostException;
        String message = "Can't connect to " + address + ": " + (noRoute ? "no route to host" : cause.getMessage());
        SocketException failure = noRoute ? new NoRouteToHostException(message) : new ConnectException(message);
        failure.initCause(cause);
        return failure;
    }

    /** The connection ended in disorder, such as by a reset. */
    static SocketException broken(IOException cause) {
        SocketException failure = new SocketException("The connection broke: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    /** A datagram did not go out, or an earlier one was refused. */
    static SocketException datagram(IOException cause) {
        if (cause instanceof PortUnreachableException unreachable) {
            return unreachable;
        }
        SocketException failure = new SocketException("The datagram can't be passed on: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    /** An earlier datagram was refused. */
    static PortUnreachableException unreachable(IOException cause) {
        PortUnreachableException failure = new PortUnreachableException("Nobody receives there: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    /** For failures that carry no error number, only the system's text for it. */
    static boolean mentionsTooManyOpenFiles(Throwable cause) {
        String message = cause.getMessage();
        return message != null && message.contains("Too many open files");
    }

    static TooManyOpenFilesException tooManyOpenFiles(Throwable cause) {
        return new TooManyOpenFilesException(
                "No file descriptor is left for a socket: close some, or raise the limit (ulimit -n)", cause);
    }

    static UnsupportedOperationException unsupported(SocketOption<?> option, String port) {
        return new UnsupportedOperationException(
                port + " doesn't know the option " + option.name() + " for this socket");
    }

    static UnsupportedOperationException noAddresses() {
        return new UnsupportedOperationException(
                "raw addresses go with file descriptors, on epoll, kqueue and io_uring: hand over a ByteBuffer here");
    }

    static UnsupportedOperationException noPriority(String port) {
        return new UnsupportedOperationException(
                port + " can't watch for urgent data (PRIORITY); only epoll and io_uring can");
    }

    static IllegalArgumentException otherTransport(PortSocket socket, String port) {
        return new IllegalArgumentException("A " + socket.getClass().getSimpleName()
                + " can't be registered with a poll on " + port + ": make the source with that poll's transport()");
    }

    /** For {@code throw asIoException(t)}: errors and unchecked exceptions are thrown here. */
    static IOException asIoException(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return failure instanceof IOException io ? io : new IOException(failure);
    }
}
