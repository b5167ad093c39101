package dev.enso.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;

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

    static BindException bind(InetSocketAddress address, String remedy, Throwable cause) {
        BindException failure = new BindException("Can't listen on " + address + ": " + remedy);
        failure.initCause(cause);
        return failure;
    }

    static ConnectException connect(InetSocketAddress address, Throwable cause) {
        ConnectException failure = new ConnectException("Can't connect to " + address + ": " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    static TooManyOpenFilesException tooManyOpenFiles(Throwable cause) {
        return new TooManyOpenFilesException(
                "No file descriptor is left for a socket: close some, or raise the limit (ulimit -n)", cause);
    }

    static IOException reset(Throwable cause) {
        return new IOException("The connection was reset by the peer", cause);
    }
}
