package dev.enso;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks names up, away from the reactors. A seam: a simulation has names of its own. */
interface Resolver extends AutoCloseable {
    /**
     * All addresses of a name, the preferred first. Fails with an {@link java.net.UnknownHostException}, and with an {@link
     * java.io.IOException} when too many lookups wait already. Any thread.
     */
    CompletionStage<List<InetAddress>> lookUp(String host);

    @Override
    void close();
}
