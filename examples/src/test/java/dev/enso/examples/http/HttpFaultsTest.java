package dev.enso.examples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.examples.faults.Await;
import dev.enso.examples.faults.Exchange;
import dev.enso.examples.faults.Fault;
import dev.enso.examples.faults.FaultProxy;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CloseReport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTTP server behind a network with faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class HttpFaultsTest {
    private static final int CLIENTS = Boolean.getBoolean("enso.long") ? 300 : 1;
    private static final int REQUESTS = 60;
    private static final int BODY = 3500;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Enso enso = Enso.builder()
            .reactors(2)
            .affinity(Affinity.none())
            .failures((reactor, what, failure) -> failures.add(failure))
            .start();
    private final HttpServer server;
    private final byte[] said;
    private final byte[] expected;

    HttpFaultsTest() throws Exception {
        server = HttpServer.serve(enso, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
        StringBuilder bodies = new StringBuilder();
        said = requests(bodies);
        expected = Exchange.of(server.address(), said).heard();
        assertEquals(bodies.toString(), bodies(new String(expected, ISO_8859_1)));
    }

    @AfterAll
    void close() {
        CloseReport report = enso.close(Duration.ofSeconds(20));
        assertTrue(report.isClean(), report::toString);
        assertEquals(List.of(), failures);
    }

    @ParameterizedTest
    @EnumSource
    void wholeRequests_areAnswered_andTheNextClientIsServed(Fault fault) throws Exception {
        try (FaultProxy network = FaultProxy.start(server.address(), fault.ordinal(), fault, Fault.SHORT)) {
            for (int i = 0; i < CLIENTS; i++) {
                check(Exchange.of(network.address(), said), fault);
            }
        }
        Await.until("connections are left", () -> server.connections() == 0);
        Exchange.of(server.address(), said).assertHeard(expected);
    }

    private void check(Exchange exchange, Fault fault) {
        switch (fault) {
            case RESET -> exchange.assertReset(expected);
            case HALF_CLOSE -> exchange.assertBeginningOf(expected);
            // What is answered may be garbage too; what comes behind it is not understood.
            case GARBAGE ->
                assertTrue(
                        exchange.isBroken() || new String(exchange.heard(), ISO_8859_1).contains("HTTP/1.1 400 "),
                        "no error");
            default -> exchange.assertHeard(expected);
        }
    }

    /** All in one go; the last one asks for the end. */
    private static byte[] requests(StringBuilder bodies) {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            byte[] bytes = new byte[BODY];
            random.nextBytes(bytes);
            String body = new String(bytes, ISO_8859_1);
            bodies.append(body);
            said.append("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY + "\r\n");
            said.append(i == REQUESTS - 1 ? "Connection: close\r\n\r\n" : "\r\n")
                    .append(body);
        }
        return said.toString().getBytes(ISO_8859_1);
    }

    /** What stands between the heads of answers. */
    private static String bodies(String answers) {
        StringBuilder bodies = new StringBuilder();
        int at = 0;
        while (at < answers.length()) {
            assertTrue(answers.startsWith("HTTP/1.1 200 OK\r\n", at));
            int body = answers.indexOf("\r\n\r\n", at) + 4;
            at = body + BODY;
            bodies.append(answers, body, at);
        }
        return bodies.toString();
    }
}
