package dev.enso.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Rebalancing;
import dev.enso.reactor.Refused;
import dev.enso.reactor.TaskOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are served line by line, and move between two lines. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MigratingTest {
    private static final Framing LINES = Framing.lines(1024);
    private static final int MOVES = Boolean.getBoolean("enso.long") ? 20_000 : 60;

    private final Set<Integer> livedOn = ConcurrentHashMap.newKeySet();

    private Future<?> echo(Connection connection, ByteBuffer line) {
        livedOn.add(connection.reactor().index());
        ByteBuffer answer = ByteBuffer.allocate(line.remaining() + 1);
        answer.put(line.duplicate()).put((byte) '\n').flip();
        return connection.send(answer);
    }

    private Server serve(Enso enso, ServerOptions options) throws IOException {
        return enso.serve(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                options,
                connection -> Migrating.serve(connection, LINES, this::echo));
    }

    private static Enso.Builder node(int reactors, String transport) {
        return Enso.builder().reactors(reactors).affinity(Affinity.none()).transport(Transport.named(transport));
    }

    private static <T> T ask(Enso enso, int reactor, Future<T> question) throws Exception {
        return enso.reactors()
                .get(reactor)
                .start(question)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static List<ObjectInfo> connections(Enso enso, int reactor) throws Exception {
        return ask(enso, reactor, enso.interCore().at(reactor).list()).objects().stream()
                .filter(object -> object.kind().equals("CONN"))
                .toList();
    }

    /** Lines of all lengths, several at once, of which some are cut in two. */
    private static void talk(int port, IntPredicate goesOn, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            for (int round = 0; goesOn.test(round); round++) {
                List<String> lines = new ArrayList<>();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    lines.add(seed + "." + round + "." + i + "x".repeat(random.nextInt(200)));
                }
                byte[] bytes = (String.join("\n", lines) + "\n").getBytes(UTF_8);
                int cut = random.nextInt(bytes.length);
                socket.getOutputStream().write(bytes, 0, cut);
                socket.getOutputStream().write(bytes, cut, bytes.length - cut);
                for (String line : lines) {
                    assertEquals(line, in.readLine(), "seed " + seed);
                }
            }
        }
    }

    /** All connections are moved to and fro all the time, by the verb, while their clients talk. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void connectionsThatAreMovedUnderLoad_loseNoLine(String transport) throws Exception {
        try (Enso enso = node(3, transport).start()) {
            Server server = serve(enso, ServerOptions.defaults());
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Void>> talks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int seed = i;
                talks.add(CompletableFuture.runAsync(() -> {
                    try {
                        talk(server.port(), round -> !over.get(), seed);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                }));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(talks.toArray(new CompletableFuture<?>[0]));
            all.whenComplete((nothing, failure) -> over.set(true)); // one that fails ends it
            SplittableRandom random = new SplittableRandom(7);
            int asked = 0;
            while (!over.get() && (asked < MOVES || livedOn.size() < 3)) {
                int from = random.nextInt(3);
                for (ObjectInfo connection : connections(enso, from)) {
                    asked += ask(enso, from, move(enso, connection.id(), random.nextInt(3))) ? 1 : 0;
                }
            }
            over.set(true);
            all.get(20, TimeUnit.SECONDS);
            assertEquals(Set.of(0, 1, 2), livedOn);
            assertTrue(enso.describe().contains("moved here "), enso.describe());
            CloseReport report = enso.close(Duration.ofSeconds(10));
            assertTrue(report.isClean(), report::toString);
        }
    }

    /** False when it has gone, or moved, before it was asked. */
    private static Future<Boolean> move(Enso enso, long id, int to) {
        return RemoteSockets.at(enso.interCore().of(id)).move(id, to).recover(failure -> {
            assertEquals(Refused.Reason.STALE, ((Refused) failure).reason());
            return false;
        });
    }

    @Test
    void connectionThatWaits_movesAtOnceAndOneWithHalfALineWhenItIsWhole() throws Exception {
        try (Enso enso = node(2, "auto").start()) {
            Server server = serve(enso, ServerOptions.defaults().onReactor(0));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                socket.getOutputStream().write("one\ntw".getBytes(UTF_8));
                assertEquals("one", in.readLine());
                while (bytesUnread(enso) != 2) {
                    Thread.onSpinWait(); // the test has its limit
                }
                ObjectInfo there = connections(enso, 0).get(0);
                assertTrue(ask(enso, 1, move(enso, there.id(), 1)));
                ask(enso, 1, enso.interCore().at(0).sync());
                assertEquals(there.id(), connections(enso, 0).get(0).id(), "it has read half a line");
                socket.getOutputStream().write("o\nthree\n".getBytes(UTF_8));
                assertEquals("two", in.readLine());
                assertEquals("three", in.readLine());
                while (connections(enso, 1).isEmpty()) {
                    Thread.onSpinWait();
                }
                assertTrue(ask(enso, 0, move(enso, connections(enso, 1).get(0).id(), 0)));
                while (connections(enso, 0).isEmpty()) {
                    Thread.onSpinWait(); // it waits for a line, and moves without one
                }
                assertEquals(1, server.connections());
                socket.getOutputStream().write("four\n".getBytes(UTF_8));
                assertEquals("four", in.readLine());
                socket.shutdownOutput();
                assertEquals(null, in.readLine());
            }
        }
    }

    private static int bytesUnread(Enso enso) throws Exception {
        return ask(
                enso,
                0,
                Future.call(() -> enso.reactors()
                        .get(0)
                        .core()
                        .service(Connections.class)
                        .list()
                        .get(0)
                        .unread()));
    }

    @Test
    void connectionThatIsServedOtherwise_isNotMoved() throws Exception {
        try (Enso enso = node(2, "auto").start()) {
            Server server = enso.serve(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ServerOptions.defaults().onReactor(0),
                    connection -> connection.writeAll(connection.input()));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                while (connections(enso, 0).isEmpty()) {
                    Thread.onSpinWait();
                }
                long id = connections(enso, 0).get(0).id();
                InterCore node = enso.interCore();
                Refused refused = ask(
                        enso,
                        0,
                        RemoteSockets.at(node.of(id))
                                .move(id, 1)
                                .map(moves -> new Refused(Refused.Reason.KIND, "it moves"))
                                .recover(failure -> (Refused) failure));
                assertEquals(Refused.Reason.UNSUPPORTED, refused.reason());
                assertTrue(refused.getMessage().contains("Migrating.serve"), refused.getMessage());
                assertTrue(socket.isConnected());
            }
        }
    }

    /** A busy reactor gives its connections away, and nobody asked for it. */
    @Test
    void connection_leavesAReactorThatStaysBusy() throws Exception {
        try (Enso enso = node(2, "auto").rebalancing(Rebalancing::among).start()) {
            Server server = serve(enso, ServerOptions.defaults().onReactor(0));
            enso.reactors()
                    .get(0)
                    .spawn(
                            TaskOptions.named("busy")
                                    .priority(Priority.BACKGROUND)
                                    .service(),
                            new Busy());
            while (!livedOn.contains(1)) {
                talk(server.port(), round -> round < 20, 3);
            }
            assertTrue(enso.describe().startsWith("2 reactors, rebalancing: "), enso.describe());
        }
    }

    /** Who stops gives its connections away before. */
    @Test
    void connections_leaveAReactorThatIsBeingStopped() throws Exception {
        try (Enso enso = node(2, "auto").rebalancing(Rebalancing::among).start()) {
            Server server = serve(enso, ServerOptions.defaults());
            try (Socket one = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    Socket two = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                List<Socket> sockets = List.of(one, two);
                for (Socket socket : sockets) {
                    say(socket, "before");
                }
                CompletableFuture<CloseReport> stopped =
                        enso.interCore().stop(1, Duration.ofSeconds(30)).toCompletableFuture();
                while (!stopped.isDone()) {
                    for (Socket socket : sockets) {
                        say(socket, "meanwhile");
                    }
                }
                assertTrue(stopped.join().isClean(), () -> stopped.join().toString());
                for (Socket socket : sockets) {
                    say(socket, "after");
                }
                assertEquals(2, server.connections());
            }
        }
    }

    /** Also those whose peers say nothing, on a node that does not rebalance. */
    @Test
    void connectionsThatWait_leaveAReactorThatIsBeingStopped() throws Exception {
        try (Enso enso = node(2, "auto").start()) {
            Server server = serve(enso, ServerOptions.defaults());
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    sockets.add(socket);
                    say(socket, "before");
                }
                assertEquals(Set.of(0, 1), livedOn);
                CloseReport report = enso.interCore()
                        .stop(1, Duration.ofSeconds(50))
                        .toCompletableFuture()
                        .get(40, TimeUnit.SECONDS);
                assertTrue(report.isClean(), report::toString);
                for (Socket socket : sockets) {
                    say(socket, "after");
                }
                assertEquals(4, server.connections());
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    /** The other reactor is being stopped when it gets there. */
    @Test
    void connectionThatIsNotTaken_goesOnWhereItWas() throws Exception {
        try (Enso enso = node(2, "auto").start()) {
            Server server = serve(enso, ServerOptions.defaults().onReactor(0));
            CompletableFuture<String> gate = new CompletableFuture<>();
            enso.reactors().get(1).spawn(Future.from(gate));
            CompletableFuture<CloseReport> stopped =
                    enso.interCore().stop(1, Duration.ofSeconds(50)).toCompletableFuture();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                say(socket, "one");
                long id = connections(enso, 0).get(0).id();
                assertTrue(ask(enso, 0, move(enso, id, 1)));
                while (connections(enso, 0).stream().noneMatch(back -> back.id() != id)) {
                    Thread.onSpinWait(); // the test has its limit
                }
                say(socket, "two");
                assertEquals(Set.of(0), livedOn);
                assertEquals(1, server.connections());
            }
            gate.complete("over");
            assertTrue(stopped.get(40, TimeUnit.SECONDS).isClean());
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        byte[] answer = socket.getInputStream().readNBytes(line.length() + 1);
        assertEquals(line + "\n", new String(answer, UTF_8));
    }

    /** Always has something to do. */
    private static final class Busy implements Future<Integer> {
        @Override
        public Polled poll(Context cx) {
            cx.waker().wake();
            return Polled.PENDING;
        }

        @Override
        public Integer head() {
            throw new IllegalStateException();
        }

        @Override
        public Stream<Integer> tail() {
            throw new IllegalStateException();
        }

        @Override
        public void close() {}
    }
}
