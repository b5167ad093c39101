package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What happens when the process has no file descriptor left. */
@EnabledOnOs(OS.LINUX)
class OpenFilesTest {
    private static final int LIMIT = 128;

    @Test
    void accept_withoutDescriptors_saysSoAndTheListenerGoesOn() {
        for (Class<?> child : List.of(OnEpoll.class, OnNio.class)) {
            ChildJvm result = ChildJvm.runWithOpenFiles(LIMIT, child);
            assertEquals(0, result.exit(), result.out() + result.err());
            assertTrue(result.out().contains("recovered"), result.out() + result.err());
        }
    }

    static final class OnEpoll {
        private OnEpoll() {}

        public static void main(String[] args) throws IOException {
            exhaust(Transport.epoll());
        }
    }

    static final class OnNio {
        private OnNio() {}

        public static void main(String[] args) throws IOException {
            exhaust(Transport.nio());
        }
    }

    private static void exhaust(Transport transport) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Poll poll = Poll.open(transport);
                TcpListener listener = TcpListener.bind(transport, anyPort)) {
            warmUp(transport, listener);
            poll.registry().register(listener, new Token(1), Interest.READABLE);
            Deque<TcpStream> clients = new ArrayDeque<>();
            connectUntilExhausted(transport, listener, clients);
            expect(clients.size() > 10, "only " + clients.size() + " clients");
            // The last client has taken the last descriptor, so none is left for its other end.
            try {
                listener.accept();
                throw new AssertionError("accepted without a descriptor");
            } catch (TooManyOpenFilesException e) {
                expect(e.getMessage().contains("ulimit") && e.getCause() != null, e.toString());
            }
            try {
                Poll.open(transport);
                throw new AssertionError("opened without a descriptor");
            } catch (TooManyOpenFilesException e) {
                expect(e.getCause() != null, e.toString());
            }
            expect(listener.isOpen(), "the listener was closed");
            // Half of them go, and a few more, since the JVM opens a file now and then too, such as those of its
            // control
            // group; the others are accepted now, without a further edge.
            int kept = clients.size() / 2 - 5;
            while (clients.size() > kept) {
                clients.pop().close();
            }
            List<TcpStream> accepted = new ArrayList<>();
            long end = System.nanoTime() + Net.PATIENCE.toNanos();
            while (accepted.size() < kept) {
                expect(System.nanoTime() < end, "only " + accepted.size() + " of " + kept);
                TcpStream stream = listener.accept();
                if (stream != null) {
                    if (isAlive(stream)) {
                        accepted.add(stream);
                    } else {
                        stream.close();
                    }
                }
            }
            System.out.println("recovered with " + accepted.size());
        }
    }

    /** Loads what would need descriptors for class files later on. */
    private static void warmUp(Transport transport, TcpListener listener) throws IOException {
        TcpStream client = TcpStream.connect(transport, listener.localAddress());
        TcpStream stream = listener.accept();
        while (stream == null) {
            stream = listener.accept();
        }
        isAlive(stream);
        stream.close();
        client.close();
        Poll.open(transport).close();
        try (InputStream probe = OpenFilesTest.class.getResourceAsStream("OpenFilesTest.class")) {
            expect(probe != null, "no class file");
        }
        expect(Failures.tooManyOpenFiles(new IOException()).getCause() != null, "no cause");
    }

    private static void connectUntilExhausted(Transport transport, TcpListener listener, Deque<TcpStream> clients)
            throws IOException {
        while (true) {
            try {
                clients.push(TcpStream.connect(transport, listener.localAddress()));
            } catch (TooManyOpenFilesException e) {
                return;
            }
        }
    }

    /** False when the other end is closed already. */
    private static boolean isAlive(TcpStream stream) {
        try {
            return stream.read(java.nio.ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
