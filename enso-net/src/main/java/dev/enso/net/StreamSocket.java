package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A port's connected, or connecting, socket. */
interface StreamSocket extends PortSocket {
    /** True when connected, false while not; throws why it never will be. */
    boolean finishConnect() throws IOException;

    /** The socket's pending error, which is thereby forgotten, or null. */
    @Nullable IOException takeError() throws IOException;

    /** Bytes read into the buffer, which has room; 0 when it would block, −1 at the end of the stream. */
    int read(ByteBuffer target) throws IOException;

    /** Bytes written of the buffer, which has some; 0 when it would block. */
    int write(ByteBuffer source) throws IOException;

    void shutdownInput() throws IOException;

    void shutdownOutput() throws IOException;

    /** Null when it has none any more, or not yet. */
    @Nullable InetSocketAddress remoteAddress();
}
