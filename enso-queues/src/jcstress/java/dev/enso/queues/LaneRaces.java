package dev.enso.queues;

import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The races of lanes: opening, offering, leaving and closing against a receiver that looks and sleeps. */
public final class LaneRaces {
    private LaneRaces() {}

    private static int offer(Sender<Ends.Parcel> tx, int content) {
        return tx.offer(Ends.Parcel.of(content)) == Sent.ACCEPTED ? 1 : 0;
    }

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found it, or was woken")
    @State
    public static class LanesSleepAgainstOffer {
        private final Lanes<Ends.Parcel> lanes = Queues.sub(2, 2);
        private final Sender<Ends.Parcel> lane = lanes.open();
        private final Ear receiver = new Ear();
        private Polled polled = Polled.READY;

        @Actor
        public void sender() {
            offer(lane, 1);
        }

        @Actor
        public void receiver() {
            polled = lanes.rx().poll(receiver);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = receiver.hears(polled);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found it, or was woken")
    @State
    public static class LanesSleepAgainstOpen {
        private final Lanes<Ends.Parcel> lanes = Queues.sub(2, 2);
        private final Ear receiver = new Ear();
        private Polled polled = Polled.READY;

        @Actor
        public void sender() {
            offer(lanes.open(), 1);
        }

        @Actor
        public void receiver() {
            polled = lanes.rx().poll(receiver);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = receiver.hears(polled);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and dropped")
    @State
    public static class LanesLeaveAgainstOpen {
        private final Lanes<Ends.Parcel> lanes = Queues.sub(2, 2);

        @Actor
        public void sender(II_Result r) {
            r.r1 = offer(lanes.open(), 1);
        }

        @Actor
        public void receiver() {
            lanes.rx().close();
        }

        @Arbiter
        public void after(II_Result r) {
            boolean settled = lanes.account().resident() == 0 && lanes.account().dropped() == r.r1;
            r.r2 = settled ? 1 : 0;
        }
    }

    /** Who closes the lanes ends those that are open in order, and those that are opened too late at once. */
    @JCStressTest
    @Outcome(id = {"0, -1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and received")
    @State
    public static class LanesCloseAgainstOpen {
        private final Lanes<Ends.Parcel> lanes = Queues.sub(2, 2);

        @Actor
        public void sender(II_Result r) {
            r.r1 = offer(lanes.open(), 1);
        }

        @Actor
        public void closes() {
            lanes.close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = Ends.take(lanes.rx());
        }
    }

    /** Two lanes, and a receiver that takes while they are filled: each message once. */
    @JCStressTest
    @Outcome(id = "1, 3", expect = Expect.ACCEPTABLE, desc = "both arrive")
    @State
    public static class LanesAgainstConsume {
        private final Lanes<Ends.Parcel> lanes = Queues.sub(2, 2);
        private final Sender<Ends.Parcel> one = lanes.open();
        private final Sender<Ends.Parcel> other = lanes.open();
        private int sum;

        @Actor
        public void one(II_Result r) {
            r.r1 = offer(one, 1);
            sum += Math.max(0, Ends.take(lanes.rx()));
        }

        @Actor
        public void other() {
            offer(other, 2);
        }

        @Arbiter
        public void after(II_Result r) {
            for (int content = Ends.take(lanes.rx());
                    content != Ends.NOTHING;
                    content = Ends.take(lanes.rx())) {
                sum += content;
            }
            r.r2 = sum;
        }
    }
}
