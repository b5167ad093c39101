package dev.enso.examples.kv;

import static dev.enso.examples.kv.InMemoryServer.command;
import static dev.enso.examples.kv.InMemoryServer.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.examples.kv.ReferenceServer.Connection;
import dev.enso.net.Transport;
import dev.enso.reactor.Affinity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store over real sockets, on reactors with threads of their own. */
class KvServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<AutoCloseable> open = new ArrayList<>();
    private KvServer server = start("auto", 2);

    private KvServer start(String transport, int reactors) {
        Enso enso = Enso.builder()
                .reactors(reactors)
                .transport(Transport.named(transport))
                .affinity(Affinity.none())
                .configure(settings -> settings.laneCapacity(8))
                .start();
        open.add(0, enso);
        try {
            KvServer started = KvServer.start(enso, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            open.add(0, started);
            return started;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Connection connect() throws IOException {
        Connection connection = new Connection(
                new Socket(server.address().getAddress(), server.address().getPort()));
        open.add(0, connection);
        return connection;
    }

    private static String ask(Connection connection, Object... command) throws IOException {
        connection.send(command(command));
        return text(connection.reply());
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + what);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void pipelines_areAnsweredInOrderOnAllConnections(String transport) throws IOException {
        server = start(transport, 3);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            connections.add(connect());
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 10; round++) {
            StringBuilder[] expected = new StringBuilder[connections.size()];
            for (int c = 0; c < connections.size(); c++) {
                ByteArrayOutputStream input = new ByteArrayOutputStream();
                expected[c] = new StringBuilder();
                for (int i = 0; i < 200; i++) {
                    String value = c + "-" + i + "-" + "v".repeat(random.nextInt(50));
                    input.writeBytes(command("MSET", "a" + c + i, value, "b" + c + i, value));
                    input.writeBytes(command("GET", "a" + c + i));
                    input.writeBytes(command("MGET", "b" + c + i, "a" + c + i));
                    input.writeBytes(command("DEL", "a" + c + i, "b" + c + i));
                    String bulk = "$" + value.length() + "\r\n" + value + "\r\n";
                    expected[c]
                            .append("+OK\r\n")
                            .append(bulk)
                            .append("*2\r\n")
                            .append(bulk)
                            .append(bulk);
                    expected[c].append(":2\r\n");
                }
                connections.get(c).send(input.toByteArray());
            }
            for (int c = 0; c < connections.size(); c++) {
                StringBuilder found = new StringBuilder();
                for (int i = 0; i < 800; i++) {
                    found.append(text(connections.get(c).reply()));
                }
                assertEquals(expected[c].toString(), found.toString(), "connection " + c);
            }
        }
    }

    /** A large value is lent to the replies that wait for others, on another thread than that of its changes. */
    @Test
    void aLargeValue_isReadWholeWhileItIsOverwritten() throws IOException {
        List<Connection> readers = List.of(connect(), connect());
        Connection writer = connect();
        SplittableRandom random = new SplittableRandom(17);
        int size = 40_000;
        int keys = 4;
        for (int round = 0; round < 60; round++) {
            ByteArrayOutputStream writes = new ByteArrayOutputStream();
            ByteArrayOutputStream reads = new ByteArrayOutputStream();
            int commands = 16;
            for (int i = 0; i < commands; i++) {
                String letter = String.valueOf((char) ('a' + random.nextInt(26)));
                writes.writeBytes(command("SET", "k" + random.nextInt(keys), letter.repeat(size)));
                reads.writeBytes(command("GET", "k" + random.nextInt(keys)));
            }
            readers.get(0).send(reads.toByteArray());
            writer.send(writes.toByteArray());
            readers.get(1).send(reads.toByteArray());
            for (int i = 0; i < commands; i++) {
                assertEquals("+OK\r\n", text(writer.reply()));
                for (Connection reader : readers) {
                    String reply = text(reader.reply());
                    if (!reply.equals("$-1\r\n")) {
                        String header = "$" + size + "\r\n";
                        String letter = reply.substring(header.length(), header.length() + 1);
                        assertTrue(reply.equals(header + letter.repeat(size) + "\r\n"), "seed 17: letters are mixed");
                    }
                }
            }
        }
    }

    @Test
    void aMalformedRequest_closesItsConnectionAndNoOther() throws IOException {
        Connection other = connect();
        assertEquals("+OK\r\n", ask(other, "SET", "a", "1"));
        Connection bad = connect();
        bad.send("PING\r\n*1\r\n$99999999999\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("+PONG\r\n-ERR Protocol error: invalid bulk length\r\n", bad.until("never"));
        assertEquals("$1\r\n1\r\n", ask(other, "GET", "a"));
    }

    @Test
    void aClientThatVanishesMidFrame_leavesNothingBehind() throws Exception {
        Connection other = connect();
        for (int i = 0; i < 20; i++) {
            Socket socket =
                    new Socket(server.address().getAddress(), server.address().getPort());
            socket.getOutputStream()
                    .write("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1000\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            if (i % 2 == 0) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
        await("connections to go", () -> server.connections() == 1);
        assertEquals(":0\r\n", ask(other, "DBSIZE"));
        String clients = ask(other, "CLIENT", "LIST");
        assertEquals(1, clients.lines().filter(line -> line.startsWith("id=")).count(), clients);
    }

    @Test
    void aHalfClosedClient_getsItsAnswers() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        Connection connection = new Connection(socket);
        open.add(0, connection);
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            input.append("SET k").append(i).append(" v\r\n");
        }
        connection.send(input.toString().getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        assertEquals("+OK\r\n".repeat(2000), connection.until("never"));
    }

    @Test
    void aClientThatNeverReads_isNotReadFromAndDisturbsNobody() throws IOException {
        Connection other = connect();
        assertEquals("+OK\r\n", ask(other, "SET", "a", "x".repeat(100_000)));
        assertEquals("+OK\r\n", ask(other, "SET", "b", "x".repeat(100_000)));
        ByteArrayOutputStream gets = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            gets.writeBytes(command("GET", i % 2 == 0 ? "a" : "b"));
        }
        ByteBuffer input = ByteBuffer.wrap(gets.toByteArray());
        try (SocketChannel channel = SocketChannel.open(server.address())) {
            channel.configureBlocking(false);
            long written = 0;
            int refused = 0;
            // The answers to all of it would be 100 times the heap; the socket must fill up long before.
            while (refused < 50) {
                int n = channel.write(input);
                written += n;
                refused = n == 0 ? refused + 1 : 0;
                if (!input.hasRemaining()) {
                    input.rewind();
                }
                assertEquals("+PONG\r\n", ask(other, "PING"));
                assertTrue(written < 1L << 30, "the server takes whatever comes");
            }
        }
        assertEquals(":2\r\n", ask(other, "DBSIZE"));
    }

    @Test
    void aKeyEndsByItsTimer_withoutBeingLookedAt() throws Exception {
        Connection connection = connect();
        for (int i = 0; i < 100; i++) {
            ask(connection, "SET", "k" + i, "v", "PX", 30);
        }
        ask(connection, "SET", "stays", "v", "EX", 1000);
        await("keys to end", () -> ask(connection, "DBSIZE").equals(":1\r\n"));
        assertEquals("$-1\r\n", ask(connection, "GET", "k1"));
        assertEquals(":1000\r\n", ask(connection, "TTL", "stays"));
    }

    @Test
    void aMessage_reachesSubscribersOnAllReactors() throws IOException {
        List<Connection> subscribers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            subscribers.add(connect());
            ask(subscribers.get(i), "SUBSCRIBE", "news");
        }
        Connection publisher = connect();
        for (int i = 0; i < 100; i++) {
            assertEquals(":4\r\n", ask(publisher, "PUBLISH", "news", i));
        }
        for (Connection subscriber : subscribers) {
            for (int i = 0; i < 100; i++) {
                String message = text(subscriber.reply());
                assertTrue(message.endsWith("\r\n" + i + "\r\n"), message);
            }
        }
    }

    @Test
    void close_answersWhatWasSentBefore() throws IOException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Connection connection = connect();
            connections.add(connection);
            ask(connection, "PING");
        }
        assertEquals(List.of(), server.close(PATIENCE));
        for (Connection connection : connections) {
            assertEquals("", connection.until("never"), "the end of the stream");
        }
    }

    @Test
    void manyKeys_areSpreadOverTheShardsAndScanned() throws IOException {
        Connection connection = connect();
        int keys = 20_000;
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (int i = 0; i < keys; i++) {
            input.writeBytes(command("SET", "key:" + i, i));
        }
        Thread writer = new Thread(() -> {
            try {
                connection.send(input.toByteArray());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        for (int i = 0; i < keys; i++) {
            assertEquals("+OK\r\n", text(connection.reply()));
        }
        assertEquals(":" + keys + "\r\n", ask(connection, "DBSIZE"));
        List<String> seen = new ArrayList<>();
        String cursor = "0";
        do {
            List<String> lines =
                    ask(connection, "SCAN", cursor, "COUNT", 1000).lines().toList();
            cursor = lines.get(2);
            for (int i = 5; i < lines.size(); i += 2) {
                seen.add(lines.get(i));
            }
        } while (!cursor.equals("0"));
        assertEquals(keys, seen.stream().distinct().count());
        assertEquals(keys, seen.size(), "nothing changed meanwhile, so nothing comes twice");
    }

    @Test
    void close_thatCutsRenamesOff_losesNoValue() throws Exception {
        Enso enso = Enso.builder()
                .reactors(2)
                .affinity(Affinity.none())
                .configure(settings -> settings.laneCapacity(1))
                .start();
        open.add(0, enso);
        server = KvServer.start(enso, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        int clients = 32;
        int keys = 20;
        List<Connection> connections = new ArrayList<>();
        for (int c = 0; c < clients; c++) {
            Connection connection = connect();
            connections.add(connection);
            for (int key = 0; key < keys; key++) {
                assertEquals("+OK\r\n", ask(connection, "SET", "from-" + c + "-" + key, "v"));
            }
        }
        for (int c = 0; c < clients; c++) {
            ByteArrayOutputStream renames = new ByteArrayOutputStream();
            for (int there = 0; there < 50; there++) {
                for (int key = 0; key < keys; key++) {
                    renames.writeBytes(command("RENAME", "from-" + c + "-" + key, "to-" + c + "-" + key));
                    renames.writeBytes(command("RENAME", "to-" + c + "-" + key, "from-" + c + "-" + key));
                }
            }
            connections.get(c).send(renames.toByteArray());
        }
        assertEquals("+OK\r\n", text(connections.get(0).reply()));
        assertFalse(server.close(Duration.ZERO).isEmpty(), "nothing was cut off");
        assertTrue(enso.close(PATIENCE).isClean());
        assertEquals(clients * keys, server.keys());
    }
}
