package dev.enso.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(Main.commands().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), args);
    }

    @ParameterizedTest
    @CsvSource({
        "'', Usage: ",
        "nosuch, Unmatched argument at index 0: 'nosuch'",
        "kv --nosuch, Unknown option: '--nosuch'",
        "kv --port x, 'x' is not a port",
        "kv --port 65536, is not a port",
        "kv --reactors 0, must be at least 1",
        "kv --seconds -1, must be at least 1",
        "echo --transport nosuch, choose one of",
        "echo --client --size 0, must be at least 1",
        "echo --udp --client, --udp is a server",
        "echo --unix x --udp, --udp is a server",
        "proxy, Missing required option: '--to=TARGET'",
        "proxy --to nowhere, is neither HOST:PORT nor unix:PATH",
        "proxy --to localhost:0, nobody listens",
        "proxy --to 127.0.0.1:x, 'x' is not a port",
        "cp one, Missing required parameter: 'TARGET'",
        "cp one two --storage nosuch, expected one of",
        "tail, Missing required parameter: 'FILE'",
        "tail -n x file, is not an int",
        "tail -n -1 file, can't be negative",
        "tail -f --interval 0 file, must be at least 1",
        "demo --pipeline 0, must be at least 1",
        "demo --seconds 0, must be at least 1",
        "queues --capacity 0, must be at least 1",
        "queues --backend nosuch, 'nosuch'",
        "publisher --messages 0, must be at least 1",
        "subscriber --stay x, is not a number",
        "fast-delivery --depth 0, must be at least 1",
        "load-balancing --rate 0, must be at least 1",
        "node --net 1, add --tasks 1",
        "node --tasks 1 --timers 1, add --net 1",
        "node --net 1 --properties x, leave out --net",
        "console, Missing required option: '--unix=PATH'",
    })
    void misuse_isSaidOnStandardErrorAndExitsWith2(String line, String message) {
        assertEquals(2, run(line.isEmpty() ? new String[0] : line.split(" ")), err.toString());
        assertTrue(err.toString().contains(message), err.toString());
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--help",
        "kv --help",
        "echo --help",
        "demo --help",
        "proxy --help",
        "chat --help",
        "cp --help",
        "tail --help",
        "queues --help",
        "publisher --help",
        "subscriber --help",
        "fast-delivery --help",
        "load-balancing --help",
        "node --help",
        "console --help"
    })
    void help_goesToStandardOutputAndExitsWith0(String line) {
        assertEquals(0, run(line.split(" ")));
        assertTrue(out.toString().startsWith("Usage: "), out.toString());
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource({"kv", "echo", "demo", "chat", "proxy --to 127.0.0.1:1"})
    void aPortInUse_isSaidInALineAndExitsWith1(String command) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String line = command + " --reactors 1 --port " + taken.getLocalPort();
            assertEquals(1, run(line.split(" ")));
        }
        assertTrue(err.toString().contains("already in use"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void aServerThatIsNotThere_isSaidInALineAndExitsWith1() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        assertEquals(1, run("echo", "--client", "--reactors", "1", "--port", String.valueOf(port)));
        assertTrue(err.toString().contains("refused"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void aServer_endsAfterItsSeconds() {
        assertEquals(0, run("kv", "--reactors", "1", "--port", "0", "--seconds", "1"), err.toString());
        assertTrue(out.toString().contains("kv listens on /127.0.0.1:"), out.toString());
        assertTrue(out.toString().trim().endsWith("drained and closed"), out.toString());
    }

    @Test
    void echo_measuresOverAUnixSocket(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("echo.sock");
        try (Enso enso = Enso.builder().reactors(1).start()) {
            enso.serve(UnixDomainSocketAddress.of(path), connection -> connection.writeAll(connection.input()));
            assertEquals(0, run("echo", "--client", "--reactors", "1", "--seconds", "1", "--unix", path.toString()));
        }
        assertTrue(out.toString().startsWith("1 connections, 64 bytes: "), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void aPathThatExists_isSaidInALineAndExitsWith1(@TempDir Path folder) throws IOException {
        Path path = Files.createFile(folder.resolve("mine"));
        assertEquals(1, run("chat", "--reactors", "1", "--unix", path.toString()));
        assertTrue(err.toString().contains(path + ": there is a file of that name already"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(Files.exists(path));
    }

    @Test
    void demo_endsWithTheTotals() {
        assertEquals(0, run("demo", "--seconds", "1", "--connections", "4"), err.toString());
        String last = out.toString().lines().reduce((a, b) -> b).orElse("");
        assertTrue(last.matches("total .* requests/s   p50 .* µs   p99 .* µs   p99.9 .* µs"), out.toString());
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "queues --messages 2000, SPSC, 'published 2000 = consumed 2000 + dropped 0 + resident 0'",
        "queues --messages 2000 --senders 3 --backend PIPES, MPSC, 'published 6000 = consumed 6000 + dropped 0 +"
                + " resident 0'",
        "queues --messages 2000 --senders 3 --lanes --backend LINK, FIFO_PER_SENDER, 'published 6000 = consumed 6000'",
        "queues --messages 2000 --backend TURBINE, TURBINE, 'published 2000 = consumed 2000 + dropped 0 + resident 0'",
        "queues --messages 2000 --backend TURBINE --receivers 3, SPMC, 'published 2000 = consumed 2000 + dropped 0 +"
                + " resident 0'",
        "queues --messages 2000 --senders 2 --overflow DROP_OLDEST --capacity 4, DROP_OLDEST, 'published 4000 ="
                + " consumed '",
        "queues --messages 2000 --senders 2 --lanes --overflow DROP_NEWEST --capacity 4, DROP_NEWEST, 'published 4000 ="
                + " consumed '",
    })
    void queues_showWhatTheyPromiseAndTheirAccount(String line, String promise, String account) {
        assertEquals(0, run(line.split(" ")), err.toString());
        assertTrue(out.toString().contains(promise), out.toString());
        assertTrue(out.toString().contains(account), out.toString());
    }

    @Test
    void queues_refuseWhatMakesNoSense() {
        assertEquals(1, run("queues", "--backend", "LINK", "--overflow", "DROP_OLDEST"));
        assertEquals(1, run("queues", "--backend", "LINK", "--receivers", "2"));
        assertEquals(1, run("queues", "--senders", "2", "--receivers", "2"));
        assertTrue(err.toString().contains("Take VEC"), err.toString());
    }

    @Test
    void publisher_losesNothingWhileCursorsSplitJoinAndLeave() {
        assertEquals(0, run("publisher", "--messages", "20000", "--capacity", "100"), out.toString() + err);
        assertTrue(out.toString().contains("ring: published 20000 = consumed "), out.toString());
        assertTrue(out.toString().contains("late at 20000"), out.toString());
    }

    @Test
    void subscriber_readsEverySegmentWhileItMovesAndAGuestComesAndGoes() {
        String line = "subscriber --messages 20000 --stay 5000 --reactors 2 --l2 64 --l3 256";
        assertEquals(0, run(line.split(" ")), out.toString() + err);
        assertTrue(
                out.toString()
                        .contains(
                                "a ring of 4 segments of 682 slots: each in half of an L2 of 64 KiB, together in half of"
                                        + " an L3 of 256 KiB"),
                out.toString());
        assertTrue(out.toString().contains("40,000 messages in "), out.toString());
        assertTrue(out.toString().contains("Subscriber[reader at 40000, GATE, published 40000"), out.toString());
        assertTrue(out.toString().contains("Subscriber[guest at 40000"), out.toString());
    }

    @Test
    void fastDelivery_measuresRoundTrips() {
        assertEquals(0, run("fast-delivery", "--seconds", "1", "--connections", "2"), out.toString() + err);
        assertTrue(out.toString().contains("came back, each changed on the way"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void node_isDescribedAndAnswersItsConsole(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("node.sock");
        StringWriter nodes = new StringWriter();
        Thread node = new Thread(() -> Main.run(
                Main.commands().setOut(new PrintWriter(nodes, true)).setErr(new PrintWriter(nodes, true)),
                "node --net 1 --tasks 1 --timers 1 --port 0 --seconds 2 --console"
                        .concat(" " + socket)
                        .split(" ")));
        node.start();
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!nodes.toString().contains("TIMERS") && node.isAlive() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, run("console", "--unix", socket.toString(), "describe"), err + nodes.toString());
        assertTrue(out.toString().contains("  node-1  TASK  workload "), out.toString());
        assertTrue(out.toString().contains("ticks every 100 ms"), out.toString());
        assertEquals(1, run("console", "--unix", socket.toString(), "nosuch"));
        assertTrue(err.toString().contains("error no such command: 'nosuch'"), err.toString());
        node.join(30_000);
        assertTrue(nodes.toString().trim().endsWith("drained and closed"), nodes.toString());
        assertEquals(1, run("console", "--unix", socket.toString(), "describe"), "the socket goes with the node");
    }
}
