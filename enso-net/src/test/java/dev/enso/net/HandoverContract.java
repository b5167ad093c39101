package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of source goes from one reactor to another, out of the poll it is registered with, and works there: with what came
 * before it left, and with what comes later. Those of TCP are in {@link RemoteSocketsTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HandoverContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private Enso enso;

    abstract Transport transport();

    @BeforeAll
    void start() {
        enso = Enso.builder()
                .reactors(2)
                .affinity(Affinity.none())
                .transport(transport())
                .failures((reactor, what, failure) -> failures.add(failure))
                .start();
    }

    @AfterAll
    void close() {
        CloseReport report = enso.close(Duration.ofSeconds(10));
        assertTrue(report.isClean(), report::toString);
        assertEquals(List.of(), failures);
    }

    interface Call<S> {
        /** False when it would block. */
        boolean succeeds(S source) throws IOException;
    }

    /** A task that makes a call as soon as its source is ready for it. */
    private static final class Calling<S extends Source> implements Future<Integer> {
        private final CoreContext at;
        private final S source;
        private final Interest interest;
        private final Call<? super S> call;
        private Readiness readiness;
        private boolean over;

        Calling(CoreContext at, S source, Interest interest, Call<? super S> call) {
            this.at = at;
            this.source = source;
            this.interest = interest;
            this.call = call;
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            if (over) {
                return Polled.ENDED;
            }
            if (readiness == null) {
                readiness = at.service(Poll.class).registry().register(source, interest);
            }
            while (interest == Interest.READABLE
                    ? readiness.pollReadable(cx.waker())
                    : readiness.pollWritable(cx.waker())) {
                if (call.succeeds(source)) {
                    return Polled.READY;
                }
                if (interest == Interest.READABLE) {
                    readiness.clearReadable();
                } else {
                    readiness.clearWritable();
                }
            }
            return Polled.PENDING;
        }

        @Override
        public Integer head() {
            return at.index();
        }

        @Override
        public Stream<Integer> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    interface Step {
        void take() throws Exception;
    }

    /**
     * Hands a source over, and fails unless the call succeeds over there.
     *
     * @param later what is done once the source has arrived
     */
    final <S extends Source> void handOver(S source, Interest interest, Call<? super S> call, Step later)
            throws Exception {
        CoreContext here = enso.reactors().get(0).core();
        Task<Task<?>> leaving = enso.reactors()
                .get(0)
                .spawn(Future.call(() -> here.service(Poll.class).registry().register(source, interest))
                        .then(registered -> RemoteSockets.at(enso.interCore().at(1))
                                .io(source, (at, there) -> new Calling<>(at, there, interest, call))));
        Task<?> task = leaving.get(PATIENCE);
        assertEquals(1, task.reactor().index());
        later.take();
        task.get(PATIENCE);
        assertFalse(source.isOpen(), "it is closed when its use is over");
    }

    @TempDir
    Path folder;

    final UnixDomainSocketAddress path(String name) {
        return UnixDomainSocketAddress.of(folder.resolve(name));
    }

    @Test
    void udpSocket_receivesWhatCameBeforeAndAfter() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        UdpSocket socket = UdpSocket.bind(transport(), any);
        InetSocketAddress bound = socket.localAddress();
        ByteBuffer into = ByteBuffer.allocateDirect(16);
        try (java.net.DatagramSocket peer = new java.net.DatagramSocket(any)) {
            peer.send(new DatagramPacket(new byte[] {1}, 1, bound));
            handOver(
                    socket,
                    Interest.READABLE,
                    there -> {
                        while (there.receiveFrom(into) != null) {
                            // As many as have come.
                        }
                        return into.position() == 2;
                    },
                    () -> peer.send(new DatagramPacket(new byte[] {2}, 1, bound)));
        }
        assertEquals(1, into.get(0));
        assertEquals(2, into.get(1));
    }

    @Test
    void unixStream_readsWhatCameBeforeAndAfter() throws Exception {
        UnixDomainSocketAddress at = path("stream");
        ByteBuffer into = ByteBuffer.allocateDirect(16);
        try (ServerSocketChannel listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(at)) {
            UnixStream stream = UnixStream.connect(transport(), at);
            try (SocketChannel peer = listener.accept()) {
                peer.write(ByteBuffer.wrap(new byte[] {1, 2}));
                handOver(
                        stream,
                        Interest.READABLE,
                        there -> {
                            while (there.read(into) > 0) {
                                // As much as has come.
                            }
                            return into.position() == 3;
                        },
                        () -> peer.write(ByteBuffer.wrap(new byte[] {3})));
            }
        }
        assertEquals(3, into.get(2));
    }

    @Test
    void unixListener_acceptsWhoCameBeforeAndAfter() throws Exception {
        UnixDomainSocketAddress at = path("listener");
        UnixListener listener = UnixListener.bind(transport(), at);
        int[] accepted = {0};
        try (SocketChannel early = SocketChannel.open(at);
                SocketChannel late = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            handOver(
                    listener,
                    Interest.READABLE,
                    there -> {
                        for (UnixStream stream = there.accept(); stream != null; stream = there.accept()) {
                            stream.close();
                            accepted[0]++;
                        }
                        return accepted[0] == 2;
                    },
                    () -> late.connect(at));
            assertTrue(early.isConnected());
        }
    }

    @Test
    void receiverOfAPipe_readsWhatCameBeforeAndAfter() throws Exception {
        Pipe pipe = Pipe.open(transport());
        ByteBuffer into = ByteBuffer.allocateDirect(16);
        assertEquals(1, pipe.sender().write(ByteBuffer.wrap(new byte[] {1})));
        handOver(
                pipe.receiver(),
                Interest.READABLE,
                there -> {
                    while (there.read(into) > 0) {
                        // As much as has come.
                    }
                    return into.position() == 2;
                },
                () -> pipe.sender().write(ByteBuffer.wrap(new byte[] {2})));
        pipe.sender().close();
        assertEquals(2, into.get(1));
    }

    @Test
    void senderOfAPipe_writesWhenThereIsRoomAgain() throws Exception {
        Pipe pipe = Pipe.open(transport());
        ByteBuffer block = ByteBuffer.allocateDirect(64 * 1024);
        long[] written = {0};
        for (int n = pipe.sender().write(block); n > 0; n = pipe.sender().write(block.clear())) {
            written[0] += n;
        }
        long full = written[0];
        long[] read = {0};
        handOver(
                pipe.sender(),
                Interest.WRITABLE,
                there -> {
                    written[0] += there.write(ByteBuffer.allocateDirect(1));
                    return written[0] > full;
                },
                () -> {
                    while (read[0] < full) {
                        read[0] += pipe.receiver().read(block.clear());
                    }
                });
        for (int n = pipe.receiver().read(block.clear());
                n >= 0;
                n = pipe.receiver().read(block.clear())) {
            read[0] += n;
        }
        assertEquals(full + 1, read[0]);
        pipe.receiver().close();
    }

    @Test
    void readinessThatCodeSets_isSeen() throws Exception {
        Registration registration = new Registration();
        SetReadiness setter = registration.setReadiness();
        setter.set(Ready.WRITABLE);
        handOver(
                registration,
                Interest.READABLE,
                there -> there.setReadiness().readiness().isReadable(),
                () -> setter.set(Ready.READABLE));
    }

    /** Who was to use it has registered it before it failed: it comes back unregistered all the same. */
    @Test
    void sourceWhoseUseFails_comesBackAsIfItHadNotLeft() throws Exception {
        UdpSocket socket = UdpSocket.bind(transport(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        CoreContext here = enso.reactors().get(0).core();
        Task<String> asking = enso.reactors()
                .get(0)
                .spawn(RemoteSockets.at(enso.interCore().at(1))
                        .io(socket, HandoverContract::failRegistered)
                        .map(Task::name)
                        .recoverWith(failure -> Future.call(() -> {
                            here.service(Poll.class).registry().register(socket, Interest.READABLE);
                            socket.close();
                            return failure.getMessage();
                        })));
        assertEquals("not wanted", asking.get(PATIENCE));
        assertEquals(
                0, enso.reactors().get(1).core().service(Poll.class).registry().size());
    }

    private static Future<Integer> failRegistered(CoreContext at, Source source) {
        try {
            at.service(Poll.class).registry().register(source, Interest.READABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("not wanted");
    }
}
