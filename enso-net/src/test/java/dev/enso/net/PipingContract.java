package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for one connection piped into another, on every transport. */
@Timeout(60)
abstract class PipingContract {
    private static final ConnectionOptions SMALL = ConnectionOptions.defaults().withOutputLimit(64 << 10);

    private Loop loop;

    abstract Transport transport();

    Family family() {
        return Family.TCP;
    }

    @BeforeEach
    void open() {
        loop = new Loop(transport(), family(), 1, builder -> {});
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    private Task<Long> pipe(Connection from, Connection to) {
        return loop.reactors.get(0).spawn(Connection.pipe(from, to));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytes_ofSmallAndLargeMessages_passInOrder() throws Exception {
        Loop.Pair source = loop.pair();
        Loop.Pair target = loop.pair();
        Task<Long> piping = pipe(source.connection(), target.connection());
        int total = 0;
        for (int size : new int[] {1, 100, 4095, 4096, 4097, 65_536, 150_001}) {
            byte[] sent = bytes(size);
            source.peer().write(sent);
            assertArrayEquals(sent, target.peer().read(size));
            total += size;
        }
        source.peer().finish();
        assertEquals(0, target.peer().readToEnd().length);
        assertEquals(total, loop.get(piping));
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void halfClose_passesOneWayAndTheOtherGoesOn() throws Exception {
        Loop.Pair left = loop.pair();
        Loop.Pair right = loop.pair();
        Task<Long> there = pipe(left.connection(), right.connection());
        Task<Long> back = pipe(right.connection(), left.connection());
        left.peer().write("question").finish();
        assertEquals("question", right.peer().text(8));
        assertEquals(0, right.peer().readToEnd().length);
        assertEquals(8, loop.get(there));
        assertFalse(back.isDone());
        right.peer().write("answer");
        assertEquals("answer", left.peer().text(6));
        right.peer().finish();
        assertEquals(0, left.peer().readToEnd().length);
        assertEquals(6, loop.get(back));
        loop.until(() -> left.connection().state() == ConnectionState.CLOSED
                && right.connection().state() == ConnectionState.CLOSED);
    }

    @Test
    void aTargetThatDoesNotRead_stopsTheSourcesWriter() throws Exception {
        Loop.Pair source = loop.pair(SMALL);
        Loop.Pair target = loop.pair(SMALL);
        Task<Long> piping = pipe(source.connection(), target.connection());
        byte[] chunk = bytes(64 << 10);
        // It ends, when the system's buffers on the way are full, which may grow meanwhile.
        long written = source.peer().flood(chunk);
        assertTrue(loop.connections(0).bufferedBytes() <= 4 * (64 << 10), loop.connections(0)::toString);
        long received = 0;
        while (received < written) {
            received += target.peer().read((int) Math.min(1000, written - received)).length;
        }
        source.peer().finish();
        assertEquals(0, target.peer().readToEnd().length);
        assertEquals(written, loop.get(piping));
    }

    @Test
    void aSourceThatBreaks_cutsTheTargetOff() throws Exception {
        Loop.Pair source = loop.pair();
        Loop.Pair target = loop.pair();
        Task<Long> piping = pipe(source.connection(), target.connection());
        source.peer().write("half of");
        assertEquals("half of", target.peer().text(7));
        // Not read, so that a close is a reset on Unix sockets too.
        loop.run(0, () -> source.connection().write(java.nio.ByteBuffer.allocate(1)));
        loop.until(() -> source.connection().bytesOut() == 1);
        source.peer().reset();
        assertThrows(IOException.class, () -> loop.get(piping));
        family().readToCut(target.peer());
    }

    @Test
    void aTargetThatBreaks_cutsTheSourceOff() throws Exception {
        Loop.Pair source = loop.pair();
        Loop.Pair target = loop.pair();
        Task<Long> there = pipe(source.connection(), target.connection());
        Task<Long> back = pipe(target.connection(), source.connection());
        source.peer().write("unread");
        loop.until(() -> target.connection().bytesOut() == 6);
        target.peer().reset();
        assertThrows(IOException.class, () -> loop.get(back));
        family().readToCut(source.peer());
        there.cancel();
    }

    @Test
    void connections_ofDifferentReactors_areRefused() throws Exception {
        loop.close();
        loop = new Loop(transport(), family(), 2, builder -> {});
        Connection[] there = {null, null};
        Server server = loop.serve(connection -> {
            there[connection.reactor() == loop.reactors.get(0) ? 0 : 1] = connection;
            return new Loop.Never();
        });
        loop.peer(server);
        loop.peer(server);
        loop.until(() -> there[0] != null && there[1] != null);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Connection.pipe(there[0], there[1]));
        assertTrue(refusal.getMessage().contains("enso-1"), refusal.getMessage());
    }

    @Test
    void close_ofThePipe_endsTheInput() throws Exception {
        Loop.Pair source = loop.pair();
        Loop.Pair target = loop.pair();
        Future<Long> piping = Connection.pipe(source.connection(), target.connection());
        loop.run(0, piping::close);
        assertEquals(ConnectionState.INPUT_CLOSED, source.connection().state());
        assertEquals(ConnectionState.OPEN, target.connection().state());
    }
}
