package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.EvictedException;
import dev.enso.channel.Lag;
import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Reactors;
import dev.enso.ring.SimulatedSlots;
import dev.enso.simulation.Oracle;
import dev.enso.simulation.Simulation;
import dev.enso.simulation.SimulationFailure;
import dev.enso.simulation.World;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * The ring between production reactors, from seeds: others are ahead between any two steps inside it. Cursors split by share
 * and by key and merge again, move to other reactors, leave with messages in their hands, are evicted, and join late, while
 * one sender or several stop and go on.
 */
class RingSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 50_000 : 1_000;
    private static final int MESSAGES = 24;
    private static final int REACTORS = 3;
    /** A message's key is what remains of it. */
    private static final long KEYS = 4;

    private static final ToLongFunction<Long> KEY = message -> message % KEYS;

    @Test
    void ring_keepsItsPromisesUnderEverySeed() {
        Simulation.seeds(SEEDS).reactors(REACTORS).check(world -> new Play(world, SimulatedSlots.Defect.NONE).start());
    }

    /** What the test is worth: slots that are published a moment too early are found out. */
    @Test
    void slotsThatArePublishedTooEarly_areFoundOut() {
        SimulationFailure found = assertThrows(
                SimulationFailure.class,
                () -> Simulation.seeds(SEEDS)
                        .reactors(REACTORS)
                        .shortening(100) // takes seconds, and any schedule that fails will do
                        .check(world -> new Play(world, SimulatedSlots.Defect.PUBLISHES_TOO_EARLY).start()));
        assertTrue(found.getMessage().contains("seed"), found.getMessage());
    }

    private static final class Play {
        private final World world;
        private final Oracle oracle;
        private final Reactors reactors;
        private final int senders;
        private final int each;
        private final int messages;
        private final Ring<Long> ring;
        private final Publisher<Long> publisher;
        /** What whoever came first has seen at each sequence. */
        private final long[] seen = new long[MESSAGES];

        private int sending;

        Play(World world, SimulatedSlots.Defect defect) {
            this.world = world;
            this.oracle = world.oracle();
            this.reactors = world.reactors();
            int capacity = 1 + oracle.choose(5, "capacity");
            this.senders = 1 + oracle.choose(3, "senders");
            this.each = MESSAGES / senders;
            this.messages = senders * each;
            this.sending = senders;
            this.ring = new Ring<>(new SimulatedSlots<>(world, capacity, defect), capacity, null, Ring.Alone.KEEPS);
            this.publisher = new RingPublisher<>(
                    ring,
                    senders == 1 ? new SoleWriter(ring) : new SharedWriter(ring),
                    Queues.TURBINE.<Long>pub(capacity).properties());
            Arrays.fill(seen, -1);
        }

        void start() {
            Audience all = new Audience("all", 0, null);
            Subscriber<Long> first = publisher.subscribe(Subscription.oldest());
            spawn(new Link(first, all, null));
            Audience behind = new Audience("behind", 0, null);
            spawn(new Link(publisher.subscribe(Subscription.oldest().after(first)), behind, all));
            world.later(() -> joins(Lag.GATE));
            world.later(() -> joins(oracle.choose(2, "lag") == 0 ? Lag.SKIP : Lag.EVICT));
            for (int sender = 0; sender < senders; sender++) {
                reactors.get(sender).spawn(new Feed(sender));
            }
            world.atEnd(() -> {
                assertEquals(messages, publisher.position());
                all.requireComplete();
                behind.requireComplete();
                requireEachSendersOrder();
                var account = publisher.account();
                assertEquals(0, account.resident(), account::toString);
                assertEquals(messages, account.consumed() + account.dropped(), account::toString);
            });
        }

        private void requireEachSendersOrder() {
            long[] next = new long[senders];
            for (int at = 0; at < messages; at++) {
                int sender = (int) (seen[at] / each);
                assertEquals(next[sender]++, seen[at] % each, () -> "order of sender " + sender);
            }
        }

        /** A guest, who may leave at any time, or be left behind. */
        private void joins(Lag lag) {
            if (ring.isClosed()) {
                return;
            }
            Subscriber<Long> guest = publisher.subscribe(Subscription.latest().lag(lag));
            spawn(new Link(guest, new Audience("guest", guest.position(), lag), null));
        }

        private void spawn(Link link) {
            reactors.get(oracle.choose(REACTORS, "reactor")).spawn(link);
        }

        /** Who is to see each message once, between them. */
        private final class Audience {
            private final String name;
            private final long start;
            private final BitSet seenHere = new BitSet();
            /** Of a guest, who need not see everything; null of the others. */
            private final Lag guest;

            Audience(String name, long start, Lag guest) {
                this.name = name;
                this.start = start;
                this.guest = guest;
            }

            void saw(long position, long message) {
                assertTrue(position >= start, () -> name + " starts at " + start + " and saw " + position);
                assertFalse(seenHere.get((int) position), () -> name + " saw " + position + " twice");
                seenHere.set((int) position);
                if (seen[(int) position] < 0) {
                    seen[(int) position] = message;
                }
                assertEquals(seen[(int) position], message, () -> name + " at " + position + ", in place");
            }

            void requireComplete() {
                assertEquals(messages - start, seenHere.cardinality(), () -> name + " saw only " + seenHere);
            }
        }

        private abstract class Work implements Future<Boolean> {
            @Override
            public Boolean head() {
                return true;
            }

            @Override
            public Stream<Boolean> tail() {
                return Stream.empty();
            }
        }

        private final class Feed extends Work {
            private final long first;
            private int sent;

            Feed(int sender) {
                this.first = (long) sender * each;
            }

            @Override
            public Polled poll(Context cx) {
                while (sent < each) {
                    long message = first + sent;
                    Sent answer =
                            oracle.rarely(2, "offers alone") ? publisher.offer(message) : publisher.append(message);
                    if (answer == Sent.FULL) {
                        Polled room = publisher.poll(cx);
                        if (room == Polled.PENDING) {
                            return Polled.PENDING;
                        }
                        continue;
                    }
                    assertEquals(Sent.ACCEPTED, answer);
                    sent++;
                    if (oracle.rarely(4, "stops for a moment")) {
                        publisher.flush();
                        cx.waker().wake();
                        return Polled.PENDING;
                    }
                }
                publisher.flush();
                if (--sending == 0) {
                    publisher.close();
                }
                return Polled.READY;
            }

            @Override
            public void close() {}
        }

        /** A half that was split off, as long as it may come back. */
        private final class Half {
            private final boolean shares;
            /** The keys it sees. */
            private final long low;

            private long high;
            /** Who would take it in; null when nobody will any more. */
            private Waker parent;
            /** Present once it has come back. */
            private Subscriber<Long> cursor;

            private boolean over;

            Half(boolean shares, long low, long high, Waker parent) {
                this.shares = shares;
                this.low = low;
                this.high = high;
                this.parent = parent;
            }
        }

        private final class Link extends Work {
            private final Subscriber<Long> cursor;
            private final Audience audience;
            private final Audience before;
            /** The keys it sees. */
            private final long low;

            private long high;
            /** What it is itself to another. */
            private Half self;
            /** What it has split off and not taken in again. */
            private Half half;

            Link(Subscriber<Long> cursor, Audience audience, Audience before) {
                this(cursor, audience, before, 0, KEYS - 1);
            }

            private Link(Subscriber<Long> cursor, Audience audience, Audience before, long low, long high) {
                this.cursor = cursor;
                this.audience = audience;
                this.before = before;
                this.low = low;
                this.high = high;
            }

            @Override
            public Polled poll(Context cx) {
                try {
                    return reads(cx);
                } catch (EvictedException evicted) {
                    assertEquals(Lag.EVICT, audience.guest, evicted::getMessage);
                    assertTrue(evicted.position() < evicted.published(), evicted::getMessage);
                    return ended();
                }
            }

            private Polled reads(Context cx) {
                while (true) {
                    if (half != null) {
                        half.parent = cx.waker();
                        takesIn(half);
                    }
                    Polled polled = cursor.poll(cx);
                    if (polled != Polled.READY) {
                        return polled == Polled.ENDED ? ended() : Polled.PENDING;
                    }
                    long position = cursor.position();
                    long message = cursor.head();
                    assertTrue(
                            KEY.applyAsLong(message) >= low && KEY.applyAsLong(message) <= high,
                            () -> "not its key: " + message);
                    assertTrue(before == null || before.seenHere.get((int) position), "stages in their order");
                    if (audience.guest != null && oracle.rarely(8, "leaves with a message in its hand")) {
                        return ended();
                    }
                    audience.saw(position, message);
                    cursor.tail();
                    switch (oracle.choose(14, "lives")) {
                        case 1 -> splitByShare(cx);
                        case 2 -> {
                            spawn(migrated());
                            return Polled.READY;
                        }
                        case 3 -> {
                            cx.waker().wake();
                            return Polled.PENDING;
                        }
                        case 4 -> splitByKey(cx);
                        case 5, 6 -> {
                            if (self != null && self.parent != null && half == null) {
                                self.high = high;
                                self.cursor = cursor;
                                self.parent.wake();
                                return Polled.READY;
                            }
                        }
                        default -> {}
                    }
                }
            }

            private Polled ended() {
                if (self != null) {
                    self.over = true;
                }
                if (half != null) {
                    half.parent = null;
                    if (half.cursor != null) { // it has come back just now, and there is nobody to take it in
                        spawn(new Link(half.cursor, audience, before, half.low, half.high));
                    }
                }
                return Polled.READY;
            }

            private void splitByShare(Context cx) {
                if (half == null) {
                    half = new Half(true, low, high, cx.waker());
                    start(cursor.splitByShare());
                }
            }

            /** Not while it shares: then the two would have to agree. */
            private void splitByKey(Context cx) {
                if (half == null && low < high && audience.guest == null && (self == null || !self.shares)) {
                    long from = low + 1 + oracle.choose((int) (high - low), "from which key");
                    half = new Half(false, from, high, cx.waker());
                    start(cursor.splitByKey(KEY, from));
                    high = from - 1;
                }
            }

            private void start(Subscriber<Long> other) {
                Link link = new Link(other, audience, before, half.low, half.high);
                link.self = half;
                spawn(link);
            }

            /** If it has come back. */
            private void takesIn(Half other) {
                if (other.cursor != null) {
                    cursor.merge(other.cursor);
                    high = other.high;
                    half = null;
                } else if (other.over && !other.shares) {
                    half = null; // and its keys are gone
                }
            }

            private Link migrated() {
                Link there = new Link(cursor.migrate(), audience, before, low, high);
                there.self = self;
                there.half = half;
                return there;
            }

            /** Unless it goes on in other hands. */
            @Override
            public void close() {
                if (self == null || self.cursor != cursor) {
                    cursor.close();
                }
            }
        }
    }
}
