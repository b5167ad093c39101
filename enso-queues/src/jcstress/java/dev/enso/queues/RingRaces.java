package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.EvictedException;
import dev.enso.channel.Lag;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/** The ring's races, two threads at a time: publish against consume, join, leave, split, merge, follow, skip and evict. */
public final class RingRaces {
    private RingRaces() {}

    /** A slot; the two are equal unless somebody looks at the wrong moment. */
    private static final class Slot {
        long value;
        long again;
    }

    private static final long NOTHING = -1;
    private static final long TORN = -2;
    private static final long EVICTED = -3;

    private static SlotPublisher<Slot> ring(int capacity) {
        return Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(capacity, Slot::new);
    }

    private static boolean publish(SlotPublisher<Slot> publisher) {
        if (publisher.claim(1) == 0) {
            return false;
        }
        Slot slot = publisher.slot(0);
        slot.value = publisher.position();
        slot.again = publisher.position();
        return publisher.commit(1) == Sent.ACCEPTED;
    }

    /** 0 when the message is the one that belongs to its position. */
    private static long take(Subscriber<Slot> subscriber) {
        if (subscriber.claim(1) == 0) {
            return NOTHING;
        }
        long position = subscriber.position();
        Slot slot = subscriber.at(0);
        long difference = slot.value == slot.again ? Math.abs(slot.value - position) : TORN;
        subscriber.commit(1);
        return difference;
    }

    /** What the writer wrote before the commit is seen by whoever sees the message. */
    @JCStressTest
    @Outcome(id = {"-1", "0"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or the whole message")
    @State
    public static class PublishAgainstConsume {
        private final SlotPublisher<Slot> publisher = ring(2);
        private final Subscriber<Slot> subscriber = publisher.subscribe(Subscription.oldest());

        @Actor
        public void writer() {
            publish(publisher);
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = take(subscriber);
        }
    }

    /** Who joins sees each message from its position on, and none that is being overwritten. */
    @JCStressTest
    @Outcome(id = {"-1, -1", "0, -1", "0, 0"}, expect = Expect.ACCEPTABLE, desc = "some of the messages, whole")
    @State
    public static class JoinAgainstPublish {
        private final SlotPublisher<Slot> publisher = ring(1);
        private final Subscriber<Slot> first = publisher.subscribe(Subscription.oldest());

        @Actor
        public void writer() {
            for (int i = 0; i < 3 && publish(publisher); i++) {
                take(first);
            }
        }

        @Actor
        public void guest(JJ_Result r) {
            Subscriber<Slot> guest = publisher.subscribe(Subscription.oldest());
            r.r1 = take(guest);
            r.r2 = r.r1 == NOTHING ? NOTHING : take(guest);
        }
    }

    /** Once somebody has left, nobody waits for him. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused before, accepted after")
    @State
    public static class LeaveAgainstPublish {
        private final SlotPublisher<Slot> publisher = ring(1);
        private final Subscriber<Slot> stays = publisher.subscribe(Subscription.oldest());
        private final Subscriber<Slot> leaves = publisher.subscribe(Subscription.oldest());
        private boolean accepted;

        public LeaveAgainstPublish() {
            publish(publisher);
            take(stays);
        }

        @Actor
        public void writer(II_Result r) {
            accepted = publish(publisher);
            r.r1 = accepted ? 1 : 0;
        }

        @Actor
        public void reader() {
            leaves.close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = accepted || publish(publisher) ? 1 : 0;
        }
    }

    /** Halves that share see each message once between them, while it is published. */
    @JCStressTest
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "both messages, each once")
    @State
    public static class SplitAgainstPublish {
        private final SlotPublisher<Slot> publisher = ring(2);
        private final Subscriber<Slot> one = publisher.subscribe(Subscription.oldest());
        private Subscriber<Slot> two = one;
        private int seen;
        private long wrong;

        @Actor
        public void writer() {
            publish(publisher);
            publish(publisher);
        }

        @Actor
        public void reader() {
            look(one);
            two = one.splitByShare();
            look(two);
            look(one);
        }

        private void look(Subscriber<Slot> subscriber) {
            long found = take(subscriber);
            if (found != NOTHING) {
                seen++;
                wrong += found;
            }
        }

        @Arbiter
        public void after(JJ_Result r) {
            look(two);
            look(one);
            look(two);
            r.r1 = wrong;
            r.r2 = seen;
        }
    }

    /** A writer that waits for nobody overwrites nothing that is held, and what it makes skip is counted. */
    @JCStressTest
    @Outcome(id = {"-1, 0", "0, 0"}, expect = Expect.ACCEPTABLE, desc = "whole, and all accounted for")
    @State
    public static class SkipAgainstPublish {
        private final SlotPublisher<Slot> publisher = ring(1);
        private final Subscriber<Slot> slow =
                publisher.subscribe(Subscription.oldest().lag(Lag.SKIP));
        private int seen;

        @Actor
        public void writer() {
            publish(publisher);
            publish(publisher);
            publish(publisher);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = take(slow);
            seen += r.r1 == NOTHING ? 0 : 1;
        }

        @Arbiter
        public void after(JJ_Result r) {
            while (take(slow) != NOTHING) {
                seen++;
            }
            r.r2 = publisher.position() - seen - slow.account().dropped();
        }
    }

    /** A writer that waits for nobody takes the place away: its reader is told, and nothing it was to see goes uncounted. */
    @JCStressTest
    @Outcome(id = {"-1, 0", "0, 0", "-3, 0"}, expect = Expect.ACCEPTABLE, desc = "whole, or told; and all accounted for")
    @State
    public static class EvictAgainstPublish {
        private final SlotPublisher<Slot> publisher = ring(1);
        private final Subscriber<Slot> slow =
                publisher.subscribe(Subscription.oldest().lag(Lag.EVICT));
        private int seen;

        @Actor
        public void writer() {
            publish(publisher);
            publish(publisher);
            publish(publisher);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = takeUnlessEvicted();
        }

        private long takeUnlessEvicted() {
            try {
                long found = take(slow);
                seen += found == NOTHING ? 0 : 1;
                return found;
            } catch (EvictedException evicted) {
                return EVICTED;
            }
        }

        @Arbiter
        public void after(JJ_Result r) {
            while (takeUnlessEvicted() >= 0) {}
            slow.close();
            Account account = slow.account();
            r.r2 = Math.abs(account.consumed() - seen) + account.resident();
        }
    }

    /** Halves by key see each message once between them, while it is published. */
    @JCStressTest
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "both messages, each once")
    @State
    public static class ByKeyAgainstPublish {
        private final Halving halving = new Halving();

        @Actor
        public void writer() {
            publish(halving.publisher);
            publish(halving.publisher);
        }

        @Actor
        public void reader() {
            halving.look(halving.one);
            halving.split();
            halving.look(halving.two);
            halving.look(halving.one);
        }

        @Arbiter
        public void after(JJ_Result r) {
            halving.look(halving.two);
            halving.look(halving.one);
            halving.look(halving.two);
            halving.told(r);
        }
    }

    /** One half takes the other in, while messages are published: it sees what neither has seen. */
    @JCStressTest
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "both messages, each once")
    @State
    public static class MergeAgainstPublish {
        private final Halving halving = new Halving();

        public MergeAgainstPublish() {
            halving.split();
        }

        @Actor
        public void writer() {
            publish(halving.publisher);
            publish(halving.publisher);
        }

        @Actor
        public void reader() {
            halving.look(halving.two);
            halving.one.merge(halving.two);
            halving.look(halving.one);
        }

        @Arbiter
        public void after(JJ_Result r) {
            halving.look(halving.one);
            halving.look(halving.one);
            halving.told(r);
        }
    }

    /** Two cursors that see the messages 0 and 1 between them. */
    private static final class Halving {
        final SlotPublisher<Slot> publisher = ring(2);
        final Subscriber<Slot> one = publisher.subscribe(Subscription.oldest());
        Subscriber<Slot> two = one;
        private int seen;
        private long wrong;

        void split() {
            two = one.splitByKey(slot -> slot.value, 1);
        }

        void look(Subscriber<Slot> subscriber) {
            long found = take(subscriber);
            if (found != NOTHING) {
                seen++;
                wrong += found;
            }
        }

        void told(JJ_Result r) {
            r.r1 = wrong;
            r.r2 = seen;
        }
    }

    /** A stage sees a message only after the stage before has released it. */
    @JCStressTest
    @Outcome(id = {"-1, 1", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "not yet, or behind the stage before")
    @State
    public static class FollowAgainstRelease {
        private final SlotPublisher<Slot> publisher = ring(2);
        private final Subscriber<Slot> first = publisher.subscribe(Subscription.oldest());
        private final Subscriber<Slot> behind =
                publisher.subscribe(Subscription.oldest().after(first));

        @Actor
        public void ahead() {
            publish(publisher);
            take(first);
        }

        @Actor
        public void follows(JJ_Result r) {
            r.r1 = take(behind);
            r.r2 = r.r1 == NOTHING || first.position() == 1 ? 1 : 0;
        }
    }
}
