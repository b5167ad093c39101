package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that accepts on each reactor, on a host that has no file descriptor left. */
@Timeout(60)
class StarvedAcceptorsTest {
    private static final int REACTORS = 3;
    private static final int SERVED = 12;
    private static final int CLIENTS = 40;

    /** What a server keeps free for its process. */
    private static final int SPARES = REACTORS + 2;

    /** After which accepting is tried again. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Test
    void acceptorsThatRunOut_leaveTheProcessWhatTheyAllKeptFree() throws Exception {
        InetAddress here = InetAddress.getByName("10.0.0.1");
        SimulatedNetwork network = LiveNetwork.start();
        Transport transport = network.transport(here);
        Transport elsewhere = network.transport(InetAddress.getByName("10.0.0.2"));
        Loop loop = new Loop(transport, REACTORS);
        try {
            Server server = Server.serve(
                    loop.reactors,
                    new InetSocketAddress(here, 0),
                    ServerOptions.defaults().acceptingOnEachReactor(),
                    connection -> connection.writeAll(connection.input()));
            SimulatedPort port = (SimulatedPort) transport.port();
            int limit = port.open() + SERVED + SPARES;
            network.limitFiles(here, limit);
            List<StreamEndpoint> clients = new ArrayList<>();
            for (int i = 1; i <= CLIENTS; i++) {
                StreamEndpoint client = StreamEndpoint.connect(elsewhere, server.address());
                loop.closing(client::close);
                loop.until(client::finishConnect);
                client.write(ByteBuffer.wrap(new byte[] {(byte) i}));
                clients.add(client);
                retry(loop);
                assertEquals(
                        Math.min(i, SERVED), server.connections(), "all are served for whom there is a descriptor");
                if (i > SERVED) {
                    assertEquals(SPARES, limit - port.open(), "descriptors left to the process");
                }
            }
            assertEquals(CLIENTS - SERVED, network.account().waiting());
            loop.until("somebody is never served", () -> {
                retry(loop);
                for (StreamEndpoint client : List.copyOf(clients)) {
                    ByteBuffer answer = ByteBuffer.allocate(1);
                    int read = client.read(answer);
                    assertTrue(read >= 0, "somebody was cut off");
                    if (read > 0) {
                        client.close();
                        clients.remove(client);
                    }
                }
                return clients.isEmpty();
            });
            loop.until(() -> server.connections() == 0);
            assertTrue(loop.failures.isEmpty(), loop.failures::toString);
        } finally {
            loop.close();
        }
        assertTrue(network.account().isEmpty(), () -> network.account().toString());
    }

    private static void retry(Loop loop) {
        loop.pass(PAUSE);
        for (int turns = 0; turns < 10; turns++) {
            loop.turn();
        }
    }
}
