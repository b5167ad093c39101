package dev.enso.net;

import static dev.enso.net.Net.BOTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Poller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tasks can rely on, on every transport. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ReadinessContract {
    private Net net;

    abstract Transport transport();

    @BeforeEach
    void open() throws IOException {
        net = new Net(transport());
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    /** Turns the poll as a reactor does, until it holds. */
    private void turnUntil(Net.Check check) throws IOException {
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (!check.holds()) {
            assertTrue(System.nanoTime() < end, "it never came to hold");
            net.poll.poll(0, 64);
        }
    }

    @Test
    void readiness_ofANewRegistration_saysTry() throws IOException {
        Readiness readiness = net.registry.register(net.pair().stream(), BOTH);
        assertTrue(readiness.pollReadable(() -> {}));
        assertTrue(readiness.pollWritable(() -> {}));
        assertEquals(Ready.READABLE.or(Ready.WRITABLE), readiness.ready());
    }

    @Test
    void readiness_forReadingOnly_hasNothingForAWriter() throws IOException {
        Readiness readiness = net.registry.register(net.pair().stream(), Interest.READABLE);
        assertFalse(readiness.pollWritable(() -> {}));
    }

    @Test
    void reader_isWokenOnceForEachEdge() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        AtomicInteger wakes = new AtomicInteger();
        for (int round = 1; round <= 20; round++) {
            assertEquals(0, pair.stream().read(ByteBuffer.allocate(8)));
            readiness.clearReadable();
            assertFalse(readiness.pollReadable(wakes::incrementAndGet));
            pair.peer().getOutputStream().write(round);
            int expected = round;
            turnUntil(() -> wakes.get() == expected);
            assertTrue(readiness.pollReadable(wakes::incrementAndGet));
            assertEquals(1, pair.stream().read(ByteBuffer.allocate(8)));
        }
    }

    @Test
    void reader_thatClearsAfterAShortRead_missesNothing() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        for (int round = 1; round <= 20; round++) {
            pair.peer().getOutputStream().write(round);
            int[] n = {0};
            turnUntil(() ->
                    readiness.pollReadable(() -> {}) && (n[0] = pair.stream().read(ByteBuffer.allocate(8))) == 1);
            assertEquals(1, n[0]);
            // No further call: a short read has emptied the socket.
            readiness.clearReadable();
        }
    }

    @Test
    void reader_waitingAtTheEnd_isWokenForIt() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        readiness.clearReadable();
        AtomicInteger wakes = new AtomicInteger();
        assertFalse(readiness.pollReadable(wakes::incrementAndGet));
        pair.peer().shutdownOutput();
        turnUntil(() -> wakes.get() == 1);
        assertEquals(-1, pair.stream().read(ByteBuffer.allocate(1)));
    }

    @Test
    void readerAndWriter_areWokenApart() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger writes = new AtomicInteger();
        readiness.clearReadable();
        assertFalse(readiness.pollReadable(reads::incrementAndGet));
        int sent = Net.flood(pair.stream());
        readiness.clearWritable();
        assertFalse(readiness.pollWritable(writes::incrementAndGet));

        pair.peer().getOutputStream().write(1);
        turnUntil(() -> reads.get() == 1);
        assertEquals(0, writes.get());

        assertEquals(sent, pair.peer().getInputStream().readNBytes(sent).length);
        turnUntil(() -> writes.get() == 1);
        assertEquals(1, reads.get());
        assertTrue(pair.stream().write(ByteBuffer.allocate(1)) == 1);
    }

    @Test
    void writer_thatClearsAgainAndAgain_isWokenEachTime() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        for (int round = 0; round < 5; round++) {
            int sent = Net.flood(pair.stream());
            readiness.clearWritable();
            AtomicInteger writes = new AtomicInteger();
            assertFalse(readiness.pollWritable(writes::incrementAndGet));
            pair.peer().getInputStream().readNBytes(sent);
            turnUntil(() -> writes.get() == 1);
        }
    }

    @Test
    void waker_isReplacedByTheNextOne() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        readiness.clearReadable();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        assertFalse(readiness.pollReadable(first::incrementAndGet));
        assertFalse(readiness.pollReadable(second::incrementAndGet));
        pair.peer().getOutputStream().write(1);
        turnUntil(() -> second.get() == 1);
        assertEquals(0, first.get());
    }

    @Test
    void poll_afterOnePark_goesOnLookingByItself() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        net.poll.park(Poller.NOW, () -> true);
        for (int round = 1; round <= 3; round++) {
            assertEquals(0, pair.stream().read(ByteBuffer.allocate(8)));
            readiness.clearReadable();
            AtomicInteger wakes = new AtomicInteger();
            assertFalse(readiness.pollReadable(wakes::incrementAndGet));
            pair.peer().getOutputStream().write(round);
            turnUntil(() -> wakes.get() == 1);
            assertEquals(1, pair.stream().read(ByteBuffer.allocate(8)));
        }
    }

    @Test
    void deregister_wakesWhoWaits() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        readiness.clearReadable();
        readiness.clearWritable();
        AtomicInteger wakes = new AtomicInteger();
        assertFalse(readiness.pollReadable(wakes::incrementAndGet));
        assertFalse(readiness.pollWritable(wakes::incrementAndGet));
        net.registry.deregister(pair.stream());
        assertEquals(2, wakes.get());
        assertTrue(readiness.pollReadable(wakes::incrementAndGet));
        assertTrue(readiness.pollWritable(wakes::incrementAndGet));
        readiness.clearReadable();
        readiness.clearWritable();
    }

    @Test
    void close_wakesWhoWaits_andTheCallSaysClosed() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        readiness.clearReadable();
        AtomicInteger wakes = new AtomicInteger();
        assertFalse(readiness.pollReadable(wakes::incrementAndGet));
        pair.stream().close();
        assertEquals(1, wakes.get());
        assertThrows(IOException.class, () -> pair.stream().read(ByteBuffer.allocate(1)));
    }

    @Test
    void close_ofThePoll_wakesWhoWaits() throws IOException {
        Net.Pair pair = net.pair();
        Readiness readiness = net.registry.register(pair.stream(), BOTH);
        readiness.clearReadable();
        AtomicInteger wakes = new AtomicInteger();
        assertFalse(readiness.pollReadable(wakes::incrementAndGet));
        net.poll.close();
        assertEquals(1, wakes.get());
    }

    @Test
    void reregister_ofTasks_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), BOTH);
        assertThrows(IllegalStateException.class, () -> net.registry.reregister(pair.stream(), new Token(1), BOTH));
    }

    @Test
    void poll_deliversUpToItsLimitAndTheRestInOrder() throws IOException {
        List<Integer> woken = new ArrayList<>();
        List<Net.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int self = i;
            Net.Pair pair = net.pair();
            pairs.add(pair);
            Readiness readiness = net.registry.register(pair.stream(), Interest.READABLE);
            readiness.clearReadable();
            assertFalse(readiness.pollReadable(() -> woken.add(self)));
        }
        for (Net.Pair pair : pairs) {
            pair.peer().getOutputStream().write(1);
        }
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        int delivered = 0;
        while (delivered < 10) {
            assertTrue(System.nanoTime() < end, "only " + woken);
            int n = net.poll.poll(0, 3);
            assertTrue(n <= 3);
            delivered += n;
            assertEquals(delivered, woken.size());
        }
        assertEquals(10, woken.stream().distinct().count());
        assertEquals(0, net.poll.poll(0, 0));
    }

    @Test
    void deadline_isNowWhileSomethingIsLeftToDeliver() throws IOException {
        for (int i = 0; i < 2; i++) {
            Net.Pair pair = net.pair();
            net.registry.register(pair.stream(), Interest.READABLE).clearReadable();
            pair.peer().getOutputStream().write(1);
        }
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (net.poll.deadline() != Poller.NOW) {
            assertTrue(System.nanoTime() < end);
            // With no room it collects, and delivers nothing.
            assertEquals(0, net.poll.poll(0, 0));
        }
        turnUntil(() -> net.poll.deadline() == Poller.NEVER);
    }
}
