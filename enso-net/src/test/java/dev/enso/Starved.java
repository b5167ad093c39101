package dev.enso;

import dev.enso.net.Accepting;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import dev.enso.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An echo server in a process of its own, which its parent gives too few file descriptors. Ends with its input. */
final class Starved {
    private Starved() {}

    public static void main(String[] args) throws Exception {
        try (Enso enso =
                Enso.builder().reactors(2).transport(Transport.named(args[0])).start()) {
            ServerOptions defaults = ServerOptions.defaults();
            Server server = enso.serve(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Accepting.valueOf(args[1]) == Accepting.ON_EACH_REACTOR
                            ? defaults.acceptingOnEachReactor()
                            : defaults,
                    connection -> connection.writeAll(connection.input()));
            System.out.println(server.port());
            while (System.in.read() >= 0) {}
        }
        System.out.println("closed");
    }
}
