package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.reactor.Restart;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits for what makes no progress, and connecting again; by a clock that the tests set. */
@Timeout(60)
class TimeoutsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration NEARLY = LIMIT.minusNanos(1);
    private static final Duration REST = Duration.ofNanos(1);
    private static final ConnectionOptions SMALL = ConnectionOptions.defaults().withOutputLimit(16 << 10);

    private Loop loop;

    @BeforeEach
    void open() {
        loop = new Loop(Transport.auto(), 1);
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    private Task<Boolean> spawn(Loop.Step step) {
        return loop.reactors.get(0).spawn(Loop.polling(step));
    }

    private Task<Boolean> reader(Connection connection) {
        return spawn(connection.input()::poll);
    }

    private void pass(Duration span) {
        loop.pass(span);
        for (int i = 0; i < 10; i++) {
            loop.turn();
        }
    }

    private void assertTimedOut(Task<?> task, String limit) {
        SocketTimeoutException why = assertThrows(SocketTimeoutException.class, () -> loop.get(task));
        assertTrue(why.getMessage().contains(limit), why.getMessage());
        assertTrue(why.getMessage().contains(LIMIT.toString()), why.getMessage());
    }

    private void writeUntilFull(Connection connection) throws Exception {
        loop.get(spawn(cx -> {
            while (connection.pollWritable(cx) == Polled.READY) {
                ByteBuffer out = connection.out();
                out.position(out.limit());
                connection.flush(cx);
            }
            return Polled.READY;
        }));
    }

    @Test
    void idleLimit_endsAConnectionThatIsSilentInBothDirections() throws Exception {
        Loop.Pair pair = loop.pair(SMALL.withIdleLimit(LIMIT));
        Connection connection = pair.connection();
        Task<Boolean> reader = reader(connection);
        pass(NEARLY);
        assertEquals(ConnectionState.OPEN, connection.state());
        pair.peer().write("x");
        loop.get(reader);
        loop.run(0, () -> {
            connection.input().head().get();
            connection.input().tail();
        });
        pass(NEARLY);
        loop.run(0, () -> connection.write(ByteBuffer.allocate(1)));
        pair.peer().read(1);
        pass(NEARLY);
        assertEquals(ConnectionState.OPEN, connection.state());
        Task<Boolean> last = reader(connection);
        pass(REST);
        assertTimedOut(last, "idleLimit");
        assertEquals(ConnectionState.CLOSED, connection.state());
        assertEquals(0, pair.peer().readToEnd().length);
        assertEquals(0, loop.connections(0).size());
        assertThrows(SocketTimeoutException.class, () -> loop.run(0, () -> connection.write(ByteBuffer.allocate(1))));
    }

    @Test
    void idleLimit_leavesAReaderAloneThatHoldsWhatCame() throws Exception {
        Loop.Pair pair = loop.pair(SMALL.withIdleLimit(LIMIT));
        pair.peer().write("x");
        loop.get(reader(pair.connection()));
        for (int i = 0; i < 5; i++) {
            pass(LIMIT);
        }
        assertEquals(ConnectionState.OPEN, pair.connection().state());
        loop.run(0, () -> assertEquals('x', pair.connection().input().head().get()));
    }

    @Test
    void readLimit_countsWhileAReaderWaits() throws Exception {
        Loop.Pair pair = loop.pair(SMALL.withReadLimit(LIMIT));
        pass(LIMIT.multipliedBy(10));
        assertEquals(ConnectionState.OPEN, pair.connection().state());
        Task<Boolean> reader = reader(pair.connection());
        pass(Duration.ZERO);
        pass(NEARLY);
        loop.run(0, () -> pair.connection().write(ByteBuffer.allocate(1)));
        assertFalse(reader.isDone());
        pass(REST);
        assertTimedOut(reader, "readLimit");
        assertEquals(ConnectionState.CLOSED, pair.connection().state());
    }

    /** A reactor that was held up fires its timers before it looks at its sockets. */
    @Test
    void readLimit_doesNotHoldWhatHasComeAgainstThePeer() throws Exception {
        Loop.Pair pair = loop.pair(SMALL.withReadLimit(LIMIT).withIdleLimit(LIMIT));
        Task<Boolean> reader = reader(pair.connection());
        loop.turn();
        loop.turn();
        pair.peer().writeWithoutTurning("x");
        loop.pass(LIMIT);
        loop.get(reader);
        assertEquals(ConnectionState.OPEN, pair.connection().state());
    }

    @Test
    void writeLimit_endsAConnectionWhosePeerTakesNothing() throws Exception {
        Loop.Pair pair = loop.pair(SMALL.withWriteLimit(LIMIT));
        Connection connection = pair.connection();
        writeUntilFull(connection);
        pass(NEARLY);
        long before = connection.bytesOut();
        loop.until(() -> {
            pair.peer().take(64 << 10);
            return connection.bytesOut() > before;
        });
        writeUntilFull(connection);
        Task<Boolean> writer = spawn(connection::pollWritable);
        pass(NEARLY);
        assertFalse(writer.isDone());
        pass(REST);
        assertTimedOut(writer, "writeLimit");
        pair.peer().readToFailure();
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void writeLimit_ofAnEcho_isToldAsSuch() throws Exception {
        List<Throwable> ends = new ArrayList<>();
        Server server = loop.serve(
                ServerOptions.defaults().withConnections(SMALL.withWriteLimit(LIMIT)),
                connection -> connection.writeAll(connection.input()).recover(failure -> {
                    ends.add(failure);
                    return 0L;
                }));
        Peer peer = loop.peer(server);
        peer.flood(new byte[64 << 10]);
        loop.pass(LIMIT);
        loop.until(() -> server.connections() == 0);
        assertEquals(1, ends.size());
        assertEquals(SocketTimeoutException.class, ends.get(0).getClass());
    }

    @Test
    void limits_thatAreReachedAreNoFailuresOfTheServer() throws Exception {
        Server server = loop.serve(
                ServerOptions.defaults().withConnections(SMALL.withIdleLimit(LIMIT)),
                connection -> connection.writeAll(connection.input()));
        Peer peer = loop.peer(server);
        peer.write("ping");
        peer.read(4);
        pass(LIMIT);
        loop.until(() -> server.connections() == 0);
        assertEquals(List.of(), loop.failures);
        assertEquals(0, peer.readToEnd().length);
    }

    @Test
    void limits_endWhereDrainingBegins() throws Exception {
        Loop.Pair pair = loop.pair(SMALL.withWriteLimit(LIMIT).withIdleLimit(LIMIT));
        writeUntilFull(pair.connection());
        loop.run(0, pair.connection()::close);
        pass(LIMIT.multipliedBy(2));
        assertEquals(ConnectionState.DRAINING, pair.connection().state());
    }

    @Test
    void limits_mustBePositive() {
        ConnectionOptions options = ConnectionOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> options.withIdleLimit(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> options.withReadLimit(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> options.withWriteLimit(Duration.ZERO));
        assertEquals(options, options.withIdleLimit(ConnectionOptions.NO_LIMIT));
    }

    /** The policy is that of everything that is restarted; waits are drawn from the reactor's seed. */
    @Test
    void aRestart_connectsAgainAfterItsBackOff() throws Exception {
        Server first = loop.serve(connection -> connection.writeAll(connection.input()));
        SocketAddress address = first.address();
        CompletionStage<List<String>> gone = first.shutdown(Duration.ZERO);
        loop.until(() -> gone.toCompletableFuture().isDone());
        Restart policy = Restart.always()
                .backOff(Duration.ofSeconds(1), Duration.ofSeconds(4))
                .jitter(0.5);
        int[] conversations = {0};
        Task<Boolean> client = loop.reactors
                .get(0)
                .spawn(policy.service(() -> Connection.connect(address, ConnectionOptions.defaults(), connection -> {
                    conversations[0]++;
                    return connection
                            .input()
                            .forEach(bytes -> bytes.position(bytes.limit()))
                            .then(end -> Future.<Boolean>failed(new IOException("the server has gone")));
                })));
        loop.until(() -> loop.failures.size() == 1);
        assertEquals(ConnectException.class, loop.failures.get(0).getClass());
        pass(Duration.ofMillis(499));
        assertEquals(1, loop.failures.size(), "at most half of a wait is left to chance");
        loop.pass(Duration.ofMillis(501));
        loop.until(() -> loop.failures.size() == 2);
        Connection[] accepted = {null};
        Server second = Server.serve(loop.reactors, address, ServerOptions.defaults(), connection -> {
            accepted[0] = connection;
            return new Loop.Never();
        });
        loop.pass(Duration.ofSeconds(2));
        loop.until(() -> accepted[0] != null);
        assertEquals(1, conversations[0]);
        loop.run(0, () -> accepted[0].close());
        loop.until(() -> loop.failures.size() == 3);
        loop.pass(Duration.ofSeconds(4));
        loop.until(() -> conversations[0] == 2);
        client.cancel();
        loop.until(client::isDone);
        assertEquals(address, second.address());
    }
}
