package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * File descriptors that a server keeps free. A process that has accepted connections with its very last one can't do much
 * else any more: the JDK reads time zones from a file before it logs, and classes from theirs, and what fails once fails for
 * ever. So some are held by sockets that nobody uses, which are closed when the others have run out; until they can be had
 * again, nothing is accepted.
 *
 * <p>Used by all acceptors of the server, each on its own thread. Were there one for each, those that go on could keep theirs
 * while the process has none.
 */
final class Reserve {
    private final Port port;
    private final int size;
    private final ArrayDeque<Closeable> held = new ArrayDeque<>();
    private boolean given;

    Reserve(Port port, int size) {
        this.port = port;
        this.size = size;
    }

    /** Takes as many as it should have, or fails and holds none. */
    synchronized void fill() throws IOException {
        try {
            while (held.size() < size) {
                held.push(port.spare());
            }
        } catch (IOException e) {
            release();
            throw e;
        }
    }

    /** Lets the process use them, which has no others left. True the first time. */
    synchronized boolean give() {
        release();
        boolean first = !given;
        given = true;
        return first;
    }

    /** Holds none. */
    synchronized void release() {
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException e) {
                System.getLogger("dev.enso.net")
                        .log(System.Logger.Level.DEBUG, "an unused socket reported an error while it was closed", e);
            }
        }
    }
}
