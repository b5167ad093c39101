package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.net.Interest;
import dev.enso.net.NetworkConditions;
import dev.enso.net.Poll;
import dev.enso.net.Readiness;
import dev.enso.net.Server;
import dev.enso.net.SimulatedNetwork;
import dev.enso.net.Source;
import dev.enso.net.UdpSocket;
import dev.enso.net.UnixDatagram;
import dev.enso.reactor.TaskOptions;
import dev.enso.simulation.App;
import dev.enso.simulation.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Stop and wait over UDP, in which datagrams are lost, doubled and overtaken: each number is asked again until it is answered,
 * and all are in the end. Beside it, on one host, an echo over a Unix socket, and numbers in Unix datagrams, which come in order
 * without being asked for again.
 */
public final class DatagramWorld implements App {
    private static final int NUMBERS = 8;
    private static final Duration AGAIN = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final NetworkConditions conditions;

    /** Made by reflection, too. */
    public DatagramWorld() {
        this(NetworkConditions.rough());
    }

    DatagramWorld(NetworkConditions conditions) {
        this.conditions = conditions;
    }

    @Override
    public void start(World world) throws Exception {
        SimulatedNetwork network = SimulatedNetwork.in(world, NetworkConditions.calm());
        InetAddress here = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress there = InetAddress.getByAddress(new byte[] {10, 0, 0, 2});
        Enso server = SimulatedEnso.builder(world, network, here)
                .name("server")
                .reactors(1)
                .start();
        Enso client = SimulatedEnso.builder(world, network, there)
                .name("client")
                .reactors(1)
                .start();
        UdpSocket answering = UdpSocket.bind(server.transport(), new InetSocketAddress(here, 9));
        UdpSocket asking = UdpSocket.bind(client.transport(), new InetSocketAddress(there, 0));
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of("/run/echo.sock");
        Server unix = server.serve(path, connection -> connection.writeAll(connection.input()));
        UnixDatagram counting = UnixDatagram.bind(server.transport(), UnixDomainSocketAddress.of("/run/count.sock"));
        UnixDatagram hearing = UnixDatagram.bind(server.transport(), UnixDomainSocketAddress.of("/run/hear.sock"));
        network.conditions(conditions);
        Hearing count = new Hearing(hearing);
        server.spawn("hearing", count);
        server.spawn("counting", new Counting(counting, UnixDomainSocketAddress.of("/run/hear.sock")));
        server.spawn(TaskOptions.named("answering").service(), new Answering(answering));
        Asking numbers = new Asking(asking, new InetSocketAddress(here, 9));
        client.spawn("asking", numbers);
        int[] heard = {-1};
        server.spawn(
                "unix client",
                Connection.connect(path)
                        .then(connection -> connection
                                .send(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                                .then(sent -> {
                                    connection.shutdownOutput();
                                    return connection
                                            .input()
                                            .copy(ByteBuffer::remaining)
                                            .fold(0, (a, b) -> b);
                                })
                                .map(n -> {
                                    connection.close();
                                    return n;
                                }))
                        .map(n -> heard[0] = n)
                        .recover(DatagramWorld::lost));
        world.atEnd(() -> {
            assertEquals(NUMBERS, numbers.answered.cardinality());
            assertEquals(NUMBERS, count.next);
            assertTrue(heard[0] == -1 || heard[0] == 3, () -> heard[0] + " bytes came back");
            unix.close(LIMIT);
            assertTrue(server.close(LIMIT).isClean());
            assertTrue(client.close(LIMIT).isClean());
            counting.close();
            hearing.close();
            asking.close();
            answering.close();
            assertTrue(network.account().isEmpty(), () -> network.account().toString());
        });
    }

    private static int lost(Exception failure) {
        if (failure instanceof IOException) {
            return -1;
        }
        throw new AssertionError(failure);
    }

    private abstract static class Datagrams<S extends Source> implements Future<Boolean> {
        final S socket;
        final ByteBuffer buffer = ByteBuffer.allocate(4);
        private @Nullable Readiness readiness;

        Datagrams(S socket) {
            this.socket = socket;
        }

        Readiness readiness(Context cx) throws IOException {
            Readiness registered = readiness;
            if (registered == null) {
                registered =
                        cx.service(Poll.class).registry().register(socket, Interest.READABLE.or(Interest.WRITABLE));
                readiness = registered;
            }
            return registered;
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }

        @Override
        public void close() {}
    }

    private static final class Answering extends Datagrams<UdpSocket> {
        Answering(UdpSocket socket) {
            super(socket);
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            Readiness ready = readiness(cx);
            while (ready.pollReadable(cx.waker())) {
                InetSocketAddress from = socket.receiveFrom(buffer.clear());
                if (from == null) {
                    ready.clearReadable();
                } else {
                    // What would block is lost, as by the network.
                    socket.sendTo(buffer.flip(), from);
                }
            }
            return Polled.PENDING;
        }
    }

    private static final class Asking extends Datagrams<UdpSocket> {
        final BitSet answered = new BitSet();
        private final InetSocketAddress server;
        private long again;

        Asking(UdpSocket socket, InetSocketAddress server) {
            super(socket);
            this.server = server;
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            Readiness ready = readiness(cx);
            boolean news = false;
            while (ready.pollReadable(cx.waker())) {
                InetSocketAddress from = receive();
                if (from == null) {
                    ready.clearReadable();
                    continue;
                }
                assertEquals(server, from);
                int number = buffer.flip().getInt();
                assertTrue(number >= 0 && number <= answered.cardinality(), () -> number + " was never asked");
                news |= !answered.get(number);
                answered.set(number);
            }
            if (answered.cardinality() == NUMBERS) {
                return Polled.READY;
            }
            if (news || cx.now() >= again) {
                socket.sendTo(buffer.clear().putInt(answered.cardinality()).flip(), server);
                again = cx.now() + AGAIN.toNanos();
                cx.alarms().arm(again, cx.waker());
            }
            return Polled.PENDING;
        }

        private @Nullable InetSocketAddress receive() throws IOException {
            try {
                return socket.receiveFrom(buffer.clear());
            } catch (PortUnreachableException e) {
                throw new AssertionError("nobody was told so", e);
            }
        }
    }

    /** What would block is tried again after a while; no socket tells when. */
    private static final class Counting extends Datagrams<UnixDatagram> {
        private final UnixDomainSocketAddress target;
        private int next;

        Counting(UnixDatagram socket, UnixDomainSocketAddress target) {
            super(socket);
            this.target = target;
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            while (next < NUMBERS) {
                if (!socket.sendTo(buffer.clear().putInt(next).flip(), target)) {
                    cx.alarms().arm(cx.now() + AGAIN.toNanos(), cx.waker());
                    return Polled.PENDING;
                }
                next++;
            }
            return Polled.READY;
        }
    }

    private static final class Hearing extends Datagrams<UnixDatagram> {
        private int next;

        Hearing(UnixDatagram socket) {
            super(socket);
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            Readiness ready = readiness(cx);
            while (next < NUMBERS && ready.pollReadable(cx.waker())) {
                if (socket.receiveFrom(buffer.clear()) == null) {
                    ready.clearReadable();
                } else {
                    assertEquals(next, buffer.flip().getInt());
                    next++;
                }
            }
            return next == NUMBERS ? Polled.READY : Polled.PENDING;
        }
    }
}
