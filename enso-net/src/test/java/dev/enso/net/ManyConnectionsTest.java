package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.reactor.Reactor;
import dev.enso.timers.Wheel;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Many clients at once, and many that break off, against a running echo: nothing of them stays behind. */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class ManyConnectionsTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int PATIENCE_SECONDS = 120;

    /** Descriptors that each process needs for itself. */
    private static final int OWN_FILES = 1000;

    private static final int MOST_IDLE = LONG ? 28_000 : 2_000;
    private static final int KILLED = LONG ? 50_000 : 1_000;
    private static final int CLIENTS = 2;
    private static final int OPEN_OF_A_CLIENT = LONG ? 3_000 : 100;

    /** In bytes. Few connections can't be told apart so exactly from what else a JVM allocates meanwhile. */
    private static final int HEAP_OF_ONE = LONG ? 1024 : 1280;

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private Enso enso;
    private Server server;
    private Standing before;

    @BeforeEach
    void start() {
        enso = Enso.builder()
                .reactors(2)
                .failures((reactor, what, failure) -> failures.add(failure))
                .start();
    }

    private void serve(ConnectionOptions options) throws Exception {
        server = enso.serve(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.defaults().withConnections(options),
                connection -> connection.writeAll(connection.input()));
        for (int i = 0; i < enso.reactors().size(); i++) {
            assertIsServed();
        }
        await("the first clients have left", () -> server.connections() == 0);
        before = Standing.of(enso);
    }

    @AfterEach
    void close() {
        assertTrue(enso.close(Duration.ofSeconds(30)).isClean());
        assertTrue(failures.isEmpty(), failures::toString);
    }

    /** What a process has, and gets back. */
    private record Standing(int files, int timers, int connections, long bytes) {
        static Standing of(Enso enso) throws Exception {
            int timers = 0;
            int connections = 0;
            long bytes = 0;
            for (Reactor reactor : enso.reactors()) {
                long[] of = reactor.spawn(Future.call(() -> {
                            Connections all = reactor.core().service(Connections.class);
                            return new long[] {
                                reactor.core().service(Wheel.class).live(), all.size(), all.bufferedBytes()
                            };
                        }))
                        .get();
                timers += (int) of[0];
                connections += (int) of[1];
                bytes += of[2];
            }
            return new Standing(
                    Objects.requireNonNull(new File("/proc/self/fd").list()).length, timers, connections, bytes);
        }
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static void await(String what, Check check) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!check.holds()) {
            assertTrue(System.nanoTime() < end, "it never came to hold that " + what);
            Thread.yield();
        }
    }

    private void assertIsServed() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(PATIENCE_SECONDS * 1000);
            socket.getOutputStream().write(7);
            assertEquals(7, socket.getInputStream().read());
        }
    }

    private void assertNothingIsLeft() throws Exception {
        assertIsServed();
        Standing[] now = {before};
        await("all connections have ended", () -> server.connections() == 0);
        await("everything was given back", () -> {
            now[0] = Standing.of(enso);
            // The JVM may have closed files of its own meanwhile.
            return now[0].files() <= before.files()
                    && now[0].equals(new Standing(now[0].files(), before.timers(), 0, 0));
        });
    }

    @Test
    void idleConnections_costLittle_andAClientThatIsKilledLeavesNothingBehind() throws Exception {
        serve(ConnectionOptions.defaults());
        int count = Math.min(MOST_IDLE, openFiles() - OWN_FILES);
        long heapBefore = usedHeap();
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Client.class.getName(),
                        Integer.toString(server.port()),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(client.getInputStream()))) {
            assertEquals("connected", out.readLine());
            await("all are accepted", () -> server.connections() == count);
            long each = heapOfEach(count, heapBefore);
            assertTrue(each <= HEAP_OF_ONE, () -> "an idle connection costs " + each + " bytes of heap");
            if (LONG) {
                System.out.println(count + " idle connections, " + each + " bytes of heap each");
            }
            client.getOutputStream().write('\n');
            client.getOutputStream().flush();
            assertEquals("written", out.readLine());
        } finally {
            // By SIGKILL, while some of them have answers to read.
            client.destroyForcibly().waitFor();
        }
        assertNothingIsLeft();
    }

    /** The least of some looks, as others use the heap too. */
    private static long heapOfEach(int count, long heapBefore) throws Exception {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < 5; look++) {
            least = Math.min(least, (usedHeap() - heapBefore) / count);
        }
        return least;
    }

    /** The bytes of all that is reachable, object by object: what a collector calls used is rounded to its regions. */
    private static long usedHeap() throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        String total = histogram.substring(histogram.lastIndexOf("Total"));
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    /** The hard limit, to which a JVM raises its own. */
    private static int openFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String hard = line.trim().split("\\s+")[4];
                return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard);
            }
        }
        throw new IOException("/proc/self/limits says nothing of open files");
    }

    /** The client of a process of its own. */
    static final class Client {
        private Client() {}

        public static void main(String[] args) throws IOException {
            InetSocketAddress server =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
            List<SocketChannel> sockets = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                sockets.add(SocketChannel.open(server));
            }
            System.out.println("connected");
            System.in.read();
            for (int i = 0; i < sockets.size(); i += 10) {
                sockets.get(i).write(ByteBuffer.allocate(100));
            }
            System.out.println("written");
            System.in.read();
        }
    }

    @Test
    void connectionsKilledAtRandom_leaveNothingBehind() throws Exception {
        // A limit, so that each has a timer to give back.
        serve(ConnectionOptions.defaults().withIdleLimit(Duration.ofHours(1)));
        long seed = Long.getLong("enso.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<FutureTask<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom own = random.split();
            FutureTask<Integer> client = new FutureTask<>(() -> openAndKill(own));
            clients.add(client);
            new Thread(client, "client-" + i).start();
        }
        for (FutureTask<Integer> client : clients) {
            assertEquals(KILLED / CLIENTS, client.get(), () -> "seed " + seed);
        }
        assertNothingIsLeft();
    }

    private int openAndKill(SplittableRandom random) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        int opened = 0;
        while (opened < KILLED / CLIENTS || !open.isEmpty()) {
            boolean opens = opened < KILLED / CLIENTS
                    && (open.isEmpty() || (open.size() < OPEN_OF_A_CLIENT && random.nextInt(3) > 0));
            if (opens) {
                open.add(SocketChannel.open(server.address()));
                opened++;
            } else {
                int which = random.nextInt(open.size());
                SocketChannel last = open.remove(open.size() - 1);
                kill(which == open.size() ? last : open.set(which, last), random);
            }
        }
        return opened;
    }

    private static void kill(SocketChannel socket, SplittableRandom random) throws IOException {
        try (socket) {
            int written = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(20_000);
            if (written > 0) {
                socket.write(ByteBuffer.allocate(written));
            }
            switch (random.nextInt(4)) {
                case 0 -> socket.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset
                case 1 -> socket.shutdownOutput();
                case 2 -> {
                    if (written > 0) {
                        socket.read(ByteBuffer.allocate(written));
                    }
                }
                default -> {
                    // An end in the middle, with the echo unread: the system makes a reset of it.
                }
            }
        }
    }
}
