package dev.enso.net;

import static dev.enso.net.Net.BOTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for registering and polling on every transport. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PollContract {
    static final Token A = new Token(1);
    static final Token B = new Token(2);

    Net net;

    abstract Transport transport();

    @BeforeEach
    void open() throws IOException {
        net = new Net(transport());
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    @Test
    void poll_withTimeoutZero_returnsAtOnceWithoutEvents() throws IOException {
        assertEquals(0, net.poll.poll(net.events, Duration.ZERO));
        assertTrue(net.events.isEmpty());
    }

    @Test
    void poll_withTimeout_neverReturnsEmptyBeforeIt() throws IOException {
        long start = System.nanoTime();
        assertEquals(0, net.poll.poll(net.events, Duration.ofMillis(15)));
        assertTrue(System.nanoTime() - start >= 15_000_000);
    }

    @Test
    void poll_withShortTimeout_neverReturnsEmptyBeforeIt() throws IOException {
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            assertEquals(0, net.poll.poll(net.events, Duration.ofNanos(70_000)));
            assertTrue(System.nanoTime() - start >= 70_000);
        }
    }

    @Test
    void poll_withoutTimeout_waitsForAnEvent() throws Exception {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.READABLE);
        Thread sender = new Thread(() -> {
            try {
                pair.peer().getOutputStream().write(1);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        sender.start();
        assertTrue(net.poll.poll(net.events) > 0);
        sender.join();
        assertEquals(A, net.events.get(0).token());
        assertTrue(net.events.get(0).isReadable());
    }

    @Test
    void poll_withHugeTimeout_countsAsNone() throws IOException {
        new Waker(net.registry, A).wake();
        assertEquals(1, net.poll.poll(net.events, Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void poll_withNegativeTimeout_isRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> net.poll.poll(net.events, Duration.ofNanos(-1)));
        assertTrue(refused.getMessage().contains("PT-0.000000001S"), refused.getMessage());
    }

    @Test
    void poll_clearsTheEventsOfTheLastOne() throws IOException {
        new Waker(net.registry, A).wake();
        assertEquals(1, net.poll.poll(net.events, Duration.ZERO));
        assertEquals(0, net.poll.poll(net.events, Duration.ZERO));
        assertTrue(net.events.isEmpty());
    }

    @Test
    void poll_withLessRoomThanEvents_reportsTheRestNext() throws IOException {
        Set<Token> expected = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            Token token = new Token(i);
            expected.add(token);
            net.registry.register(net.pair().stream(), token, Interest.WRITABLE);
        }
        Events room = Events.withCapacity(3);
        List<Token> reported = new ArrayList<>();
        while (reported.size() < 10) {
            assertTrue(net.poll.poll(room, Net.PATIENCE) > 0, "only " + reported);
            assertTrue(room.size() <= 3);
            room.forEach(event -> reported.add(event.token()));
        }
        assertEquals(expected, new HashSet<>(reported));
        assertEquals(10, reported.size());
    }

    @Test
    void poll_whenInterrupted_sleepsOnAndLeavesTheFlag() throws IOException {
        Thread.currentThread().interrupt();
        try {
            long start = System.nanoTime();
            assertEquals(0, net.poll.poll(net.events, Duration.ofMillis(10)));
            assertTrue(System.nanoTime() - start >= 10_000_000);
            assertTrue(net.earlyAwakenings() < 5, "the poll spins");
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void poll_afterClose_says() throws IOException {
        net.poll.close();
        net.poll.close();
        assertThrows(ClosedChannelException.class, () -> net.poll.poll(net.events, Duration.ZERO));
        Net.Pair pair = net.pair();
        assertThrows(ClosedChannelException.class, () -> net.registry.register(pair.stream(), A, BOTH));
        new Waker(net.registry, A).wake();
        net.poll.wake();
    }

    @Test
    void poll_fromAnotherThreadMeanwhile_isRefusedByName() throws Exception {
        Throwable[] failure = new Throwable[1];
        Thread sleeper = new Thread(
                () -> {
                    try {
                        net.poll.poll(Events.withCapacity(1));
                    } catch (Throwable t) {
                        failure[0] = t;
                    }
                },
                "the-sleeper");
        sleeper.start();
        Net.Pair pair = net.pair();
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (sleeper.getState() == Thread.State.NEW || !inPoll()) {
            assertTrue(System.nanoTime() < end);
        }
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> net.registry.register(pair.stream(), A, BOTH));
        assertTrue(refused.getMessage().contains("the-sleeper"), refused.getMessage());
        net.poll.wake();
        sleeper.join();
        assertEquals(null, failure[0]);
    }

    private boolean inPoll() {
        try {
            net.poll.ensureThread();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Test
    void register_reportsWhatIsReadyAlready() throws IOException {
        Net.Pair pair = net.pair();
        pair.peer().getOutputStream().write(1);
        net.registry.register(pair.stream(), A, BOTH);
        net.untilEvent(A, Ready.READABLE.or(Ready.WRITABLE));
    }

    @Test
    void register_forReading_neverReportsWriting() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.READABLE);
        assertEquals(List.of(), net.quiet());
        pair.peer().getOutputStream().write(1);
        for (Net.Seen seen : net.until(() -> pair.stream().read(java.nio.ByteBuffer.allocate(1)) == 1)) {
            assertFalse(seen.ready().isWritable(), seen.toString());
        }
    }

    @Test
    void register_forWriting_neverReportsReading() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.WRITABLE);
        pair.peer().getOutputStream().write(1);
        List<Net.Seen> seen = net.quiet();
        assertFalse(seen.isEmpty());
        seen.forEach(each -> assertFalse(each.ready().isReadable(), each.toString()));
    }

    @Test
    void register_twice_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> net.registry.register(pair.stream(), B, BOTH));
        assertTrue(refused.getMessage().contains("this poll"), refused.getMessage());
        assertThrows(IllegalStateException.class, () -> net.registry.register(pair.stream(), BOTH));
        assertEquals(1, net.registry.size());
        net.untilEvent(A, Ready.WRITABLE);
    }

    @Test
    void register_withASecondPoll_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        try (Poll other = Poll.open(transport())) {
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class, () -> other.registry().register(pair.stream(), B, BOTH));
            assertTrue(refused.getMessage().contains("another poll"), refused.getMessage());
            assertThrows(IllegalStateException.class, () -> other.registry().reregister(pair.stream(), B, BOTH));
            assertThrows(IllegalStateException.class, () -> other.registry().deregister(pair.stream()));
        }
    }

    @Test
    void register_withASecondPollAfterDeregistering_works() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        net.registry.deregister(pair.stream());
        try (Poll other = Poll.open(transport())) {
            other.registry().register(pair.stream(), B, BOTH);
            assertEquals(1, other.poll(net.events, Net.PATIENCE));
            assertEquals(B, net.events.get(0).token());
        }
        assertEquals(0, net.registry.size());
    }

    @Test
    void register_ofAClosedSource_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        pair.stream().close();
        assertThrows(ClosedChannelException.class, () -> net.registry.register(pair.stream(), A, BOTH));
    }

    @Test
    void reregister_changesTheTokenAndReportsAnew() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, Interest.WRITABLE);
        net.untilEvent(A, Ready.WRITABLE);
        net.registry.reregister(pair.stream(), B, Interest.WRITABLE);
        net.untilEvent(B, Ready.WRITABLE);
    }

    @Test
    void reregister_changesTheInterest() throws IOException {
        Net.Pair pair = net.pair();
        pair.peer().getOutputStream().write(1);
        net.registry.register(pair.stream(), A, Interest.READABLE);
        net.untilEvent(A, Ready.READABLE);
        net.registry.reregister(pair.stream(), A, Interest.WRITABLE);
        net.untilEvent(A, Ready.WRITABLE);
        net.quiet().forEach(each -> assertFalse(each.ready().isReadable(), each.toString()));
    }

    @Test
    void reregister_dropsWhatIsOfNoInterestAnyMore() throws IOException {
        Net.Pair first = net.pair();
        Net.Pair second = net.pair();
        net.registry.register(first.stream(), A, Interest.WRITABLE);
        net.registry.register(second.stream(), B, Interest.WRITABLE);
        Events one = Events.withCapacity(1);
        while (net.poll.poll(one, Net.PATIENCE) == 0) {
            Thread.onSpinWait();
        }
        // The other one is collected, and not delivered.
        TcpStream waiting = one.get(0).token().equals(A) ? second.stream() : first.stream();
        net.registry.reregister(waiting, new Token(3), Interest.READABLE);
        assertEquals(List.of(), net.quiet());
    }

    @Test
    void reregister_ofAnUnknownSource_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> net.registry.reregister(pair.stream(), A, BOTH));
        assertTrue(refused.getMessage().contains("isn't registered"), refused.getMessage());
    }

    @Test
    void deregister_ofAnUnknownSource_isRefused() throws IOException {
        Net.Pair pair = net.pair();
        assertThrows(IllegalStateException.class, () -> net.registry.deregister(pair.stream()));
        net.registry.register(pair.stream(), A, BOTH);
        net.registry.deregister(pair.stream());
        assertThrows(IllegalStateException.class, () -> net.registry.deregister(pair.stream()));
    }

    @Test
    void deregister_endsEvents() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        net.untilEvent(A, Ready.WRITABLE);
        net.registry.deregister(pair.stream());
        pair.peer().getOutputStream().write(1);
        assertEquals(List.of(), net.quiet());
        assertTrue(pair.stream().isOpen());
        net.registry.register(pair.stream(), B, BOTH);
        net.untilEvent(B, Ready.READABLE);
    }

    @Test
    void deregister_dropsCollectedEvents() throws IOException {
        Net.Pair first = net.pair();
        Net.Pair second = net.pair();
        net.registry.register(first.stream(), A, Interest.WRITABLE);
        net.registry.register(second.stream(), B, Interest.WRITABLE);
        Events one = Events.withCapacity(1);
        assertEquals(1, net.poll.poll(one, Net.PATIENCE));
        net.registry.deregister(one.get(0).token().equals(A) ? second.stream() : first.stream());
        assertEquals(List.of(), net.quiet());
    }

    @Test
    void close_ofASource_deregistersItAndDropsCollectedEvents() throws IOException {
        Net.Pair first = net.pair();
        Net.Pair second = net.pair();
        net.registry.register(first.stream(), A, Interest.WRITABLE);
        net.registry.register(second.stream(), B, Interest.WRITABLE);
        Events one = Events.withCapacity(1);
        assertEquals(1, net.poll.poll(one, Net.PATIENCE));
        TcpStream waiting = one.get(0).token().equals(A) ? second.stream() : first.stream();
        waiting.close();
        waiting.close();
        assertFalse(waiting.isOpen());
        assertEquals(1, net.registry.size());
        assertEquals(List.of(), net.quiet());
    }

    @Test
    void close_ofThePoll_leavesSourcesOpenAndFree() throws IOException {
        Net.Pair pair = net.pair();
        net.registry.register(pair.stream(), A, BOTH);
        net.poll.close();
        assertTrue(pair.stream().isOpen());
        pair.peer().getOutputStream().write(7);
        try (Poll other = Poll.open(transport())) {
            other.registry().register(pair.stream(), B, Interest.READABLE);
            assertEquals(1, other.poll(net.events, Net.PATIENCE));
            assertTrue(net.events.get(0).isReadable());
        }
    }

    @Test
    void events_ofAClosedSource_neverReachTheOneThatGetsItsDescriptor() throws IOException {
        TcpListener listener = net.listener();
        for (int round = 0; round < 50; round++) {
            Socket oldPeer = net.peer(listener);
            TcpStream old = net.accept(listener);
            net.registry.register(old, A, BOTH);
            oldPeer.getOutputStream().write(1);
            oldPeer.close();
            // Collected for the old one, and perhaps more still in the kernel.
            net.poll.poll(0, 1);
            old.close();
            Socket newPeer = net.peer(listener);
            TcpStream successor = net.accept(listener);
            net.registry.register(successor, B, Interest.READABLE);
            for (Net.Seen seen : quickly()) {
                assertEquals(B, seen.token());
            }
            newPeer.getOutputStream().write(2);
            net.untilEvent(B, Ready.READABLE);
            assertEquals(1, Net.drain(successor));
            newPeer.close();
            successor.close();
        }
    }

    private List<Net.Seen> quickly() throws IOException {
        List<Net.Seen> seen = new ArrayList<>();
        net.poll.poll(net.events, Duration.ZERO);
        net.events.forEach(event -> seen.add(new Net.Seen(event.token(), event.ready())));
        return seen;
    }

    @Test
    void tokens_mayBeShared() throws IOException {
        Net.Pair first = net.pair();
        Net.Pair second = net.pair();
        net.registry.register(first.stream(), A, Interest.READABLE);
        net.registry.register(second.stream(), A, Interest.READABLE);
        first.peer().getOutputStream().write(1);
        second.peer().getOutputStream().write(1);
        int[] seen = {0};
        net.until(() -> {
            seen[0] += net.events.size();
            return seen[0] >= 2;
        });
    }
}
