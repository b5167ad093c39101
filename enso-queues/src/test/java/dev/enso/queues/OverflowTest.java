package dev.enso.queues;

import static dev.enso.core.Polled.READY;
import static dev.enso.queues.ChannelContractTest.assertBalance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Account;
import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a message that finds no room. */
class OverflowTest {
    private record Quote(int symbol, int price) {}

    private final HandContext cx = new HandContext();

    static List<Kind> kinds() {
        return Kind.withRings();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refuse_letsNobodyWait(Kind kind) throws Exception {
        Channel<Integer> channel = kind.backend().create(kind.driver(), 1, Overflow.REFUSE);
        assertEquals(Overflow.REFUSE, channel.properties().overflow());
        channel.tx().offer(1);
        assertEquals(Sent.FULL, channel.tx().offer(2));
        var send = channel.tx().send(2);
        assertEquals(READY, send.poll(cx));
        assertEquals(Sent.FULL, send.head());
        assertBalance(channel, 1, 0, 0, 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void dropNewest_saysSoAndCounts(Kind kind) throws Exception {
        Channel<Integer> channel = kind.backend().create(kind.driver(), 2, Overflow.DROP_NEWEST);
        channel.tx().offer(1);
        channel.tx().offer(2);
        assertEquals(READY, channel.tx().poll(cx), "no offer is answered FULL");
        assertEquals(Sent.DROPPED, channel.tx().offer(3));
        var send = channel.tx().send(4);
        assertEquals(READY, send.poll(cx));
        assertEquals(Sent.DROPPED, send.head());
        assertBalance(channel, 4, 0, 2, 2);
        assertEquals(List.of(1, 2), drained(channel));
        assertBalance(channel, 4, 2, 2, 0);
        channel.rx().close();
        assertEquals(Sent.CLOSED, channel.tx().offer(5));
        assertBalance(channel, 4, 2, 2, 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Driver.class,
            names = {"SPSC", "MPSC"})
    void dropOldest_keepsTheLatestAndTheHeadThatIsShown(Driver driver) throws Exception {
        Channel<Integer> channel = Queues.VEC.create(driver, 3, Overflow.DROP_OLDEST);
        channel.tx().offer(1);
        assertEquals(READY, channel.rx().poll(cx));
        for (int i = 2; i <= 9; i++) {
            assertEquals(Sent.ACCEPTED, channel.tx().offer(i));
        }
        assertEquals(1, channel.rx().head());
        assertBalance(channel, 9, 0, 6, 3);
        assertEquals(List.of(1, 8, 9), drained(channel));
        assertBalance(channel, 9, 3, 6, 0);
    }

    /** The latest is never what is given up: beside what the receiver looks at there is a place for it. */
    @Test
    void dropOldest_keepsTheLatestBehindTheOnlyPlaceThatIsLookedAt() throws Exception {
        Channel<Integer> channel = Queues.VEC.create(Driver.SPSC, 1, Overflow.DROP_OLDEST);
        channel.tx().offer(1);
        assertEquals(Sent.ACCEPTED, channel.tx().offer(2));
        assertBalance(channel, 2, 0, 1, 1);
        assertEquals(READY, channel.rx().poll(cx));
        assertEquals(Sent.ACCEPTED, channel.tx().offer(3));
        assertEquals(Sent.ACCEPTED, channel.tx().offer(4));
        assertEquals(2, channel.rx().head());
        assertBalance(channel, 4, 0, 2, 2);
        assertEquals(2, channel.properties().bound());
        assertEquals(List.of(2, 4), drained(channel));
        assertBalance(channel, 4, 2, 2, 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Overflow.class,
            names = {"PARK", "REFUSE", "DROP_NEWEST", "DROP_OLDEST"})
    void lanesAndLevels_overflowEachForItself(Overflow overflow) throws Exception {
        Lanes<Integer> lanes = Queues.sub(2, 2, overflow);
        Levels<Integer> levels = Levels.create(Driver.MPSC, 2, 2, 4, overflow);
        assertEquals(overflow, lanes.properties().overflow());
        assertEquals(overflow, levels.properties().overflow());
        assertOverflows(overflow, lanes.open(), lanes.open(), lanes.rx(), lanes.account());
        assertOverflows(overflow, levels.tx(1), levels.tx(0), levels.rx(), levels.account());
    }

    private void assertOverflows(
            Overflow overflow, Sender<Integer> full, Sender<Integer> other, Receiver<Integer> rx, Account account)
            throws Exception {
        full.offer(1);
        full.offer(2);
        Sent expected = switch (overflow) {
            case DROP_NEWEST -> Sent.DROPPED;
            case DROP_OLDEST -> Sent.ACCEPTED;
            default -> Sent.FULL;
        };
        assertEquals(expected, full.offer(3));
        var send = full.send(4);
        assertEquals(overflow == Overflow.PARK ? Polled.PENDING : READY, send.poll(cx));
        send.close();
        assertEquals(Sent.ACCEPTED, other.offer(5), "it has room of its own");
        List<Integer> read = new ArrayList<>();
        rx.drain(read::add, 9);
        read.remove((Integer) 5);
        assertEquals(overflow == Overflow.DROP_OLDEST ? List.of(3, 4) : List.of(1, 2), read);
        assertEquals(3, account.consumed());
        assertEquals(overflow == Overflow.PARK || overflow == Overflow.REFUSE ? 0 : 2, account.dropped());
        assertEquals(account.published(), account.consumed() + account.dropped());
    }

    @Test
    void conflate_keepsTheLatestOfEachKeyInThePlaceOfTheFirst() throws Exception {
        Channel<Quote> channel = Queues.conflating(Driver.MPSC, 2, Quote::symbol);
        channel.tx().offer(new Quote(1, 10));
        channel.tx().offer(new Quote(2, 20));
        assertEquals(Sent.ACCEPTED, channel.tx().offer(new Quote(1, 11)));
        assertEquals(Sent.FULL, channel.tx().offer(new Quote(3, 30)), "a key of its own, and no room");
        var send = channel.tx().send(new Quote(3, 31));
        assertEquals(Polled.PENDING, send.poll(cx));
        assertEquals(List.of(new Quote(1, 11), new Quote(2, 20)), drained(channel));
        assertTrue(cx.takeWakes() > 0);
        assertEquals(READY, send.poll(cx));
        assertBalance(channel, 4, 2, 1, 1);
    }

    @Test
    void conflate_leavesTheHeadThatIsShownAlone() throws Exception {
        Channel<Quote> channel = Queues.conflating(Driver.SPSC, 2, Quote::symbol);
        channel.tx().offer(new Quote(1, 10));
        assertEquals(READY, channel.rx().poll(cx));
        channel.tx().offer(new Quote(1, 11));
        channel.tx().offer(new Quote(1, 12));
        assertEquals(new Quote(1, 10), channel.rx().head());
        assertEquals(List.of(new Quote(1, 10), new Quote(1, 12)), drained(channel));
    }

    /** Against a map in order of insertion, which is what a conflating queue is, with few keys that collide. */
    @Test
    void conflate_isALinkedMap() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Channel<Quote> channel = Queues.conflating(Driver.SPSC, 8, quote -> new CollidingKey(quote.symbol));
        Map<Integer, Integer> model = new LinkedHashMap<>();
        for (int step = 0; step < 100_000; step++) {
            if (random.nextInt(3) > 0) {
                Quote quote = new Quote(random.nextInt(12), step);
                boolean fits = model.containsKey(quote.symbol) || model.size() < 8;
                assertEquals(fits ? Sent.ACCEPTED : Sent.FULL, channel.tx().offer(quote), () -> "seed " + seed);
                if (fits) {
                    model.put(quote.symbol, quote.price);
                }
            } else if (channel.rx().look() == READY) {
                var first = model.entrySet().iterator().next();
                assertEquals(
                        new Quote(first.getKey(), first.getValue()),
                        channel.rx().head(),
                        () -> "seed " + seed);
                model.remove(first.getKey());
                channel.rx().tail();
            } else {
                assertTrue(model.isEmpty());
            }
        }
    }

    private record CollidingKey(int symbol) {
        @Override
        public int hashCode() {
            return symbol % 3;
        }
    }

    @Test
    void overflowThatABackendCannotServe_isRefusedWithTheWayOut() {
        for (Queues backend : List.of(Queues.VEC_DEQUE, Queues.LINK, Queues.PIPES)) {
            assertRefused("Take VEC", () -> backend.create(Driver.MPSC, 8, Overflow.DROP_OLDEST));
        }
        assertRefused("Queues.conflating", () -> Queues.VEC.create(Driver.SPSC, 8, Overflow.CONFLATE));
        for (Backend ring : List.of(Queues.TURBINE, Queues.VEC)) {
            assertRefused("lag(Lag.SKIP)", () -> ring.create(Driver.SPMC, 8, Overflow.DROP_OLDEST));
            assertRefused("Queues.conflating", () -> ring.create(Driver.SPMC, 8, Overflow.CONFLATE));
        }
        assertRefused("SPMC can't conflate", () -> Queues.conflating(Driver.SPMC, 8, message -> message));
        assertRefused("lanes can't conflate", () -> Queues.sub(8, 2, Overflow.CONFLATE));
        assertRefused("Take VEC", () -> Lanes.create(Queues.LINK, 8, 2, Overflow.DROP_OLDEST));
        assertRefused("levels can't conflate", () -> Levels.create(Driver.SPSC, 2, 8, 2, Overflow.CONFLATE));
        assertRefused("levels are read by one receiver", () -> Levels.create(Driver.SPMC, 2, 8, 2));
        assertRefused("capacity=0", () -> Queues.conflating(Driver.SPSC, 0, message -> message));
    }

    private static void assertRefused(String reason, Runnable create) {
        String message =
                assertThrows(IllegalArgumentException.class, create::run).getMessage();
        assertTrue(message.contains(reason), message);
    }

    /** Three senders against a receiver that reads what it can: nothing is doubled, order holds, the account balances. */
    @ParameterizedTest
    @EnumSource(
            value = Overflow.class,
            names = {"DROP_NEWEST", "DROP_OLDEST"})
    void droppingUnderLoad_keepsOrderAndBalance(Overflow overflow) throws Exception {
        int each = Boolean.getBoolean("enso.long") ? 3_000_000 : 60_000;
        Channel<int[]> channel = Queues.VEC.create(Driver.MPSC, 16, overflow);
        AtomicInteger sending = new AtomicInteger(3);
        List<Thread> threads = new ArrayList<>();
        for (int sender = 0; sender < 3; sender++) {
            int name = sender;
            threads.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    channel.tx().offer(new int[] {name, i});
                }
                if (sending.decrementAndGet() == 0) {
                    channel.tx().close();
                }
            }));
        }
        threads.forEach(Thread::start);
        int[] last = {-1, -1, -1};
        long read = 0;
        ParkingWaker waker = new ParkingWaker();
        WakerContext parking = new WakerContext(waker);
        long deadline = System.nanoTime() + 60_000_000_000L;
        for (Polled polled; (polled = channel.rx().poll(parking)) != Polled.ENDED; ) {
            if (polled == Polled.PENDING) {
                waker.park(deadline);
                continue;
            }
            int[] message = channel.rx().head();
            assertTrue(message[1] > last[message[0]], "order of one sender, nothing twice");
            last[message[0]] = message[1];
            channel.rx().tail();
            read++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertBalance(channel, 3L * each, read, 3L * each - read, 0);
    }

    private <T> List<T> drained(Channel<T> channel) {
        List<T> read = new ArrayList<>();
        channel.rx().drain(read::add, Integer.MAX_VALUE);
        return read;
    }
}
