package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Driver;
import dev.enso.channel.Order;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SUB as a set of lanes, and a queue with priorities. */
class LanesTest {
    private final HandContext cx = new HandContext();

    @Test
    void lanes_areReadInTurns() throws Exception {
        Lanes<String> lanes = Queues.sub(8, 4);
        Sender<String> one = lanes.open();
        assertEquals(PENDING, lanes.rx().poll(cx));
        Sender<String> other = lanes.open();
        assertEquals(1, cx.takeWakes(), "a lane that joins makes the receiver look");
        one.offer("a0");
        one.offer("a1");
        other.offer("b0");
        assertEquals(3, lanes.rx().size());
        List<String> read = new ArrayList<>();
        assertEquals(3, lanes.rx().drain(read::add, 9));
        assertEquals(List.of("a0", "b0", "a1"), read);
        assertEquals(Order.FIFO_PER_SENDER, lanes.properties().order());
        assertEquals(Driver.MPSC, lanes.properties().driver());
        assertEquals(32, lanes.properties().bound());
    }

    @Test
    void laneThatEnds_leavesItsPlaceAndStaysInTheAccount() throws Exception {
        Lanes<Integer> lanes = Queues.sub(2, 1);
        for (int round = 0; round < 100; round++) {
            Sender<Integer> tx = lanes.open();
            assertThrows(IllegalStateException.class, lanes::open);
            assertEquals(Sent.ACCEPTED, tx.offer(round));
            tx.close();
            assertEquals(READY, lanes.rx().poll(cx));
            assertEquals(round, lanes.rx().head());
            lanes.rx().tail();
            assertEquals(PENDING, lanes.rx().poll(cx));
        }
        assertEquals(100, lanes.account().published());
        assertEquals(100, lanes.account().consumed());
        lanes.close();
        assertEquals(ENDED, lanes.rx().poll(cx));
        Sender<Integer> late = lanes.open();
        assertEquals(Sent.CLOSED, late.offer(1));
    }

    @Test
    void closeOfTheReceiver_tellsAllSenders() throws Exception {
        Lanes<Integer> lanes = Queues.sub(2, 3);
        Sender<Integer> one = lanes.open();
        Sender<Integer> other = lanes.open();
        one.offer(1);
        lanes.rx().close();
        assertEquals(Sent.CLOSED, one.offer(2));
        assertEquals(Sent.CLOSED, other.offer(2));
        assertEquals(Sent.CLOSED, lanes.open().offer(2));
        assertEquals(1, lanes.account().dropped());
        assertTrue(lanes.account().isClosed());
        assertEquals(ENDED, lanes.rx().look());
    }

    @Test
    void levels_haveBoundsOfTheirOwnAndFinish() throws Exception {
        Levels<String> levels = Levels.create(Driver.MPSC, 3, 4, 2);
        for (int i = 0; i < 4; i++) {
            assertEquals(Sent.ACCEPTED, levels.tx(2).offer("low" + i));
        }
        assertEquals(Sent.FULL, levels.tx(2).offer("low"));
        for (int i = 0; i < 4; i++) {
            assertEquals(Sent.ACCEPTED, levels.tx(0).offer("high" + i));
        }
        List<String> read = new ArrayList<>();
        levels.rx().drain(read::add, 99);
        assertEquals(List.of("high0", "high1", "low0", "high2", "high3", "low1", "low2", "low3"), read);
        assertEquals(Order.PRIORITY, levels.properties().order());
        assertEquals(8, levels.account().consumed());
        assertEquals(4, levels.account(0).consumed());
        levels.close();
        assertEquals(ENDED, levels.rx().poll(cx));
    }

    /** Threads that open lanes, send, close and come again, against a receiver that parks. */
    @ParameterizedTest
    @EnumSource(
            value = Queues.class,
            names = {"VEC", "LINK"})
    void lanesThatComeAndGo_loseNothing(Queues backend) throws Exception {
        int rounds = Boolean.getBoolean("enso.long") ? 20_000 : 400;
        int each = 50;
        Lanes<int[]> lanes = Lanes.create(backend, 16, 3);
        List<Thread> threads = new ArrayList<>();
        long deadline = System.nanoTime() + 60_000_000_000L;
        for (int sender = 0; sender < 3; sender++) {
            int name = sender;
            threads.add(new Thread(() -> {
                ParkingWaker waker = new ParkingWaker();
                WakerContext parking = new WakerContext(waker);
                for (int round = 0; round < rounds; round++) {
                    Sender<int[]> tx = open(lanes, deadline);
                    for (int i = 0; i < each; ) {
                        Sent sent = tx.offer(new int[] {name, round, i});
                        if (sent == Sent.ACCEPTED) {
                            i++;
                        } else if (tx.poll(parking) == PENDING) {
                            waker.park(deadline);
                        }
                    }
                    tx.close();
                }
            }));
        }
        threads.forEach(Thread::start);
        int[][] next = new int[3][rounds]; // a lane is a sender of its own
        ParkingWaker waker = new ParkingWaker();
        WakerContext parking = new WakerContext(waker);
        for (int read = 0; read < 3 * rounds * each; ) {
            Polled polled = lanes.rx().poll(parking);
            if (polled == PENDING) {
                waker.park(deadline);
                continue;
            }
            int[] message = lanes.rx().head();
            assertEquals(next[message[0]][message[1]]++, message[2]);
            lanes.rx().tail();
            read++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(3L * rounds * each, lanes.account().published());
        assertEquals(0, lanes.account().resident());
    }

    /** A place is free once the receiver has read its lane to the end. */
    private static Sender<int[]> open(Lanes<int[]> lanes, long deadline) {
        while (true) {
            try {
                return lanes.open();
            } catch (IllegalStateException full) {
                assertTrue(System.nanoTime() < deadline, "no place becomes free");
                Thread.yield();
            }
        }
    }
}
