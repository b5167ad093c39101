package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.enso.reactor.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One poll with what a test needs around it. All that it made is closed with it. */
final class Net implements AutoCloseable {
    /** How long anything may take that must happen. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long nothing may happen that must not. */
    static final Duration QUIET = Duration.ofMillis(30);

    static final Interest BOTH = Interest.READABLE.or(Interest.WRITABLE);

    final Transport transport;
    final Poll poll;
    final Registry registry;
    final Clock clock = Clock.system();
    final Events events = Events.withCapacity(64);
    private final Deque<Closeable> closing = new ArrayDeque<>();

    Net(Transport transport) throws IOException {
        this.transport = transport;
        poll = Poll.open(transport, clock);
        registry = poll.registry();
    }

    interface Check {
        boolean holds() throws IOException;
    }

    <T extends Closeable> T closing(T closeable) {
        closing.push(closeable);
        return closeable;
    }

    TcpListener listener() throws IOException {
        return closing(TcpListener.bind(transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    /** A blocking socket, connected to the listener: of the JDK where it reaches it. */
    Socket peer(TcpListener listener) throws IOException {
        InetSocketAddress address = listener.localAddress();
        if (transport.port() instanceof SimulatedPort) {
            return closing(new NetPeer(transport, address));
        }
        Socket socket = closing(new Socket());
        socket.connect(address, (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** The next connection, waited for without a poll. */
    TcpStream accept(TcpListener listener) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        TcpStream stream = listener.accept();
        while (stream == null) {
            assertTrue(System.nanoTime() < end, "no connection came");
            Thread.onSpinWait();
            stream = listener.accept();
        }
        return closing(stream);
    }

    Pair pair() throws IOException {
        TcpListener listener = listener();
        Socket peer = peer(listener);
        peer.setTcpNoDelay(true);
        TcpStream stream = accept(listener);
        listener.close();
        return new Pair(stream, peer);
    }

    /** Polls until it holds; all events on the way are gathered. */
    List<Seen> until(Check check) throws IOException {
        List<Seen> seen = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() > end) {
                fail("it never came to hold; events so far: " + seen);
            }
            poll.poll(events, Duration.ofMillis(5));
            events.forEach(event -> seen.add(new Seen(event.token(), event.ready())));
        }
        return seen;
    }

    /** Polls until there is an event that has all of this. */
    void untilEvent(Token token, Ready ready) throws IOException {
        Ready[] gathered = {Ready.EMPTY};
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!gathered[0].contains(ready)) {
            if (System.nanoTime() > end) {
                fail("no " + ready + " for " + token + ", only " + gathered[0]);
            }
            poll.poll(events, Duration.ofMillis(5));
            for (Event event : events) {
                if (event.token().equals(token)) {
                    gathered[0] = gathered[0].or(event.ready());
                }
            }
        }
    }

    /** Polls for a while, and says what came. */
    List<Seen> quiet() throws IOException {
        List<Seen> seen = new ArrayList<>();
        long end = System.nanoTime() + QUIET.toNanos();
        do {
            poll.poll(events, Duration.ofMillis(5));
            events.forEach(event -> seen.add(new Seen(event.token(), event.ready())));
        } while (System.nanoTime() < end);
        return seen;
    }

    /** Sleeps for a while as a reactor does, and says how often it took more than one sleep. */
    int earlyAwakenings() {
        int sleeps = 0;
        long deadline = clock.nanoTime() + QUIET.toNanos();
        while (clock.nanoTime() < deadline) {
            poll.park(deadline, () -> true);
            sleeps++;
        }
        return sleeps - 1;
    }

    /** Reads until it would block; says how much came. */
    static int drain(TcpStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        int total = 0;
        int n = stream.read(buffer);
        while (n > 0) {
            total += n;
            n = stream.read(buffer.clear());
        }
        return total;
    }

    /** Writes until it would block; says how much went. */
    static int flood(TcpStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        int total = 0;
        int n = stream.write(buffer);
        while (n > 0) {
            total += n;
            n = stream.write(buffer.clear());
        }
        return total;
    }

    @Override
    public void close() throws IOException {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
        poll.close();
    }

    record Seen(Token token, Ready ready) {}

    /** A stream of ours, and its peer. */
    record Pair(TcpStream stream, Socket peer) {}
}
