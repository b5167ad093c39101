package dev.enso.queues;

import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The races of a ring with many senders. */
public final class SharedRingRaces {
    private static final long TORN = -2;

    private SharedRingRaces() {}

    /** Two senders of one ring, each with slots of its own: both messages are there once, and whole. */
    @JCStressTest
    @Outcome(id = "1, 3", expect = Expect.ACCEPTABLE, desc = "both are accepted, and both arrive")
    @State
    public static class TwoWritersAgainstConsume {
        private final SlotPublisher<long[]> one =
                Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).sharedSlots(2, () -> new long[2]);
        private final SlotPublisher<long[]> other = one.another();
        private final Subscriber<long[]> subscriber = one.subscribe(Subscription.oldest());
        private long sum;

        @Actor
        public void writer(JJ_Result r) {
            r.r1 = publish(one, 1) ? 1 : 0;
            look();
        }

        @Actor
        public void otherWriter() {
            publish(other, 2);
        }

        private static boolean publish(SlotPublisher<long[]> publisher, long value) {
            if (publisher.claim(1) == 0) {
                return false;
            }
            publisher.slot(0)[0] = value;
            publisher.slot(0)[1] = value;
            return publisher.commit(1) == Sent.ACCEPTED;
        }

        private boolean look() {
            if (subscriber.claim(1) == 0) {
                return false;
            }
            long[] slot = subscriber.at(0);
            sum += slot[0] == slot[1] ? slot[0] : TORN;
            subscriber.commit(1);
            return true;
        }

        @Arbiter
        public void after(JJ_Result r) {
            while (look()) {}
            r.r2 = sum;
        }
    }

    /** A sender that stops with a slot in its hands holds nobody up. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the other's message arrives")
    @State
    public static class StoppedWriterAgainstConsume {
        private final SlotPublisher<long[]> stopped =
                Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).sharedSlots(2, () -> new long[2]);
        private final SlotPublisher<long[]> other = stopped.another();
        private final Subscriber<long[]> subscriber = stopped.subscribe(Subscription.oldest());

        @Actor
        public void stops() {
            if (stopped.claim(1) == 1) {
                stopped.slot(0)[0] = 1;
            }
        }

        @Actor
        public void otherWriter(JJ_Result r) {
            r.r1 = other.claim(1) == 1 ? 1 : 0;
            other.slot(0)[0] = 2;
            other.commit(1);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = subscriber.claim(2) == 1 ? subscriber.at(0)[0] : TORN;
        }
    }
}
