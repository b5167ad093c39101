package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real threads that really park on both sides: nothing is lost, doubled or out of order, every wake-up arrives, and the
 * account balances, whoever closes when. The seed is part of every failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StressTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int[] CAPACITIES = {1, 2, 3, 5, 16, 33, 64, 1000};
    private static final int MOST_SENDERS = 3;

    private ExecutorService threads;

    @BeforeAll
    void startThreads() {
        threads = Executors.newFixedThreadPool(MOST_SENDERS);
    }

    @AfterAll
    void stopThreads() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(20, TimeUnit.SECONDS);
    }

    static List<Kind> kinds() {
        return Kind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void sendersAndReceiverThatPark_loseNothing(Kind kind) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < (LONG ? 200 : CAPACITIES.length); run++) {
            int capacity = CAPACITIES[run % CAPACITIES.length];
            run(kind, capacity, LONG ? 100_000 : 4_000, Until.ALL_IS_READ, random.split(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void receiverThatLeavesAtAnyMoment_leavesABalancedAccount(Kind kind) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < (LONG ? 20_000 : 60); run++) {
            int capacity = CAPACITIES[random.nextInt(CAPACITIES.length)];
            run(
                    kind,
                    capacity,
                    200,
                    new Until(random.nextInt(300), Integer.MAX_VALUE),
                    random.split(),
                    "seed " + seed + " run " + run);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void senderThatClosesWhileOthersSend_leavesABalancedAccount(Kind kind) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < (LONG ? 20_000 : 60); run++) {
            int capacity = CAPACITIES[random.nextInt(CAPACITIES.length)];
            int sends = random.nextInt(100);
            run(kind, capacity, 200, new Until(Long.MAX_VALUE, sends), random.split(), "seed " + seed + " run " + run);
        }
    }

    /** Both are in each other's way all the time, in an array that is nearly always full. */
    @ParameterizedTest
    @MethodSource("kinds")
    void senderAndReceiverThatNeverPark_passEverything(Kind kind) throws Exception {
        int messages = LONG ? 20_000_000 : 60_000;
        Channel<Integer> channel = kind.create(16);
        java.util.concurrent.Future<?> sending = threads.submit(() -> {
            for (int sent = 0; sent < messages; ) {
                sent += channel.tx().offer(sent) == Sent.ACCEPTED ? 1 : 0;
            }
            channel.tx().close();
        });
        int[] next = {0};
        while (next[0] < messages && !sending.isDone()) {
            channel.rx().drain(message -> assertEquals(next[0]++, message), 64);
        }
        sending.get(60, TimeUnit.SECONDS);
        channel.rx().drain(message -> assertEquals(next[0]++, message), messages);
        assertEquals(messages, next[0]);
        assertEquals(0, channel.account().resident());
    }

    /** Every offer has found the channel open and stores after the receiver left; all of them come to empty the store. */
    @ParameterizedTest
    @MethodSource("kinds")
    void sendersThatAllComeLate_countEachMessageOnce(Kind kind) throws Exception {
        int senders = kind.driver() == Driver.SPSC ? 1 : MOST_SENDERS;
        int each = LONG ? 1_000_000 : 10_000;
        Channel<Object> channel = kind.create(1 << 20);
        Shared<?> shared = (Shared<?>) channel.account();
        channel.rx().close();
        CyclicBarrier together = new CyclicBarrier(senders);
        List<java.util.concurrent.Future<Void>> late = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            late.add(threads.submit(() -> {
                together.await();
                for (int i = 0; i < each; i++) {
                    EndingTest.storeLate(channel, "late");
                }
                return null;
            }));
        }
        for (var sender : late) {
            sender.get(60, TimeUnit.SECONDS);
        }
        assertEquals((long) senders * each, shared.published());
        assertEquals((long) senders * each, shared.dropped());
        assertEquals(0, shared.resident());
    }

    /**
     * When a side closes.
     *
     * @param reads how many messages the receiver reads before it closes
     * @param sends how many messages the first sender sends before it closes
     */
    private record Until(long reads, int sends) {
        static final Until ALL_IS_READ = new Until(Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    private void run(Kind kind, int capacity, int messages, Until until, SplittableRandom random, String seed)
            throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        int senders = kind.driver() == Driver.SPSC ? 1 : MOST_SENDERS;
        Channel<long[]> channel = kind.create(capacity);
        AtomicInteger sending = new AtomicInteger(senders);
        List<java.util.concurrent.Future<Long>> accepted = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            int name = sender;
            SplittableRandom dice = random.split();
            accepted.add(threads.submit(() -> {
                int own = Math.min(messages / senders, name == 0 ? until.sends : messages);
                long count;
                try {
                    count = send(channel.tx(), name, own, dice, deadline);
                } catch (Throwable failure) {
                    channel.tx().close(); // so that the receiver doesn't wait for what will never come
                    throw failure;
                }
                if (sending.decrementAndGet() == 0 || name == 0 && own == until.sends) {
                    channel.tx().close();
                }
                return count;
            }));
        }
        long read = 0;
        long[] next = new long[senders];
        ParkingWaker waker = new ParkingWaker();
        WakerContext cx = new WakerContext(waker);
        while (read < until.reads) {
            Polled polled = channel.rx().poll(cx);
            if (polled == Polled.ENDED) {
                break;
            }
            if (polled == Polled.PENDING) {
                waker.park(deadline);
                continue;
            }
            long[] message = channel.rx().head();
            assertEquals(next[(int) message[0]]++, message[1], () -> "order of one sender, " + seed);
            channel.rx().tail();
            read++;
        }
        channel.rx().close();
        long sum = 0;
        for (var count : accepted) {
            sum += count.get(60, TimeUnit.SECONDS);
        }
        String told = seed + ": " + channel.rx();
        assertEquals(sum, channel.account().published(), told);
        assertEquals(read, channel.account().consumed(), told);
        assertEquals(sum - read, channel.account().dropped(), told);
        assertEquals(0, channel.account().resident(), told);
        if (until.equals(Until.ALL_IS_READ)) {
            assertEquals(messages / senders * (long) senders, read, told);
        }
    }

    /** Sends one by one, in batches or as futures, parks when the channel is full, and stops when it is closed. */
    private static long send(Sender<long[]> tx, int name, int messages, SplittableRandom dice, long deadline)
            throws Exception {
        ParkingWaker waker = new ParkingWaker();
        WakerContext cx = new WakerContext(waker);
        long sent = 0;
        while (sent < messages) {
            long[] message = {name, sent};
            Sent answer;
            switch (dice.nextInt(3)) {
                case 0 -> answer = tx.offer(message);
                case 1 -> {
                    answer = tx.append(message);
                    if (dice.nextInt(8) == 0) {
                        tx.flush();
                    }
                }
                default -> {
                    Future<Sent> future = tx.send(message);
                    while (future.poll(cx) == Polled.PENDING) {
                        tx.flush();
                        waker.park(deadline);
                    }
                    answer = future.head();
                    future.tail();
                    future.close();
                }
            }
            if (answer == Sent.CLOSED) {
                break;
            }
            if (answer == Sent.ACCEPTED) {
                sent++;
            } else {
                Polled room = tx.poll(cx);
                if (room == Polled.PENDING) {
                    waker.park(deadline);
                }
            }
        }
        tx.flush();
        return sent;
    }
}
