package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What all sockets of a port can do. */
interface PortSocket {
    OptionalInt fd();

    /** Null when it has none any more, or not yet. */
    @Nullable SocketAddress localAddress();

    /**
     * Sets an option of {@link java.net.StandardSocketOptions}.
     *
     * @throws UnsupportedOperationException when the port doesn't know the option for this kind of socket
     */
    <T> void option(SocketOption<T> option, T value) throws IOException;

    /** The value of an option; the rest as {@link #option(SocketOption, Object)}. */
    <T> T option(SocketOption<T> option) throws IOException;

    /** Closes it; detached before if it was attached, and called once. */
    void close() throws IOException;
}
