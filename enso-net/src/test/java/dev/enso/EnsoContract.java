package dev.enso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Connections;
import dev.enso.net.DiskFile;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import dev.enso.net.Transport;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.Reactor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two running reactors with real threads, and blocking clients of the JDK, on every transport. */
@Timeout(120)
abstract class EnsoContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private Enso enso;

    abstract Transport transport();

    /** What the transport itself may allocate for a message, in bytes. */
    int garbageOfTransport() {
        return 0;
    }

    @BeforeEach
    void start() {
        enso = Enso.builder()
                .reactors(2)
                .transport(transport())
                .failures((reactor, what, failure) -> failures.add(failure))
                .start();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        enso.close(Duration.ZERO);
    }

    private Server serve(Function<Connection, Future<?>> handler) throws IOException {
        return enso.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handler);
    }

    private Socket client(Server server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.address(), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    private static Future<?> echo(Connection connection) {
        return connection.writeAll(connection.input());
    }

    private static void await(String otherwise, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, otherwise);
            Thread.onSpinWait();
        }
    }

    private static byte[] bytes(int count, Random random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void assertEchoes(Socket socket) throws IOException {
        byte[] ping = {1, 2, 3, 4};
        socket.getOutputStream().write(ping);
        assertArrayEquals(ping, socket.getInputStream().readNBytes(4));
    }

    @Test
    void echo_ofSeveralClientsAtOnce_isByteExact() throws Exception {
        Server server = serve(EnsoContract::echo);
        long seed = System.nanoTime();
        int clients = 4;
        ExecutorService threads = Executors.newFixedThreadPool(2 * clients);
        try {
            List<CompletableFuture<?>> done = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Socket socket = client(server);
                byte[] sent = bytes(4 << 20, new Random(seed + i));
                Random chunks = new Random(seed - i);
                done.add(CompletableFuture.runAsync(() -> writeInChunks(socket, sent, chunks), threads));
                done.add(CompletableFuture.runAsync(() -> assertReads(socket, sent, seed), threads));
            }
            for (CompletableFuture<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        await("connections stay open", () -> server.connections() == 0);
        assertEquals(List.of(), List.copyOf(failures));
    }

    private static void writeInChunks(Socket socket, byte[] bytes, Random random) {
        try {
            OutputStream out = socket.getOutputStream();
            int at = 0;
            while (at < bytes.length) {
                int n = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(20) == 0 ? 300_000 : 5_000));
                out.write(bytes, at, n);
                at += n;
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertReads(Socket socket, byte[] expected, long seed) {
        try {
            byte[] got = socket.getInputStream().readAllBytes();
            int differs = Arrays.mismatch(expected, got);
            assertEquals(-1, differs, "seed " + seed + ", first difference at " + differs);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aThousandConnections_areServedByAllReactors() throws Exception {
        ConcurrentSkipListSet<String> homes = new ConcurrentSkipListSet<>();
        Server server = serve(connection -> {
            homes.add(connection.reactor().name());
            return echo(connection);
        });
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            clients.add(client(server));
        }
        for (Socket socket : clients) {
            socket.getOutputStream().write(7);
        }
        for (Socket socket : clients) {
            assertEquals(7, socket.getInputStream().read());
        }
        assertEquals(1_000, server.connections());
        assertEquals(2, homes.size());
        for (int i = 0; i < clients.size(); i++) {
            Socket socket = clients.get(i);
            if (i % 3 == 0) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
        await("connections stay open", () -> server.connections() == 0);
        assertEquals(List.of(), List.copyOf(failures));
    }

    @Test
    void reset_inTheMiddleOfATransfer_hurtsNobodyElse() throws Exception {
        Server server = serve(EnsoContract::echo);
        Socket other = client(server);
        assertEchoes(other);
        for (int i = 0; i < 20; i++) {
            Socket socket = client(server);
            socket.getOutputStream().write(new byte[100_000]);
            socket.getInputStream().readNBytes(10_000);
            socket.setSoLinger(true, 0);
            socket.close();
        }
        assertEchoes(other);
        await("connections stay open", () -> server.connections() == 1);
        assertEquals(List.of(), List.copyOf(failures));
    }

    @Test
    void halfClose_isExact() throws Exception {
        // Counts what it gets until the end, then answers with the count, then closes.
        Server server = serve(connection -> connection
                .input()
                .fold(0L, (sum, bytes) -> {
                    long n = bytes.remaining();
                    bytes.position(bytes.limit());
                    return sum + n;
                })
                .then(sum -> connection.send(ByteBuffer.allocate(8).putLong(sum).flip())));
        Socket socket = client(server);
        socket.getOutputStream().write(new byte[1_234_567]);
        socket.shutdownOutput();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertEquals(1_234_567, in.readLong());
        assertEquals(-1, in.read());
    }

    @Test
    void close_sendsWhatIsPendingToASlowReader() throws Exception {
        byte[] large = bytes(8 << 20, new Random(1));
        Server server = serve(connection -> connection.send(ByteBuffer.wrap(large)));
        Socket socket = client(server);
        InputStream in = socket.getInputStream();
        int first = in.read();
        CompletableFuture<CloseReport> closing = CompletableFuture.supplyAsync(() -> enso.close(PATIENCE));
        byte[] rest = in.readAllBytes();
        assertEquals(large.length - 1, rest.length);
        assertEquals(large[0], (byte) first);
        assertEquals(-1, Arrays.mismatch(rest, Arrays.copyOfRange(large, 1, large.length)));
        CloseReport report = closing.get(60, TimeUnit.SECONDS);
        assertTrue(report.isClean(), report::toString);
        assertEquals(report, enso.close(Duration.ZERO));
    }

    @Test
    void close_reportsConnectionsThatWereCutOff() throws Exception {
        Server server = serve(connection -> connection.send(ByteBuffer.allocate(32 << 20)));
        Socket socket = client(server);
        socket.getInputStream().read();
        CloseReport report = enso.close(Duration.ofMillis(50));
        String peer = "127.0.0.1:" + socket.getLocalPort();
        assertTrue(report.cut().stream().anyMatch(name -> name.startsWith(peer)), report::toString);
        assertThrows(IOException.class, () -> socket.getInputStream().readAllBytes());
        assertEquals(report, enso.close(Duration.ofSeconds(1)));
    }

    @Test
    void close_takesALimitThatIsNegativeAsOneThatHasPassed() throws Exception {
        Server server = serve(connection -> connection.send(ByteBuffer.allocate(32 << 20)));
        Socket socket = client(server);
        socket.getInputStream().read();
        CompletableFuture<List<String>> cut =
                CompletableFuture.supplyAsync(() -> server.close(Duration.ofSeconds(Long.MIN_VALUE)));
        assertEquals(1, cut.get(60, TimeUnit.SECONDS).size());
        CompletableFuture<CloseReport> closing =
                CompletableFuture.supplyAsync(() -> enso.close(Duration.ofSeconds(Long.MIN_VALUE)));
        assertTrue(closing.get(60, TimeUnit.SECONDS).stuck().isEmpty());
    }

    @Test
    void close_onAReactorIsRefused() {
        Exception failure = assertThrows(
                Exception.class,
                () -> enso.spawn(Future.call(() -> enso.close(Duration.ZERO))).get());
        assertInstanceOf(IllegalStateException.class, failure.getCause());
    }

    @Test
    void connect_worksInAnyTask() throws Exception {
        Server server = serve(EnsoContract::echo);
        for (Reactor reactor : enso.reactors()) {
            Future<Reactor> home = enso.connect(server.address(), connection -> Future.of(connection.reactor()));
            assertSame(reactor, reactor.spawn(home).get(PATIENCE));
        }
    }

    @Test
    void connect_looksNamesUpAwayFromTheReactors() throws Exception {
        Server server = serve(EnsoContract::echo);
        Connection connection =
                enso.spawn(enso.connect("localhost", server.port())).get(PATIENCE);
        assertEquals(server.port(), ((InetSocketAddress) connection.remoteAddress()).getPort());
    }

    @Test
    void connect_byName_takesItsOptionsAlong() throws Exception {
        Server silent = serve(EnsoContract::echo);
        ConnectionOptions impatient = ConnectionOptions.defaults().withReadLimit(Duration.ofMillis(20));
        ExecutionException failure = assertThrows(
                ExecutionException.class,
                () -> enso.spawn(enso.connect("localhost", silent.port(), impatient)
                                .then(connection -> connection.input().forEach(bytes -> {})))
                        .get(PATIENCE));
        assertInstanceOf(SocketTimeoutException.class, failure.getCause());
    }

    @Test
    void connect_toABadPort_isRefusedAtOnce() {
        for (int port : new int[] {-1, 0, 65_536}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> enso.connect("localhost", port));
            assertTrue(refused.getMessage().endsWith("not " + port), refused.getMessage());
        }
    }

    /** One builder's runtimes share nothing: what the first closes the second still has, and so has a third. */
    @Test
    void runtimesOfOneBuilder_haveFilesOfTheirOwn(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3});
        Enso.Builder builder =
                Enso.builder().name("again").reactors(1).transport(transport()).affinity(Affinity.none());
        try (Enso second = starts(builder, file)) {
            second.interCore().add();
            assertEquals(3, size(second, 1, file));
        }
        try (Enso third = builder.start()) {
            assertEquals(3, size(third, 0, file));
        }
    }

    /** Starts two, and closes the first. */
    private static Enso starts(Enso.Builder builder, Path file) throws Exception {
        try (Enso first = builder.start()) {
            assertEquals(3, size(first, 0, file));
            return builder.start();
        }
    }

    private static long size(Enso enso, int reactor, Path file) throws Exception {
        Future<Long> size = DiskFile.open(file, Set.of(StandardOpenOption.READ), DiskFile::size);
        return enso.reactors().get(reactor).spawn(size).get(PATIENCE);
    }

    @Test
    void connect_toAHostWithoutAnAddress_namesIt() {
        ExecutionException failure = assertThrows(
                ExecutionException.class,
                () -> enso.spawn(enso.connect("[no-host", 80)).get(PATIENCE));
        assertInstanceOf(UnknownHostException.class, failure.getCause());
        assertTrue(failure.getCause().getMessage().contains("[no-host"));
    }

    @Test
    void runtimes_liveBesideEachOther() throws Exception {
        Enso.Builder builder =
                Enso.builder().name("other").reactors(1).transport(transport()).affinity(Affinity.none());
        try (Enso one = builder.start();
                Enso two = builder.start()) {
            assertEquals("other-0", one.reactors().get(0).name());
            Server server = one.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), EnsoContract::echo);
            assertEquals(
                    4,
                    two.spawn(two.connect(
                                    server.address(),
                                    connection -> connection
                                            .send(ByteBuffer.allocate(4))
                                            .then(sent -> connection
                                                    .input()
                                                    .copy(ByteBuffer::remaining)
                                                    .first())))
                            .get(PATIENCE));
        }
        assertEchoes(client(serve(EnsoContract::echo)));
    }

    @Test
    void threads_areThoseThatNettyIsFastOn() throws Exception {
        assertInstanceOf(
                FastThreadLocalThread.class,
                enso.spawn(Future.call(Thread::currentThread)).get(PATIENCE));
    }

    @Test
    void echo_allocatesNothingPerMessage() throws Exception {
        Server server = enso.serve(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.defaults().onReactor(0),
                EnsoContract::echo);
        assertAllocatesNothing(server, 100_000);
    }

    @Test
    void pipes_allocateNothingPerMessage() throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ServerOptions onFirst = ServerOptions.defaults().onReactor(0);
        Server echo = enso.serve(anyPort, onFirst, EnsoContract::echo);
        Server proxy = enso.serve(
                anyPort,
                onFirst,
                client -> enso.connect(
                        echo.address(),
                        server -> Connection.pipe(client, server).join(Connection.pipe(server, client), Long::sum)));
        assertAllocatesNothing(proxy, 40_000);
    }

    private void assertAllocatesNothing(Server server, int messages) throws Exception {
        Thread thread =
                enso.reactors().get(0).spawn(Future.call(Thread::currentThread)).get(PATIENCE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Socket socket = client(server);
        exchange(socket, messages / 2);
        long before = threads.getThreadAllocatedBytes(thread.getId());
        exchange(socket, messages);
        long allocated = threads.getThreadAllocatedBytes(thread.getId()) - before;
        long most = messages / 10 + (long) garbageOfTransport() * messages;
        assertTrue(allocated < most, allocated + " bytes for " + messages + " messages");
    }

    /** Messages of 64 bytes, one at a time now and then and eight at a time mostly. */
    private static void exchange(Socket socket, int messages) throws IOException {
        byte[] eight = new byte[8 * 64];
        byte[] back = new byte[8 * 64];
        int left = messages;
        while (left > 0) {
            int n = left % 64 == 0 ? 1 : Math.min(left, 8);
            socket.getOutputStream().write(eight, 0, n * 64);
            socket.getInputStream().readNBytes(back, 0, n * 64);
            left -= n;
        }
    }

    @Test
    void memory_isBoundedForPeersThatNeverRead() throws Exception {
        int limit = 64 << 10;
        Server server = enso.serve(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.defaults()
                        .withConnections(ConnectionOptions.defaults().withOutputLimit(limit)),
                connection -> connection.send(ByteBuffer.allocate(16 << 20)));
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            clients.add(client(server));
            clients.get(i).getInputStream().read();
        }
        Socket reader = clients.get(0);
        assertEquals((16 << 20) - 1, reader.getInputStream().readAllBytes().length);
        for (Reactor reactor : enso.reactors()) {
            long buffered = reactor.spawn(bufferedBytes()).get(PATIENCE);
            assertTrue(buffered <= 8L * limit, buffered + " bytes for 8 connections of " + limit);
        }
    }

    private static Future<Long> bufferedBytes() {
        return new Future<>() {
            private long found;

            @Override
            public Polled poll(Context cx) {
                found = cx.service(Connections.class).bufferedBytes();
                return Polled.READY;
            }

            @Override
            public Long head() {
                return found;
            }

            @Override
            public Stream<Long> tail() {
                return this;
            }

            @Override
            public void close() {}
        };
    }
}
