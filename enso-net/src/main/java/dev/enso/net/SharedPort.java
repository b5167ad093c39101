package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Several listeners on one port. */
final class SharedPort {
    private SharedPort() {}

    /** So many listeners, or none: what was opened before a failure is closed. */
    static List<ListenEndpoint> bind(Transport transport, SocketAddress address, ListenOptions options, int count)
            throws IOException {
        if (!(address instanceof InetSocketAddress) || !transport.port().spreadsSharedPorts()) {
            throw new UnsupportedOperationException(
                    "Each reactor can't accept for itself on " + Addresses.text(address) + " by " + transport.name()
                            + ": that needs a TCP port, and a system that spreads its connections over all who listen"
                            + " (Linux). Take Accepting.ON_ONE_REACTOR, the default");
        }
        ArrayList<ListenEndpoint> listeners = new ArrayList<>();
        SocketAddress next = address;
        try {
            while (listeners.size() < count) {
                ListenEndpoint listener = ListenEndpoint.bind(transport, next, options.sharingPort());
                listeners.add(listener);
                // The first may have been given its port by the system.
                next = listener.localAddress();
            }
            return List.copyOf(listeners);
        } catch (IOException | RuntimeException e) {
            for (ListenEndpoint listener : listeners) {
                listener.close();
            }
            throw e;
        }
    }
}
