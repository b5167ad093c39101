package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Lag;
import dev.enso.channel.Overflow;
import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Reactors;
import dev.enso.ring.SimulatedSlots;
import dev.enso.simulation.Oracle;
import dev.enso.simulation.Simulation;
import dev.enso.simulation.SimulationFailure;
import dev.enso.simulation.World;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/**
 * The ring between production reactors, from seeds: others are ahead between any two steps inside it. Cursors split, move to
 * other reactors, leave with messages in their hands and join late, while the publisher stops and goes on.
 */
class RingSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 50_000 : 1_000;
    private static final int MESSAGES = 40;
    private static final int REACTORS = 3;

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
                        .check(world -> new Play(world, SimulatedSlots.Defect.PUBLISHES_TOO_EARLY).start()));
        assertTrue(found.getMessage().contains("seed"), found.getMessage());
    }

    private static final class Play {
        private final World world;
        private final Oracle oracle;
        private final Reactors reactors;
        private final Ring<Long> ring;
        private final Publisher<Long> publisher;

        Play(World world, SimulatedSlots.Defect defect) {
            this.world = world;
            this.oracle = world.oracle();
            this.reactors = world.reactors();
            int capacity = 1 + oracle.choose(5, "capacity");
            this.ring = new Ring<>(new SimulatedSlots<>(world, capacity, defect), capacity, null, Ring.Alone.KEEPS);
            this.publisher = new RingPublisher<>(ring, new SoleWriter(ring), Overflow.PARK);
        }

        void start() {
            Audience all = new Audience("all", 0);
            Subscriber<Long> first = publisher.subscribe(Subscription.oldest());
            spawn(new Link(first, all, null));
            Audience behind = new Audience("behind", 0);
            spawn(new Link(publisher.subscribe(Subscription.oldest().after(first)), behind, all));
            world.later(() -> joins(Lag.GATE));
            world.later(() -> joins(Lag.SKIP));
            reactors.get(0).spawn(new Feed());
            world.atEnd(() -> {
                assertEquals(MESSAGES, publisher.position());
                all.requireComplete();
                behind.requireComplete();
                var account = publisher.account();
                assertEquals(0, account.resident(), account::toString);
                assertEquals(MESSAGES, account.consumed() + account.dropped(), account::toString);
            });
        }

        /** A guest, who may leave at any time. */
        private void joins(Lag lag) {
            if (ring.isClosed()) {
                return;
            }
            Subscriber<Long> guest = publisher.subscribe(Subscription.latest().lag(lag));
            Audience audience = new Audience("guest", guest.position());
            audience.lossy = true;
            spawn(new Link(guest, audience, null));
        }

        private void spawn(Link link) {
            reactors.get(oracle.choose(REACTORS, "reactor")).spawn(link);
        }

        /** Who is to see each message once, between them. */
        private final class Audience {
            private final String name;
            private final long start;
            private final BitSet seen = new BitSet();
            private boolean lossy;

            Audience(String name, long start) {
                this.name = name;
                this.start = start;
            }

            void saw(long message) {
                assertTrue(message >= start, () -> name + " starts at " + start + " and saw " + message);
                assertFalse(seen.get((int) message), () -> name + " saw " + message + " twice");
                seen.set((int) message);
            }

            void requireComplete() {
                assertEquals(MESSAGES - start, seen.cardinality(), () -> name + " saw only " + seen);
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
            private long next;

            @Override
            public Polled poll(Context cx) {
                while (next < MESSAGES) {
                    Sent sent = oracle.rarely(2, "offers alone") ? publisher.offer(next) : publisher.append(next);
                    if (sent == Sent.FULL) {
                        Polled room = publisher.poll(cx);
                        if (room == Polled.PENDING) {
                            return Polled.PENDING;
                        }
                        continue;
                    }
                    assertEquals(Sent.ACCEPTED, sent);
                    next++;
                    if (oracle.rarely(4, "stops for a moment")) {
                        publisher.flush();
                        cx.waker().wake();
                        return Polled.PENDING;
                    }
                }
                publisher.close();
                return Polled.READY;
            }

            @Override
            public void close() {}
        }

        private final class Link extends Work {
            private final Subscriber<Long> cursor;
            private final Audience audience;
            private final Audience before;

            Link(Subscriber<Long> cursor, Audience audience, Audience before) {
                this.cursor = cursor;
                this.audience = audience;
                this.before = before;
            }

            @Override
            public Polled poll(Context cx) {
                while (true) {
                    Polled polled = cursor.poll(cx);
                    if (polled != Polled.READY) {
                        return polled == Polled.ENDED ? Polled.READY : Polled.PENDING;
                    }
                    long position = cursor.position();
                    long message = cursor.head();
                    assertEquals(position, message, "in place");
                    assertTrue(before == null || before.seen.get((int) message), "stages in their order");
                    if (audience.lossy && oracle.rarely(8, "leaves with a message in its hand")) {
                        return Polled.READY;
                    }
                    audience.saw(message);
                    cursor.tail();
                    switch (oracle.choose(12, "lives")) {
                        case 1 -> spawn(new Link(cursor.splitByShare(), audience, before));
                        case 2 -> {
                            spawn(new Link(cursor.migrate(), audience, before));
                            return Polled.READY;
                        }
                        case 3 -> {
                            cx.waker().wake();
                            return Polled.PENDING;
                        }
                        default -> {}
                    }
                }
            }

            @Override
            public void close() {
                cursor.close();
            }
        }
    }
}
