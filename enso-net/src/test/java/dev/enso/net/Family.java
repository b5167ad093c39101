package dev.enso.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The kinds of addresses that servers and connections may have. */
enum Family {
    TCP {
        @Override
        SocketAddress fresh(Path folder, int number) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }

        @Override
        String nameOfFirst(Server server, Peer peer) {
            return "127.0.0.1:" + ((InetSocketAddress) peer.address()).getPort();
        }

        @Override
        void readToCut(Peer peer) throws IOException {
            peer.readToFailure();
        }
    },

    /** Has no resets: a peer that is cut off sees the end. */
    UNIX {
        @Override
        SocketAddress fresh(Path folder, int number) {
            return UnixDomainSocketAddress.of(folder.resolve(number + ".sock"));
        }

        @Override
        String nameOfFirst(Server server, Peer peer) {
            return "unix:" + ((UnixDomainSocketAddress) server.address()).getPath() + "#1";
        }

        @Override
        void readToCut(Peer peer) throws IOException {
            peer.readToEnd();
        }
    };

    /** An address where nobody listens. */
    abstract SocketAddress fresh(Path folder, int number);

    /** What a server calls the first peer that it has accepted. */
    abstract String nameOfFirst(Server server, Peer peer);

    /** Reads until the peer learns that it was cut off. */
    abstract void readToCut(Peer peer) throws IOException;
}
