package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Polling, reading and writing make no garbage once they run. */
@Timeout(60)
class AllocationTest {
    /** The compilers remove some garbage of the JDK's, so there are batches until one has none. */
    private static final int BATCHES = 60;

    private static final int ROUNDS = 1_000;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    interface Round {
        void run() throws IOException;
    }

    /** The least bytes a round of all batches, to one decimal. */
    private static double bytesPerRound(Round round) throws IOException {
        double least = Double.MAX_VALUE;
        for (int batch = 0; batch < BATCHES && least > 0; batch++) {
            long before = allocated();
            for (int i = 0; i < ROUNDS; i++) {
                round.run();
            }
            least = Math.min(least, Math.round((allocated() - before) * 10.0 / ROUNDS) / 10.0);
        }
        return least;
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void pollingAndEchoing_withTokens_allocatesNothing(String name) throws IOException {
        Transport transport = Transport.named(name);
        try (Poll poll = Poll.open(transport);
                TcpListener listener =
                        TcpListener.bind(transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                TcpStream client = TcpStream.connect(transport, listener.localAddress())) {
            Interest both = Interest.READABLE.or(Interest.WRITABLE);
            poll.registry().register(client, new Token(1), both);
            TcpStream server = null;
            Events events = Events.withCapacity(8);
            while (server == null || !client.finishConnect()) {
                poll.poll(events, Duration.ofMillis(1));
                server = server == null ? listener.accept() : server;
            }
            TcpStream accepted = server;
            poll.registry().register(accepted, new Token(2), both);
            ByteBuffer buffer = ByteBuffer.allocateDirect(64);
            Duration patience = Duration.ofSeconds(10);
            Round echo = () -> {
                client.write(buffer.clear());
                int back = 0;
                while (back < 64) {
                    poll.poll(events, patience);
                    for (Event event : events) {
                        if (event.isReadable() && event.token().value() == 2) {
                            while (accepted.read(buffer.clear()) > 0) {
                                accepted.write(buffer.flip());
                            }
                        } else if (event.isReadable()) {
                            int n = client.read(buffer.clear());
                            while (n > 0) {
                                back += n;
                                n = client.read(buffer.clear());
                            }
                        }
                    }
                }
            };
            assertEquals(0.0, bytesPerRound(echo), "bytes a round on " + transport);
            assertEquals(
                    0.0, bytesPerRound(() -> poll.poll(events, Duration.ZERO)), "bytes an empty poll on " + transport);
            accepted.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void turningAndEchoing_withTasks_allocatesNothing(String name) throws IOException {
        Transport transport = Transport.named(name);
        try (Net net = new Net(transport)) {
            TcpListener listener = net.listener();
            TcpStream client = net.closing(TcpStream.connect(transport, listener.localAddress()));
            TcpStream server = net.accept(listener);
            while (!client.finishConnect()) {
                Thread.onSpinWait();
            }
            Readiness there = net.registry.register(client, Net.BOTH);
            Readiness here = net.registry.register(server, Net.BOTH);
            ByteBuffer buffer = ByteBuffer.allocateDirect(64);
            dev.enso.core.Waker waker = () -> {};
            Round echo = () -> {
                client.write(buffer.clear());
                int back = 0;
                while (back < 64) {
                    net.poll.park(Long.MAX_VALUE, () -> true);
                    net.poll.poll(0, 64);
                    while (here.pollReadable(waker)) {
                        if (server.read(buffer.clear()) > 0) {
                            server.write(buffer.flip());
                        } else {
                            here.clearReadable();
                        }
                    }
                    while (there.pollReadable(waker)) {
                        int n = client.read(buffer.clear());
                        if (n > 0) {
                            back += n;
                        } else {
                            there.clearReadable();
                        }
                    }
                }
            };
            assertEquals(0.0, bytesPerRound(echo), "bytes a round on " + transport);
        }
    }

    @Test
    void buffersOnTheHeap_areCopiedWithoutGarbage() throws IOException {
        try (Net net = new Net(Transport.auto())) {
            Net.Pair pair = net.pair();
            ByteBuffer heap = ByteBuffer.allocate(64);
            byte[] bytes = new byte[64];
            Round round = () -> {
                pair.stream().write(heap.clear());
                int n = 0;
                while (n < 64) {
                    n += pair.peer().getInputStream().read(bytes, n, 64 - n);
                }
            };
            assertTrue(bytesPerRound(round) <= 0.1);
        }
    }

    @Test
    void wakers_allocateNothing() throws IOException {
        try (Net net = new Net(Transport.auto())) {
            Waker waker = new Waker(net.registry, new Token(1));
            assertEquals(0.0, bytesPerRound(() -> {
                waker.wake();
                net.poll.poll(net.events);
            }));
        }
    }
}
