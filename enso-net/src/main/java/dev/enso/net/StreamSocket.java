package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A port's connected, or connecting, socket. */
interface StreamSocket extends ByteSocket {
    /** True when connected, false while not; throws why it never will be. */
    boolean finishConnect() throws IOException;

    /** The socket's pending error, which is thereby forgotten, or null. */
    @Nullable IOException takeError() throws IOException;

    void shutdownInput() throws IOException;

    void shutdownOutput() throws IOException;

    /** Null when it has none any more, or not yet. */
    @Nullable SocketAddress remoteAddress();
}
