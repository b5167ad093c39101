package dev.enso.examples.kv;

import static dev.enso.examples.kv.InMemoryServer.command;
import static dev.enso.examples.kv.InMemoryServer.text;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store behind a network with faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class KvFaultsTest {
    private static final int CLIENTS = Boolean.getBoolean("enso.long") ? 300 : 1;
    private static final int PAIRS = 400;

    /** What a client says and is to hear: values are written and read, one pair of commands after the other. */
    private static final class Script {
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        final StringBuilder expected = new StringBuilder();
        /** Where replies end. */
        final boolean[] ends;

        Script(String client) {
            int[] at = new int[2 * PAIRS];
            for (int i = 0; i < PAIRS; i++) {
                String value = client + i + "v".repeat(500);
                said.writeBytes(command("SET", client + i, value));
                expected.append("+OK\r\n");
                at[2 * i] = expected.length();
                said.writeBytes(command("GET", client + i));
                expected.append("$" + value.length() + "\r\n" + value + "\r\n");
                at[2 * i + 1] = expected.length();
            }
            ends = new boolean[expected.length() + 1];
            ends[0] = true;
            for (int end : at) {
                ends[end] = true;
            }
        }

        byte[] expected() {
            return expected.toString().getBytes(ISO_8859_1);
        }
    }

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Enso enso = Enso.builder()
            .reactors(2)
            .affinity(Affinity.none())
            .failures((reactor, what, failure) -> failures.add(failure))
            .start();
    private final KvServer server;

    KvFaultsTest() throws IOException {
        server = KvServer.start(enso, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    @AfterAll
    void close() {
        assertEquals(List.of(), server.close(Duration.ofSeconds(20)));
        CloseReport report = enso.close(Duration.ofSeconds(20));
        assertTrue(report.isClean(), report::toString);
        assertEquals(List.of(), failures);
    }

    private String ask(Object... command) throws Exception {
        return text(Exchange.halfClosing(server.address(), command(command)).heard());
    }

    @ParameterizedTest
    @EnumSource
    void wholeCommands_areAnswered_andTheNextClientIsServed(Fault fault) throws Exception {
        assertEquals("+OK\r\n", ask("SET", "mine", fault.name()));
        try (FaultProxy network = FaultProxy.start(server.address(), fault.ordinal(), fault, Fault.SHORT)) {
            for (int i = 0; i < CLIENTS; i++) {
                Script script = new Script("client" + i + ":");
                check(Exchange.halfClosing(network.address(), script.said.toByteArray()), script, fault);
            }
        }
        Await.until("connections are left", () -> server.connections() == 0);
        assertEquals("$" + fault.name().length() + "\r\n" + fault.name() + "\r\n", ask("GET", "mine"));
        Script clean = new Script("clean:");
        Exchange.halfClosing(server.address(), clean.said.toByteArray()).assertHeard(clean.expected());
    }

    private static void check(Exchange exchange, Script script, Fault fault) {
        switch (fault) {
            case RESET -> exchange.assertReset(script.expected());
            case HALF_CLOSE -> {
                exchange.assertBeginningOf(script.expected());
                assertTrue(script.ends[exchange.heard().length], "half a reply");
            }
            // The values may be garbage too, and so no prefix is certain; but it is not to be taken for commands.
            case GARBAGE ->
                assertTrue(exchange.isBroken() || text(exchange.heard()).contains("-ERR "), "no error");
            default -> exchange.assertHeard(script.expected());
        }
    }
}
