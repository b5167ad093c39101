package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import dev.enso.core.TestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** The state contract of streams, for those that connections are made of. Each law runs within a turn of a reactor. */
class ConnectionLawsTest {
    @TestFactory
    java.util.stream.Stream<DynamicContainer> input() {
        return onEachTransport(ConnectionLawsTest::input);
    }

    @TestFactory
    java.util.stream.Stream<DynamicContainer> frames() {
        return onEachTransport(ConnectionLawsTest::frames);
    }

    @TestFactory
    java.util.stream.Stream<DynamicContainer> writeAll() {
        return onEachTransport(ConnectionLawsTest::writeAll);
    }

    @TestFactory
    java.util.stream.Stream<DynamicContainer> connect() {
        return onEachTransport(ConnectionLawsTest::connect);
    }

    @TestFactory
    java.util.stream.Stream<DynamicContainer> conversation() {
        return onEachTransport(ConnectionLawsTest::conversation);
    }

    /** Nothing is ever used up, so each message shows what was left with more behind. */
    private static Subject<?> input(Bench bench) throws IOException {
        Connection connection = bench.accepted();
        SocketChannel peer = bench.peer;
        ArrayDeque<String> coming = new ArrayDeque<>(List.of("ab", "cd", "ef"));
        return Subject.of(connection.input(), List.of("ab", "abcd", "abcdef"))
                .reading(ConnectionLawsTest::text)
                .outside(cx -> {
                    send(peer, coming.poll());
                    bench.pump(cx);
                });
    }

    /** Two frames in one read, one in two. */
    private static Subject<?> frames(Bench bench) throws IOException {
        Connection connection = bench.accepted();
        SocketChannel peer = bench.peer;
        ArrayDeque<String> coming = new ArrayDeque<>(List.of("ab\ncd\ne", "f\n"));
        return Subject.of(connection.frames(Framing.lines(16)), List.of("ab", "cd", "ef"))
                .reading(ConnectionLawsTest::text)
                .outside(cx -> {
                    send(peer, coming.poll());
                    bench.pump(cx);
                });
    }

    private static Subject<?> writeAll(Bench bench) throws IOException {
        Connection connection = bench.accepted();
        Stream<ByteBuffer> source =
                Stream.of(ByteBuffer.allocate(3), ByteBuffer.allocateDirect(5_000), ByteBuffer.allocate(0));
        return Subject.of(connection.writeAll(source), List.of(5_003L)).outside(bench::pump);
    }

    private static Subject<?> connect(Bench bench) {
        Future<Connection> connect = Connection.connect(bench.listener.localAddress());
        return Subject.of(new AtHome<>(connect, bench.loop.connections(0)), List.of(ConnectionState.OPEN))
                .reading(Connection::state)
                .outside(bench::pump);
    }

    private static Subject<?> conversation(Bench bench) {
        Future<String> conversation = Connection.connect(
                bench.listener.localAddress(), ConnectionOptions.defaults(), connection -> Future.of("done"));
        return Subject.of(new AtHome<>(conversation, bench.loop.connections(0)), List.of("done"))
                .outside(bench::pump);
    }

    /** Polls with the connections of a reactor among the services. */
    private record AtHome<T>(Future<T> future, Connections home) implements Future<T> {
        @Override
        public Polled poll(Context cx) throws Exception {
            return future.poll(((TestContext) cx).provide(Connections.class, home));
        }

        @Override
        public T head() {
            return future.head();
        }

        @Override
        public Stream<T> tail() {
            future.tail();
            return this;
        }

        @Override
        public void close() {
            future.close();
        }
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.US_ASCII.decode(buffer.duplicate()).toString();
    }

    private static void send(SocketChannel peer, String text) {
        try {
            if (text == null) {
                peer.shutdownOutput();
            } else {
                peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private interface Fresh {
        Subject<?> subject(Bench bench) throws IOException;
    }

    private static java.util.stream.Stream<DynamicContainer> onEachTransport(Fresh fresh) {
        return java.util.stream.Stream.of("epoll", "nio", "io_uring")
                .filter(ConnectionLawsTest::isHere)
                .map(name -> {
                    Bench bench = new Bench();
                    DynamicContainer laws = StreamLaws.of(name, () -> {
                        try {
                            return generic(fresh.subject(bench));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
                    return dynamicContainer(
                            name,
                            laws.getChildren().map(law -> bench.within(Transport.named(name), (DynamicTest) law)));
                });
    }

    private static boolean isHere(String transport) {
        try {
            Transport.named(transport);
            return true;
        } catch (TransportUnavailableException absent) {
            System.out.println("The laws are not tested there: " + absent.getMessage());
            return false;
        }
    }

    @SuppressWarnings("unchecked") // the laws don't care
    private static Subject<Object> generic(Subject<?> subject) {
        return (Subject<Object>) subject;
    }

    /** One reactor within whose turn a law runs, and which therefore can't be turned meanwhile: only its poll can. */
    private static final class Bench {
        Loop loop;
        ListenEndpoint listener;
        SocketChannel peer;

        DynamicNode within(Transport transport, DynamicTest law) {
            Executable body = law.getExecutable();
            return dynamicTest(law.getDisplayName(), () -> {
                loop = new Loop(transport, 1);
                try (ListenEndpoint bound = ListenEndpoint.bind(
                        transport,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ListenOptions.defaults())) {
                    listener = bound;
                    Throwable[] failure = {null};
                    loop.run(0, () -> {
                        try {
                            body.execute();
                        } catch (Throwable e) {
                            failure[0] = e;
                        }
                    });
                    if (failure[0] != null) {
                        throw failure[0];
                    }
                } finally {
                    loop.close();
                }
            });
        }

        Connection accepted() throws IOException {
            peer = loop.closing(SocketChannel.open(listener.localAddress()));
            peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
            StreamEndpoint stream = listener.accept();
            while (stream == null) {
                Thread.onSpinWait();
                stream = listener.accept();
            }
            return loop.connections(0).accept(stream, ConnectionOptions.defaults(), "peer");
        }

        void pump(TestContext cx) {
            long end = System.nanoTime() + Net.PATIENCE.toNanos();
            while (!cx.isDue()) {
                assertTrue(System.nanoTime() < end, "nobody was woken");
                loop.connections(0).poll().poll(0, 256);
                loop.connections(0).poll(0, 256);
            }
        }
    }
}
