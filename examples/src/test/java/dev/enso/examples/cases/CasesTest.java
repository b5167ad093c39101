package dev.enso.examples.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.net.Connection;
import dev.enso.net.Server;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Task;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CasesTest {
    private static final Duration MOMENT = Duration.ofMillis(50);

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Task<Client.Outcome> client(Enso enso, Server server, Function<Connection, Client> client) {
        return enso.spawn(enso.connect(server.address(), client));
    }

    /** The client checks each parcel, its change, and that all come back. */
    @Test
    void fastDelivery_changesEveryParcelOnTheWay() throws Exception {
        try (Enso enso = Enso.builder().reactors(2).start()) {
            Server server = enso.serve(anyPort(), FastDeliveryCommand::deliver);
            List<Task<Client.Outcome>> clients = new ArrayList<>();
            for (int depth : new int[] {1, 7, 3000}) {
                clients.add(client(enso, server, connection -> Client.flooding(connection, depth, MOMENT)));
            }
            for (Task<Client.Outcome> client : clients) {
                assertTrue(client.get().latencies().getTotalCount() > 0);
            }
        }
    }

    @Test
    void balancer_bringsEveryParcelBackFromAnyCore() throws Exception {
        for (int reactors = 1; reactors <= 3; reactors++) {
            try (Enso enso = Enso.builder().reactors(reactors).start()) {
                Balancer high = new Balancer(enso.reactors(), Priority.HIGH);
                Balancer low = new Balancer(enso.reactors(), Priority.LOW);
                Server highPort = high.serve(anyPort());
                Server lowPort = low.serve(anyPort());
                List<Task<Client.Outcome>> flood = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    flood.add(client(enso, lowPort, connection -> Client.flooding(connection, 3000, MOMENT)));
                }
                Client.Outcome paced = client(enso, highPort, connection -> Client.paced(connection, 1000, MOMENT))
                        .get();
                assertEquals(50, paced.latencies().getTotalCount());
                long flooded = 0;
                for (Task<Client.Outcome> client : flood) {
                    flooded += client.get().latencies().getTotalCount();
                }
                assertTrue(high.toString().contains("published 50 = consumed 50 "), high.toString());
                assertTrue(low.toString().contains("published " + flooded + " = consumed " + flooded), low.toString());
            }
        }
    }

    /** Which core a key goes to, for as many keys as there are, is about even. */
    @Test
    void parcels_areSpreadByTheirKeys() {
        int[] counts = new int[3];
        Parcel parcel = new Parcel();
        for (parcel.key = 0; parcel.key < 3000; parcel.key++) {
            counts[parcel.core(3)]++;
        }
        for (int count : counts) {
            assertTrue(count > 800, "counts: " + counts[0] + ", " + counts[1] + ", " + counts[2]);
        }
    }
}
