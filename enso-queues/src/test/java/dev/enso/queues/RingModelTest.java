package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Account;
import dev.enso.channel.EvictedException;
import dev.enso.channel.Lag;
import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Polled;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * A ring under random hands, one step after another, beside a model that knows what everybody has seen. Cursors join, leave,
 * split, merge, move and hold messages while others publish; nothing may be lost or doubled, nothing overwritten that somebody
 * holds, and the accounts balance after each step.
 */
class RingModelTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 200_000 : 1_000;
    private static final int STEPS = 150;
    private static final int[] CAPACITIES = {1, 2, 3, 4, 7, 8, 33};
    private static final ToLongFunction<Long> KEY = message -> message * 31 % 10;

    @Test
    void ring_agreesWithItsModel() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Run(new SplittableRandom(seed)).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Who is to see each message once: one cursor, or several between them. */
    private static final class Audience {
        final Lag lag;
        final List<Audience> stages;
        long start;
        final BitSet seen = new BitSet();
        final List<Cursor> cursors = new ArrayList<>();
        /** Somebody left, or was evicted, with messages unread. */
        boolean incomplete;

        Audience(Lag lag, long start, List<Audience> stages) {
            this.lag = lag;
            this.start = start;
            this.stages = stages;
        }
    }

    private static final class Cursor {
        final Audience audience;
        Subscriber<Long> subscriber;
        int held;

        Cursor(Audience audience, Subscriber<Long> subscriber) {
            this.audience = audience;
            this.subscriber = subscriber;
            audience.cursors.add(this);
        }
    }

    private static final class Run {
        private final SplittableRandom random;
        private final HandContext cx = new HandContext();
        private final int capacity;
        private final Publisher<Long> publisher;
        private final List<Cursor> cursors = new ArrayList<>();
        private final List<Audience> audiences = new ArrayList<>();
        private long published;

        Run(SplittableRandom random) {
            this.random = random;
            this.capacity = CAPACITIES[random.nextInt(CAPACITIES.length)];
            Publishing publishing = Publishing.values()[random.nextInt(2)];
            this.publisher = Turbine.bestAt(publishing).pub(capacity);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(16)) {
                    case 0 -> subscribe();
                    case 1 -> leave();
                    case 2 -> split();
                    case 3 -> merge();
                    case 4 -> migrate();
                    case 5, 6, 7, 8 -> publish();
                    default -> read();
                }
                checkAccounts();
            }
            publisher.close();
            for (int look = 0; look < 100_000 && !cursors.isEmpty(); look++) {
                readOn(any());
            }
            assertTrue(cursors.isEmpty(), () -> "nobody is left behind: " + publisher);
            audiences.forEach(this::checkComplete);
            assertEquals(0, publisher.account().resident());
            checkAccounts();
        }

        private void publish() {
            int messages = random.nextInt(capacity + 2);
            for (int i = 0; i < messages; i++) {
                boolean room = published - firstNeeded() < capacity;
                Sent sent = random.nextBoolean() ? publisher.offer(published) : publisher.append(published);
                assertEquals(room ? Sent.ACCEPTED : Sent.FULL, sent, () -> "at " + published + ": " + publisher);
                if (sent == Sent.ACCEPTED) {
                    published++;
                }
            }
            publisher.flush();
        }

        /** The oldest message that must not be overwritten. */
        private long firstNeeded() {
            boolean left = cursors.stream()
                    .allMatch(cursor -> cursor.subscriber.account().isClosed());
            long first = left ? published - publisher.account().resident() : published;
            for (Cursor cursor : cursors) {
                if (cursor.audience.lag == Lag.GATE || cursor.held > 0) {
                    first = Math.min(first, cursor.subscriber.position());
                }
            }
            return first;
        }

        private void subscribe() {
            if (cursors.size() > 6) {
                return;
            }
            Lag lag = Lag.values()[Math.max(0, random.nextInt(5) - 2)];
            List<Cursor> stages = new ArrayList<>();
            while (!cursors.isEmpty() && random.nextInt(4) == 0) {
                stages.add(any());
            }
            Subscription how = switch (random.nextInt(3)) {
                case 0 -> Subscription.oldest();
                case 1 -> Subscription.latest();
                default -> Subscription.from(random.nextLong(published + 2));
            };
            how = how.lag(lag)
                    .after(stages.stream().map(stage -> stage.subscriber).toArray(Subscriber<?>[]::new));
            Subscriber<Long> subscriber;
            try {
                subscriber = publisher.subscribe(how);
            } catch (IllegalArgumentException e) {
                assertTrue(how.sequence() > published || how.sequence() < published, e.getMessage());
                return;
            }
            long at = subscriber.position();
            assertTrue(at <= published && at >= Math.max(0, published - capacity), () -> "starts at " + at);
            if (how.start() == Subscription.Start.LATEST) {
                assertEquals(published, at);
            }
            Audience audience = new Audience(
                    lag, at, stages.stream().map(stage -> stage.audience).toList());
            audiences.add(audience);
            cursors.add(new Cursor(audience, subscriber));
        }

        private Cursor any() {
            return cursors.get(random.nextInt(cursors.size()));
        }

        private void leave() {
            if (!cursors.isEmpty() && random.nextInt(3) == 0) {
                Cursor cursor = any();
                remove(cursor);
                cursor.audience.incomplete = true;
                cursor.subscriber.close();
                assertEquals(Polled.ENDED, cursor.subscriber.poll(cx));
            }
        }

        private void remove(Cursor cursor) {
            cursors.remove(cursor);
            cursor.audience.cursors.remove(cursor);
        }

        private void split() {
            if (cursors.isEmpty() || cursors.size() > 8) {
                return;
            }
            Cursor cursor = any();
            try {
                switch (random.nextInt(3)) {
                    case 0 -> cursors.add(new Cursor(cursor.audience, cursor.subscriber.splitByShare()));
                    case 1 ->
                        cursors.add(
                                new Cursor(cursor.audience, cursor.subscriber.splitByKey(KEY, random.nextLong(10))));
                    default -> overlap(cursor);
                }
            } catch (IllegalStateException refused) {
                assertTrue(refused.getMessage().contains("split"), refused.getMessage());
            }
        }

        /** Only a cursor that sees everything: what is left of a range of keys is checked by the others of its audience. */
        private void overlap(Cursor cursor) {
            if (cursor.audience.cursors.size() > 1) {
                return;
            }
            Subscriber<Long> other = cursor.subscriber.splitOverlapped();
            Audience audience = new Audience(cursor.audience.lag, other.position(), cursor.audience.stages);
            audience.incomplete = cursor.audience.incomplete;
            audiences.add(audience);
            cursors.add(new Cursor(audience, other));
        }

        private void merge() {
            if (cursors.size() < 2) {
                return;
            }
            Cursor one = any();
            Cursor two = any();
            if (one.audience != two.audience && (one.audience.cursors.size() > 1 || two.audience.cursors.size() > 1)) {
                return; // then the model could not tell who has still to see what
            }
            if (one.held > 0 || two.held > 0) {
                assertThrows(RuntimeException.class, () -> one.subscriber.merge(two.subscriber));
                return;
            }
            try {
                one.subscriber.merge(two.subscriber);
            } catch (IllegalArgumentException | IllegalStateException refused) {
                return;
            }
            remove(two);
            if (one.audience != two.audience) { // one sees what the other hasn't
                one.audience.seen.or(two.audience.seen);
                one.audience.start = Math.min(one.audience.start, two.audience.start);
                one.audience.incomplete |= two.audience.incomplete;
                audiences.remove(two.audience);
            }
        }

        private void migrate() {
            if (!cursors.isEmpty()) {
                Cursor cursor = any();
                Subscriber<Long> before = cursor.subscriber;
                cursor.subscriber = before.migrate();
                assertEquals(Polled.ENDED, before.poll(cx));
                assertThrows(IllegalStateException.class, before::head);
                before.close(); // does nothing
            }
        }

        private void read() {
            if (!cursors.isEmpty()) {
                readOn(any());
            }
        }

        private void readOn(Cursor cursor) {
            Subscriber<Long> subscriber = cursor.subscriber;
            if (cursor.held > 0 && random.nextBoolean()) {
                commit(cursor, 1 + random.nextInt(cursor.held));
                return;
            }
            try {
                if (random.nextBoolean()) {
                    int claimed = subscriber.claim(random.nextInt(capacity + 1));
                    assertTrue(claimed >= cursor.held);
                    cursor.held = claimed;
                } else {
                    Polled polled = random.nextBoolean() ? subscriber.poll(cx) : subscriber.look();
                    if (polled == Polled.ENDED) {
                        remove(cursor);
                        assertEquals(0, cursor.held);
                        return;
                    }
                    if (polled == Polled.READY && cursor.held == 0) {
                        cursor.held = 1;
                    }
                }
            } catch (EvictedException evicted) {
                assertEquals(Lag.EVICT, cursor.audience.lag);
                remove(cursor);
                cursor.audience.incomplete = true;
                subscriber.close();
                return;
            }
            for (int i = 0; i < cursor.held; i++) {
                checkStages(cursor, subscriber.at(i));
            }
            commit(cursor, random.nextInt(cursor.held + 1));
        }

        private void commit(Cursor cursor, int count) {
            long position = cursor.subscriber.position();
            for (int i = 0; i < count; i++) {
                long message = cursor.subscriber.at(i);
                assertEquals(position + i, message, "in place and in order");
                assertFalse(cursor.audience.seen.get((int) message), () -> "seen twice: " + message);
                assertTrue(message >= cursor.audience.start);
                cursor.audience.seen.set((int) message);
            }
            if (count == 1 && random.nextBoolean()) {
                assertEquals(position, cursor.subscriber.head());
                cursor.subscriber.tail();
            } else {
                cursor.subscriber.commit(count);
            }
            cursor.held -= count;
        }

        private void checkStages(Cursor cursor, long message) {
            for (Audience stage : cursor.audience.stages) {
                for (Cursor before : stage.cursors) {
                    assertTrue(
                            before.subscriber.position() > message
                                    || before.subscriber.account().isClosed(), // evicted, and not told yet
                            () -> message + " is not released by " + before.subscriber);
                }
            }
        }

        private void checkAccounts() {
            check(publisher.account());
            assertEquals(published, publisher.account().published());
            cursors.forEach(cursor -> check(cursor.subscriber.account()));
        }

        private void check(Account account) {
            assertTrue(account.consumed() >= 0, account::toString);
            assertTrue(account.dropped() >= 0, account::toString);
            assertEquals(
                    account.published(),
                    account.consumed() + account.dropped() + account.resident(),
                    account::toString);
        }

        private void checkComplete(Audience audience) {
            if (audience.incomplete || audience.lag == Lag.EVICT) {
                return;
            }
            if (audience.lag == Lag.GATE) {
                assertEquals(
                        published - audience.start,
                        audience.seen.cardinality(),
                        () -> "all are seen: " + audience.seen);
            }
        }
    }

    /** What a lagging reader skips is counted to the message. */
    @Test
    void skipping_isCountedExactly() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int capacity = CAPACITIES[random.nextInt(CAPACITIES.length)];
            Publisher<Long> publisher =
                    Turbine.bestAt(Publishing.values()[random.nextInt(2)]).pub(capacity);
            Subscriber<Long> subscriber =
                    publisher.subscribe(Subscription.oldest().lag(Lag.SKIP));
            HandContext cx = new HandContext();
            long published = 0;
            long seen = 0;
            long last = -1;
            for (int step = 0; step < 60; step++) {
                for (int i = random.nextInt(3 * capacity); i > 0; i--) {
                    assertEquals(Sent.ACCEPTED, publisher.offer(published++));
                }
                for (int i = random.nextInt(2 * capacity); i > 0 && subscriber.poll(cx) == Polled.READY; i--) {
                    long message = subscriber.head();
                    assertTrue(message > last, "in order");
                    last = message;
                    subscriber.tail();
                    seen++;
                }
                String told = "seed " + seed + ": " + subscriber;
                assertEquals(published, subscriber.account().published(), told);
                assertEquals(seen, subscriber.account().consumed(), told);
                assertEquals(
                        published - seen - subscriber.lag(),
                        subscriber.account().dropped(),
                        told);
                assertEquals(subscriber.account().dropped(), publisher.account().dropped(), told);
            }
        }
    }
}
