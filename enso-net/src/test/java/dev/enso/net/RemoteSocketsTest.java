package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Task;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP sockets and connections go from reactor to reactor while real clients talk to them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteSocketsTest {
    private static final int BYTES = Boolean.getBoolean("enso.long") ? 50_000_000 : 1_500_000;
    /** Frames are cut at odd places, so that remainders travel. */
    private static final int FRAME = 7;

    private static Enso start(String transport, int reactors) {
        Transport chosen = Transport.named(transport);
        return Enso.builder()
                .reactors(reactors)
                .affinity(Affinity.none())
                .transport(chosen)
                .start();
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Echoes the whole frames of some reads, and leaves the cut one behind them. True when the peer has finished. */
    private static final class EchoFrames implements Future<Boolean> {
        private final Connection connection;
        private int reads;
        private boolean ended;
        private boolean over;

        EchoFrames(Connection connection, int reads) {
            this.connection = connection;
            this.reads = reads;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            Stream<ByteBuffer> input = connection.input();
            while (reads > 0 && !ended) {
                Polled polled = input.poll(cx);
                if (polled == Polled.PENDING) {
                    return polled;
                }
                if (polled == Polled.ENDED) {
                    ended = true;
                    break;
                }
                ByteBuffer bytes = input.head();
                while (bytes.remaining() >= FRAME) {
                    ByteBuffer out = connection.out(FRAME);
                    if (out.remaining() < FRAME) {
                        // The head stays lent meanwhile.
                        if (connection.pollWritable(cx, FRAME) == Polled.PENDING) {
                            return Polled.PENDING;
                        }
                        continue;
                    }
                    for (int i = 0; i < FRAME; i++) {
                        out.put(bytes.get());
                    }
                }
                input.tail();
                reads--;
            }
            return over ? Polled.ENDED : Polled.READY;
        }

        @Override
        public Boolean head() {
            return ended;
        }

        @Override
        public Stream<Boolean> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    private final AtomicInteger moves = new AtomicInteger();

    private Future<Object> hop(Enso enso, Connection connection) {
        int here = connection.reactor().index();
        int next = (here + 1) % enso.reactors().size();
        return new EchoFrames(connection, 1).then(ended -> {
            if (ended) {
                return Future.of((Object) true);
            }
            moves.incrementAndGet();
            return RemoteSockets.at(enso.interCore().at(next))
                    .move(connection, moved -> hop(enso, moved))
                    .map(reactor -> {
                        assertEquals(next, reactor.index());
                        return (Object) reactor;
                    });
        });
    }

    private static byte[] random(int bytes, long seed) {
        byte[] data = new byte[bytes];
        new SplittableRandom(seed).nextBytes(data);
        return data;
    }

    /** Writes and reads at once, so that both directions are under load. */
    private static byte[] talk(int port, byte[] sent) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            CompletableFuture<Void> written = new CompletableFuture<>();
            Thread writer = new Thread(() -> {
                try {
                    SplittableRandom random = new SplittableRandom(sent.length);
                    for (int at = 0; at < sent.length; ) {
                        int n = Math.min(sent.length - at, 1 + random.nextInt(60_000));
                        socket.getOutputStream().write(sent, at, n);
                        at += n;
                    }
                    written.complete(null);
                } catch (IOException e) {
                    written.completeExceptionally(e);
                }
            });
            writer.start();
            byte[] received = new byte[sent.length];
            new DataInputStream(socket.getInputStream()).readFully(received);
            written.get(30, TimeUnit.SECONDS);
            return received;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void connectionThatWandersUnderLoad_losesNoByte(String transport) throws Exception {
        try (Enso enso = start(transport, 3)) {
            Server server = enso.serve(local(0), connection -> hop(enso, connection));
            byte[][] sent = {random(BYTES / FRAME * FRAME, 1), random(BYTES / 2 / FRAME * FRAME, 2)};
            List<CompletableFuture<byte[]>> talks = Arrays.stream(sent)
                    .map(bytes -> {
                        CompletableFuture<byte[]> talk = new CompletableFuture<>();
                        new Thread(() -> {
                                    try {
                                        talk.complete(talk(server.port(), bytes));
                                    } catch (Exception e) {
                                        talk.completeExceptionally(e);
                                    }
                                })
                                .start();
                        return talk;
                    })
                    .toList();
            for (int i = 0; i < sent.length; i++) {
                assertArrayEquals(sent[i], talks.get(i).get(50, TimeUnit.SECONDS));
            }
            assertTrue(moves.get() > 10, moves + " moves");
            CloseReport report = enso.close(Duration.ofSeconds(5));
            assertTrue(report.isClean(), report::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void connection_isListedAndGoesOnWhereItWasWhenItIsRefused(String transport) throws Exception {
        try (Enso enso = start(transport, 2)) {
            CompletableFuture<Integer> lives = new CompletableFuture<>();
            Server server = enso.serve(local(0), connection -> {
                int other = 1 - connection.reactor().index();
                return RemoteSockets.at(enso.interCore().at(other))
                        .move(connection, moved -> moved.writeAll(moved.input()))
                        .map(reactor -> lives.complete(reactor.index()));
            });
            // Connections live on the reactor that is left, and the one they want to move to has stopped.
            enso.interCore()
                    .stop(1, Duration.ofSeconds(5))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(new byte[] {1, 2, 3});
                byte[] back = new byte[3];
                new DataInputStream(socket.getInputStream()).readFully(back);
                assertArrayEquals(new byte[] {1, 2, 3}, back);
                assertEquals(0, lives.get(10, TimeUnit.SECONDS));
                List<ObjectInfo> objects = enso.interCore()
                        .at(0)
                        .stage(enso.interCore().at(0).list())
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .objects();
                assertEquals(
                        1,
                        objects.stream()
                                .filter(object -> object.kind().equals("CONN"))
                                .count(),
                        objects::toString);
            }
        }
    }

    /** Reads until so many bytes were seen, and answers them. */
    private static final class Reading implements Future<byte[]> {
        private final CoreContext home;
        private final TcpStream stream;
        private final ByteBuffer bytes;
        private Readiness readiness;
        private boolean connected;
        private boolean over;

        Reading(CoreContext home, TcpStream stream, int count) {
            this.home = home;
            this.stream = stream;
            this.bytes = ByteBuffer.allocate(count);
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            if (readiness == null) {
                readiness =
                        home.service(Poll.class).registry().register(stream, Interest.READABLE.or(Interest.WRITABLE));
            }
            while (!connected) {
                if (!readiness.pollWritable(cx.waker())) {
                    return Polled.PENDING;
                }
                connected = stream.finishConnect();
                if (!connected) {
                    readiness.clearWritable();
                }
            }
            while (bytes.hasRemaining() && readiness.pollReadable(cx.waker())) {
                int n = stream.read(bytes);
                if (n < 0) {
                    throw new IOException("ended too early");
                }
                if (n == 0) {
                    readiness.clearReadable();
                }
            }
            return bytes.hasRemaining() ? Polled.PENDING : over ? Polled.ENDED : Polled.READY;
        }

        @Override
        public byte[] head() {
            return bytes.array();
        }

        @Override
        public Stream<byte[]> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    /** A raw stream reads a part on each of several reactors. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void sourceThatIsHandedOn_losesNoByte(String transport) throws Exception {
        int parts = 6;
        int part = 10_007;
        byte[] sent = random(parts * part, 3);
        try (Enso enso = start(transport, 2);
                java.net.ServerSocket acceptor = new java.net.ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            TcpStream stream = TcpStream.connect(enso.transport(), local(acceptor.getLocalPort()));
            byte[] received = new byte[sent.length];
            CompletableFuture<Void> all = new CompletableFuture<>();
            Task<?> first = enso.reactors().get(0).spawn(handOn(enso, stream, 0, 0, parts, part, received, all));
            try (Socket peer = acceptor.accept()) {
                peer.getOutputStream().write(sent);
                all.get(30, TimeUnit.SECONDS);
            }
            first.get(Duration.ofSeconds(10));
            assertArrayEquals(sent, received);
        }
    }

    private static Future<Object> handOn(
            Enso enso,
            TcpStream stream,
            int here,
            int number,
            int parts,
            int part,
            byte[] received,
            CompletableFuture<Void> all) {
        CoreContext home = enso.reactors().get(here).core();
        return new Reading(home, stream, part).then(bytes -> {
            System.arraycopy(bytes, 0, received, number * part, part);
            if (number == parts - 1) {
                all.complete(null);
                return Future.of((Object) number);
            }
            int next = 1 - here;
            return RemoteSockets.at(enso.interCore().at(next))
                    .io(stream, (at, there) -> handOn(enso, there, next, number + 1, parts, part, received, all))
                    .map(task -> (Object) task);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void listenerThatIsHandedOn_acceptsThere(String transport) throws Exception {
        try (Enso enso = start(transport, 2)) {
            TcpListener listener = TcpListener.bind(enso.transport(), local(0));
            int port = listener.localAddress().getPort();
            CompletableFuture<Integer> accepted = new CompletableFuture<>();
            enso.reactors()
                    .get(0)
                    .spawn(RemoteSockets.at(enso.interCore().at(1))
                            .io(listener, (at, there) -> new AcceptingOnce(at, there, accepted)));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertEquals(1, accepted.get(20, TimeUnit.SECONDS));
                assertTrue(client.isConnected());
            }
        }
    }

    private static final class AcceptingOnce implements Future<Boolean> {
        private final CoreContext at;
        private final TcpListener listener;
        private final CompletableFuture<Integer> accepted;
        private Readiness readiness;
        private boolean over;

        AcceptingOnce(CoreContext at, TcpListener listener, CompletableFuture<Integer> accepted) {
            this.at = at;
            this.listener = listener;
            this.accepted = accepted;
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            if (readiness == null) {
                readiness = at.service(Poll.class).registry().register(listener, Interest.READABLE);
            }
            while (!over && readiness.pollReadable(cx.waker())) {
                TcpStream stream = listener.accept();
                if (stream != null) {
                    stream.close();
                    accepted.complete(at.index());
                    return Polled.READY;
                }
                readiness.clearReadable();
            }
            return over ? Polled.ENDED : Polled.PENDING;
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
