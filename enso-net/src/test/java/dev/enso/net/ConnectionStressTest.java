package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random traffic from a seed. */
@Timeout(120)
class ConnectionStressTest {
    private static final int ROUNDS = Boolean.getBoolean("enso.long") ? 50 : 4;

    /** Everything that can be done to an output, against a peer that reads by fits and starts. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void output_byAnyMixOfCalls_isTheSameBytes(String transport) throws Exception {
        long first = System.nanoTime();
        for (long seed = first; seed < first + ROUNDS; seed++) {
            Random random = new Random(seed);
            Loop loop = new Loop(Transport.named(transport), 1);
            int limit = 1024 << random.nextInt(9);
            Loop.Pair pair = loop.pair(ConnectionOptions.defaults().withOutputLimit(limit));
            Writer writer = new Writer(pair.connection(), random, 3 << 20);
            Task<Boolean> task = loop.reactors.get(0).spawn(Loop.polling(writer::poll));
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            while (!task.isDone()) {
                for (int turns = random.nextInt(50); turns >= 0; turns--) {
                    loop.turn();
                    assertTrue(pair.connection().pendingOutput() <= limit, "seed " + seed);
                }
                got.write(pair.peer().take(1 + random.nextInt(1 << 20)));
            }
            loop.get(task);
            got.write(pair.peer().readToEnd());
            byte[] sent = writer.sent.toByteArray();
            byte[] all = got.toByteArray();
            assertEquals(sent.length, all.length, "seed " + seed);
            assertEquals(-1, Arrays.mismatch(sent, all), "seed " + seed);
            loop.run(0, pair.connection()::close);
            assertEquals(0, loop.connections(0).size());
            assertEquals(0, loop.connections(0).bufferedBytes(), "seed " + seed);
            loop.close();
        }
    }

    /** Writes random bytes in random ways; then shuts the output down. */
    private static final class Writer {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final Connection connection;
        private final Random random;
        private final int total;
        private ByteBuffer left = ByteBuffer.allocate(0);
        private int wanted = 1;

        Writer(Connection connection, Random random, int total) {
            this.connection = connection;
            this.random = random;
            this.total = total;
        }

        Polled poll(Context cx) throws IOException {
            while (sent.size() < total || left.hasRemaining()) {
                if (!cx.spend() || connection.pollWritable(cx, wanted) == Polled.PENDING) {
                    return Polled.PENDING;
                }
                step(cx);
            }
            connection.shutdownOutput();
            return connection.flush(cx);
        }

        private void step(Context cx) throws IOException {
            if (left.hasRemaining()) {
                connection.write(left);
                return;
            }
            switch (random.nextInt(5)) {
                case 0 -> left = record(ByteBuffer.allocate(random.nextInt(100_000)));
                case 1 -> left = record(ByteBuffer.allocateDirect(random.nextInt(100_000)));
                case 2 -> left = record(ByteBuffer.allocate(random.nextInt(100)));
                case 3 -> connection.flush(cx);
                default -> {
                    ByteBuffer out = connection.out(wanted);
                    assertTrue(out.remaining() >= wanted);
                    byte[] bytes = new byte[random.nextInt(wanted + 1)];
                    random.nextBytes(bytes);
                    sent.writeBytes(bytes);
                    out.put(bytes);
                }
            }
            wanted = 1 + random.nextInt(Math.min(connection.options().outputLimit(), 5_000));
        }

        private ByteBuffer record(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            random.nextBytes(bytes);
            sent.writeBytes(bytes);
            return buffer.put(bytes).flip();
        }
    }

    /** Many peers that write, read, finish, reset and vanish, against an echo on two reactors with little memory. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void echo_forPeersThatDoAnything_losesNoByteAndKeepsNothing(String transport) throws Exception {
        long first = System.nanoTime();
        for (long seed = first; seed < first + ROUNDS; seed++) {
            Random random = new Random(seed);
            Loop loop = new Loop(Transport.named(transport), 2);
            ConnectionOptions options = ConnectionOptions.defaults().withOutputLimit(1024 << random.nextInt(8));
            Server server = loop.serve(
                    ServerOptions.defaults().withConnections(options).withMaxConnections(20),
                    connection -> connection.writeAll(connection.input()));
            List<Actor> actors = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                actors.add(new Actor(server.address(), random));
            }
            long end = System.nanoTime() + Net.PATIENCE.toNanos();
            while (!actors.isEmpty()) {
                assertTrue(System.nanoTime() < end, "they never came to an end, seed " + seed);
                Actor actor = actors.get(random.nextInt(actors.size()));
                if (actor.acts(seed)) {
                    actors.remove(actor);
                }
                loop.turn();
                assertTrue(server.connections() <= 20);
            }
            loop.until("connections stay open, seed " + seed, () -> server.connections() == 0);
            assertEquals(List.of(), loop.failures, "seed " + seed);
            for (int reactor = 0; reactor < 2; reactor++) {
                assertEquals(0, loop.connections(reactor).size());
                assertEquals(0, loop.connections(reactor).bufferedBytes(), "seed " + seed);
            }
            assertFalse(server.shutdown(Duration.ZERO).toCompletableFuture().isCompletedExceptionally());
            loop.close();
        }
    }

    /** A peer with a plan: how much to send, and how to go. */
    private static final class Actor {
        private final SocketChannel channel;
        private final Random random;
        private final byte[] sending;
        private final boolean vanishes;
        private int sent;
        private int got;
        private boolean finished;

        Actor(SocketAddress address, Random random) throws IOException {
            this.random = random;
            sending = new byte[random.nextInt(400_000)];
            random.nextBytes(sending);
            vanishes = random.nextInt(4) == 0;
            channel = SocketChannel.open();
            channel.connect(address);
            channel.configureBlocking(false);
        }

        /** True when it has gone. */
        boolean acts(long seed) throws IOException {
            if (vanishes && random.nextInt(50) == 0) {
                if (random.nextBoolean()) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                channel.close();
                return true;
            }
            if (random.nextBoolean()) {
                return reads(seed);
            }
            if (sent < sending.length) {
                int n = Math.min(sending.length - sent, 1 + random.nextInt(50_000));
                sent += channel.write(ByteBuffer.wrap(sending, sent, n));
            } else if (!finished) {
                channel.shutdownOutput();
                finished = true;
            }
            return false;
        }

        private boolean reads(long seed) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(1 + random.nextInt(50_000));
            int n = channel.read(buffer);
            if (n < 0) {
                assertTrue(finished, "the end came before it was asked for, seed " + seed);
                assertEquals(sending.length, got, "seed " + seed);
                channel.close();
                return true;
            }
            int differs = Arrays.mismatch(sending, got, got + n, buffer.array(), 0, n);
            assertEquals(-1, differs, "seed " + seed);
            got += n;
            return false;
        }
    }

    /** Frames of any size, cut by a reader that leaves and takes by whim. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void input_takenByWhim_isTheSameBytes(String transport) throws Exception {
        long first = System.nanoTime();
        for (long seed = first; seed < first + ROUNDS; seed++) {
            Random random = new Random(seed);
            Loop loop = new Loop(Transport.named(transport), 1);
            Loop.Pair pair = loop.pair(ConnectionOptions.defaults().withInputLimit(2 << 20));
            Stream<ByteBuffer> input = pair.connection().input();
            byte[] sending = new byte[2 << 20];
            random.nextBytes(sending);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            Task<Boolean> reader = loop.reactors.get(0).spawn(Loop.polling(cx -> {
                Polled polled;
                while ((polled = input.poll(cx)) == Polled.READY) {
                    ByteBuffer head = input.head();
                    byte[] taken =
                            new byte[random.nextInt(3) == 0 ? head.remaining() : random.nextInt(head.remaining() + 1)];
                    head.get(taken);
                    got.writeBytes(taken);
                    input.tail();
                }
                return polled == Polled.ENDED ? Polled.READY : polled;
            }));
            int at = 0;
            while (at < sending.length) {
                int n = Math.min(sending.length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 300_000 : 5_000));
                pair.peer().write(Arrays.copyOfRange(sending, at, at + n));
                loop.turn();
                at += n;
            }
            pair.peer().finish();
            loop.get(reader);
            byte[] all = got.toByteArray();
            assertEquals(sending.length, all.length + pair.connection().unread(), "seed " + seed);
            assertEquals(-1, Arrays.mismatch(Arrays.copyOf(sending, all.length), all), "seed " + seed);
            loop.run(0, pair.connection()::close);
            assertEquals(0, loop.connections(0).bufferedBytes(), "seed " + seed);
            loop.close();
        }
    }
}
