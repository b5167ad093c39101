package dev.enso.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A port's listening socket. */
interface ListenSocket extends PortSocket {
    /**
     * The next connection, or null when none waits.
     *
     * @throws TooManyOpenFilesException when there is no descriptor for it; the socket stays usable
     */
    @Nullable StreamSocket accept() throws IOException;
}
