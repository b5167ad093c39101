package dev.enso.examples.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.examples.faults.Await;
import dev.enso.examples.faults.Exchange;
import dev.enso.examples.faults.Fault;
import dev.enso.examples.faults.FaultProxy;
import dev.enso.net.Server;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CloseReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The echo of connections, on a port and on a Unix socket, behind a network with faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class EchoTest {
    private static final int CLIENTS = Boolean.getBoolean("enso.long") ? 300 : 1;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Enso enso = Enso.builder()
            .reactors(2)
            .affinity(Affinity.none())
            .failures((reactor, what, failure) -> failures.add(failure))
            .start();
    private final List<Server> servers;

    EchoTest(@TempDir Path folder) throws IOException {
        servers = List.of(
                EchoCommand.serve(enso, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                EchoCommand.serve(enso, UnixDomainSocketAddress.of(folder.resolve("echo.sock"))));
    }

    @AfterAll
    void close() {
        CloseReport report = enso.close(Duration.ofSeconds(20));
        assertTrue(report.isClean(), report::toString);
        assertEquals(List.of(), failures);
    }

    @ParameterizedTest
    @EnumSource
    void bytes_comeBackAsFarAsTheyCame_andTheNextClientIsServed(Fault fault) throws Exception {
        SplittableRandom random = new SplittableRandom(fault.ordinal());
        byte[] said = new byte[200_000];
        for (Server server : servers) {
            try (FaultProxy network = FaultProxy.start(server.address(), random.nextLong(), fault, Fault.SHORT)) {
                for (int i = 0; i < CLIENTS; i++) {
                    random.nextBytes(said);
                    Exchange.halfClosing(network.address(), said).assertEchoes(said, fault);
                }
            }
            Await.until("connections are left", () -> server.connections() == 0);
            Exchange.halfClosing(server.address(), said).assertHeard(said);
        }
    }
}
