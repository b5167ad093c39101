package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.EvictedException;
import dev.enso.channel.Lag;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real threads that really park, on rings whose slots are filled in place: a slot that is overwritten while somebody looks at
 * it, a message that is lost or doubled, or a wake-up that never comes, each fails. Subscribers join, leave, split and merge
 * while the publisher publishes as fast as it can.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RingStressTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int[] CAPACITIES = {1, 2, 3, 8, 33, 256};
    private static final int MESSAGES = LONG ? 200_000 : 2_000;
    private static final int RUNS = LONG ? 200 : 6;

    /** What one writer fills and many read: the two are equal, unless somebody looks at the wrong moment. */
    private static final class Slot {
        long value = -1;
        long again = -1;

        void set(long next) {
            value = next;
            again = next;
        }

        long get() {
            long first = value;
            Thread.onSpinWait();
            assertEquals(first, again, "a slot was overwritten while it was read");
            return first;
        }
    }

    private ExecutorService threads;

    @BeforeAll
    void startThreads() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    void stopThreads() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(20, TimeUnit.SECONDS);
    }

    private interface Body {
        void run(String seed, SplittableRandom random, int capacity, long deadline) throws Exception;
    }

    private void runs(Body body) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < RUNS; run++) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            body.run("seed " + seed + " run " + run, random.split(), CAPACITIES[run % CAPACITIES.length], deadline);
        }
    }

    private Future<Void> publishes(
            SlotPublisher<Slot> publisher, int messages, SplittableRandom dice, long deadline, boolean closes) {
        return threads.submit(() -> {
            ParkingWaker waker = new ParkingWaker();
            WakerContext cx = new WakerContext(waker);
            long next = 0;
            while (next < messages) {
                int claimed = publisher.claim((int) Math.min(1 + dice.nextInt(16), messages - next));
                if (claimed == 0) {
                    if (publisher.poll(cx) == Polled.PENDING) {
                        waker.park(deadline);
                    }
                    continue;
                }
                for (int i = 0; i < claimed; i++) {
                    publisher.slot(i).set(next + i);
                }
                Sent sent = publisher.commit(claimed);
                if (sent == Sent.ACCEPTED) {
                    next += claimed;
                }
                if (dice.nextInt(4) != 0) {
                    publisher.flush();
                }
            }
            publisher.flush();
            if (closes) {
                publisher.close();
            }
            return null;
        });
    }

    /** Takes what is there and answers false at the end. */
    private static boolean reads(
            Subscriber<Slot> subscriber, ParkingWaker waker, SplittableRandom dice, long deadline, Seen seen) {
        WakerContext cx = new WakerContext(waker);
        int claimed = dice.nextBoolean() ? subscriber.claim(1 + dice.nextInt(32)) : 0;
        if (claimed == 0) {
            Polled polled = subscriber.poll(cx);
            if (polled == Polled.ENDED) {
                return false;
            }
            if (polled == Polled.PENDING) {
                waker.park(deadline);
                return true;
            }
            claimed = 1;
        }
        for (int i = 0; i < claimed; i++) {
            seen.message(subscriber.at(i).get());
        }
        subscriber.commit(claimed);
        return true;
    }

    private interface Seen {
        void message(long value);
    }

    private static Seen inOrder(long[] next, String seed) {
        return value -> assertEquals(next[0]++, value, seed);
    }

    @ParameterizedTest
    @EnumSource(Publishing.class)
    void stages_seeEverythingInOrderAndBehindEachOther(Publishing publishing) throws Exception {
        runs((seed, random, capacity, deadline) -> {
            SlotPublisher<Slot> publisher = Turbine.bestAt(publishing).slots(capacity, Slot::new);
            Subscriber<Slot> first = publisher.subscribe(Subscription.oldest());
            Subscriber<Slot> second = publisher.subscribe(Subscription.oldest());
            Subscriber<Slot> last = publisher.subscribe(Subscription.oldest().after(first, second));
            List<Future<?>> all = new ArrayList<>();
            for (Subscriber<Slot> subscriber : List.of(first, second, last)) {
                SplittableRandom dice = random.split();
                all.add(threads.submit(() -> {
                    ParkingWaker waker = new ParkingWaker();
                    long[] next = {0};
                    while (reads(subscriber, waker, dice, deadline, value -> {
                        assertEquals(next[0]++, value, seed);
                        assertTrue(subscriber != last || (first.position() > value && second.position() > value), seed);
                    })) {}
                    assertEquals(MESSAGES, next[0], seed);
                    return null;
                }));
            }
            all.add(publishes(publisher, MESSAGES, random.split(), deadline, true));
            for (Future<?> each : all) {
                each.get(90, TimeUnit.SECONDS);
            }
            assertEquals(MESSAGES, publisher.account().consumed(), seed);
            assertEquals(0, publisher.account().resident(), seed);
        });
    }

    /** Against a publisher that never stops: join, read some without a gap, leave, and again. */
    @ParameterizedTest
    @EnumSource(Publishing.class)
    void joiningAndLeaving_losesAndDoublesNothing(Publishing publishing) throws Exception {
        runs((seed, random, capacity, deadline) -> {
            SlotPublisher<Slot> publisher = Turbine.bestAt(publishing).slots(capacity, Slot::new);
            Subscriber<Slot> steady = publisher.subscribe(Subscription.oldest());
            Subscriber<Slot> early = publisher.subscribe(Subscription.latest());
            Future<Void> writer = publishes(publisher, MESSAGES, random.split(), deadline, true);
            SplittableRandom dice = random.split();
            Future<Long> guests = threads.submit(() -> {
                ParkingWaker waker = new ParkingWaker();
                Subscriber<Slot> guest = early;
                for (long visits = 1; ; visits++) {
                    long[] next = {guest.position()};
                    for (int i = dice.nextInt(20); i > 0; i--) {
                        if (!reads(guest, waker, dice, deadline, inOrder(next, seed))) {
                            break;
                        }
                    }
                    guest.close();
                    try {
                        guest = publisher.subscribe(dice.nextBoolean() ? Subscription.oldest() : Subscription.latest());
                    } catch (IllegalStateException closed) {
                        return visits;
                    }
                }
            });
            long[] next = {0};
            ParkingWaker waker = new ParkingWaker();
            while (reads(steady, waker, random, deadline, inOrder(next, seed))) {}
            writer.get(90, TimeUnit.SECONDS);
            assertTrue(guests.get(90, TimeUnit.SECONDS) > 0, seed);
            assertEquals(MESSAGES, next[0], seed);
            assertEquals(MESSAGES, publisher.account().published(), seed);
            assertEquals(0, publisher.account().resident(), seed);
        });
    }

    /** Several threads share a cursor; each splits off and merges back helpers, and hands its own on. */
    @ParameterizedTest
    @EnumSource(Publishing.class)
    void sharing_givesEachMessageToExactlyOne(Publishing publishing) throws Exception {
        runs((seed, random, capacity, deadline) -> {
            SlotPublisher<Slot> publisher = Turbine.bestAt(publishing).slots(capacity, Slot::new);
            Subscriber<Slot> root = publisher.subscribe(Subscription.oldest());
            AtomicLongArray times = new AtomicLongArray(MESSAGES);
            ConcurrentLinkedQueue<Subscriber<Slot>> heirs =
                    new ConcurrentLinkedQueue<>(List.of(root.splitByShare(), root));
            List<Future<?>> all = new ArrayList<>();
            for (int worker = 0; worker < 2; worker++) {
                SplittableRandom dice = random.split();
                Subscriber<Slot> own = heirs.remove();
                all.add(threads.submit(() -> {
                    Subscriber<Slot> mine = own;
                    ParkingWaker waker = new ParkingWaker();
                    while (reads(mine, waker, dice, deadline, value -> times.incrementAndGet((int) value))) {
                        if (dice.nextInt(16) == 0) {
                            Subscriber<Slot> other = mine.splitByShare();
                            reads(other, waker, dice, deadline, value -> times.incrementAndGet((int) value));
                            if (!(other.poll(new WakerContext(waker)) == Polled.ENDED)) {
                                other.commit(finish(other, times));
                                mine.merge(other);
                            }
                            mine = mine.migrate();
                        }
                    }
                    return null;
                }));
            }
            all.add(publishes(publisher, MESSAGES, random.split(), deadline, true));
            for (Future<?> each : all) {
                each.get(90, TimeUnit.SECONDS);
            }
            for (int i = 0; i < MESSAGES; i++) {
                assertEquals(1, times.get(i), seed + ": message " + i);
            }
        });
    }

    private static int finish(Subscriber<Slot> subscriber, AtomicLongArray times) {
        int claimed = subscriber.claim(0);
        for (int i = 0; i < claimed; i++) {
            times.incrementAndGet((int) subscriber.at(i).get());
        }
        return claimed;
    }

    /** A publisher that never waits: what is held stays, what is missed is counted. */
    @ParameterizedTest
    @EnumSource(Publishing.class)
    void skipping_countsEachMessageOnce(Publishing publishing) throws Exception {
        runs((seed, random, capacity, deadline) -> {
            SlotPublisher<Slot> publisher = Turbine.bestAt(publishing).slots(capacity, Slot::new);
            Subscriber<Slot> subscriber =
                    publisher.subscribe(Subscription.oldest().lag(Lag.SKIP));
            Subscriber<Slot> doomed = publisher.subscribe(Subscription.oldest().lag(Lag.EVICT));
            Future<Void> writer = publishes(publisher, MESSAGES, random.split(), deadline, true);
            SplittableRandom dice = random.split();
            Future<Void> evicted = threads.submit(() -> {
                ParkingWaker waker = new ParkingWaker();
                long[] next = {0};
                try {
                    while (reads(doomed, waker, dice, deadline, inOrder(next, seed))) {}
                } catch (EvictedException e) {
                    assertEquals(next[0], e.position(), seed);
                }
                doomed.close();
                return null;
            });
            long[] last = {-1};
            AtomicLong seen = new AtomicLong();
            ParkingWaker waker = new ParkingWaker();
            while (reads(subscriber, waker, random, deadline, value -> {
                assertTrue(value > last[0], seed);
                last[0] = value;
                seen.incrementAndGet();
            })) {}
            writer.get(90, TimeUnit.SECONDS);
            evicted.get(90, TimeUnit.SECONDS);
            assertEquals(seen.get(), subscriber.account().consumed(), seed);
            assertEquals(MESSAGES - seen.get(), subscriber.account().dropped(), seed);
            assertEquals(0, publisher.account().resident(), seed);
        });
    }

    @ParameterizedTest
    @EnumSource(Publishing.class)
    void manySenders_loseNothingAndKeepTheirOrder(Publishing publishing) throws Exception {
        runs((seed, random, capacity, deadline) -> {
            int senders = 3;
            SlotPublisher<Slot> first = Turbine.bestAt(publishing).sharedSlots(capacity, Slot::new);
            Subscriber<Slot> subscriber = first.subscribe(Subscription.oldest());
            List<Future<?>> all = new ArrayList<>();
            for (int sender = 0; sender < senders; sender++) {
                SlotPublisher<Slot> publisher = sender == 0 ? first : first.another();
                long name = (long) sender << 32;
                SplittableRandom dice = random.split();
                all.add(threads.submit(() -> {
                    ParkingWaker waker = new ParkingWaker();
                    WakerContext cx = new WakerContext(waker);
                    for (long next = 0; next < MESSAGES; ) {
                        int claimed = publisher.claim((int) Math.min(1 + dice.nextInt(4), MESSAGES - next));
                        for (int i = 0; i < claimed; i++) {
                            publisher.slot(i).set(name + next + i);
                        }
                        if (claimed > 0 && publisher.commit(claimed) == Sent.ACCEPTED) {
                            publisher.flush();
                            next += claimed;
                        } else if (publisher.poll(cx) == Polled.PENDING) {
                            waker.park(deadline);
                        } else if (claimed > 1) {
                            publisher.abort(); // there may never be so much room at once
                        }
                    }
                    return null;
                }));
            }
            long[] next = new long[senders];
            ParkingWaker waker = new ParkingWaker();
            for (long left = (long) senders * MESSAGES; left > 0; ) {
                long before = next[0] + next[1] + next[2];
                reads(
                        subscriber,
                        waker,
                        random,
                        deadline,
                        value -> assertEquals(next[(int) (value >> 32)]++, value & 0xffff_ffffL, seed));
                left -= next[0] + next[1] + next[2] - before;
            }
            for (Future<?> each : all) {
                each.get(90, TimeUnit.SECONDS);
            }
            assertEquals(0, first.account().resident(), seed);
        });
    }
}
