package dev.enso.queues;

import dev.enso.channel.Driver;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The races of channels: publish against consume, close against offer, and sleep against wake at both ends. */
public final class ChannelRaces {
    private ChannelRaces() {}

    // Publish against consume

    @JCStressTest
    @Outcome(id = {"-1, -1", "1, -1", "1, 2"}, expect = Expect.ACCEPTABLE, desc = "a prefix of what was sent, whole")
    @State
    public static class PublishAgainstConsume {
        private final Ends ends = new Ends(Queues.VEC, Driver.SPSC, 2);

        @Actor
        public void sender() {
            ends.offer(1);
            ends.offer(2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = ends.take();
            r.r2 = r.r1 == Ends.NOTHING ? Ends.NOTHING : ends.take();
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 1, 3"}, expect = Expect.ACCEPTABLE, desc = "both are accepted, and both arrive")
    @State
    public static class TwoSendersAgainstConsume {
        private final Ends ends = new Ends(Queues.VEC, Driver.MPSC, 2);
        private int sum;

        @Actor
        public void one(III_Result r) {
            r.r1 = ends.offer(1);
            sum += Math.max(0, ends.take());
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = ends.offer(2);
        }

        @Arbiter
        public void after(III_Result r) {
            for (int content = ends.take(); content != Ends.NOTHING; content = ends.take()) {
                sum += content;
            }
            r.r3 = sum;
        }
    }

    // Close against offer: refused, or accepted and counted as dropped; never lost

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and dropped")
    @State
    public static class LeaveAgainstOfferVec {
        private final Ends ends = new Ends(Queues.VEC, Driver.SPSC, 2);

        @Actor
        public void sender(II_Result r) {
            r.r1 = ends.offer(1);
        }

        @Actor
        public void receiver() {
            ends.channel.rx().close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ends.settled(r.r1);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and dropped")
    @State
    public static class LeaveAgainstOfferMany {
        private final Ends ends = new Ends(Queues.VEC, Driver.MPSC, 2);

        @Actor
        public void sender(II_Result r) {
            r.r1 = ends.offer(1);
        }

        @Actor
        public void receiver() {
            ends.channel.rx().close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ends.settled(r.r1);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and dropped")
    @State
    public static class LeaveAgainstOfferTurbine {
        private final Ends ends = new Ends(Queues.TURBINE, Driver.SPSC, 2);

        @Actor
        public void sender(II_Result r) {
            r.r1 = ends.offer(1);
        }

        @Actor
        public void receiver() {
            ends.channel.rx().close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ends.settled(r.r1);
        }
    }

    /** One sender closes while another offers: what was accepted comes before the end. */
    @JCStressTest
    @Outcome(id = {"0, -1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and received")
    @State
    public static class CloseAgainstOffer {
        private final Ends ends = new Ends(Queues.VEC, Driver.MPSC, 2);

        @Actor
        public void offers(II_Result r) {
            r.r1 = ends.offer(1);
        }

        @Actor
        public void closes() {
            ends.channel.tx().close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ends.take();
        }
    }

    // Sleep against wake

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found it, or was woken")
    @State
    public static class SleepAgainstOfferVec {
        private final Ends ends = new Ends(Queues.VEC, Driver.SPSC, 2);

        @Actor
        public void sender() {
            ends.offer(1);
        }

        @Actor
        public void receiver() {
            ends.sleep();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = ends.receiver.hears(ends.polled);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found it, or was woken")
    @State
    public static class SleepAgainstOfferMany {
        private final Ends ends = new Ends(Queues.VEC, Driver.MPSC, 2);

        @Actor
        public void sender() {
            ends.offer(1);
        }

        @Actor
        public void receiver() {
            ends.sleep();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = ends.receiver.hears(ends.polled);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found it, or was woken")
    @State
    public static class SleepAgainstOfferTurbine {
        private final Ends ends = new Ends(Queues.TURBINE, Driver.SPSC, 2);

        @Actor
        public void sender() {
            ends.offer(1);
        }

        @Actor
        public void receiver() {
            ends.sleep();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = ends.receiver.hears(ends.polled);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found the end, or was woken for it")
    @State
    public static class SleepAgainstClose {
        private final Ends ends = new Ends(Queues.VEC, Driver.SPSC, 2);

        @Actor
        public void sender() {
            ends.channel.tx().close();
        }

        @Actor
        public void receiver() {
            ends.sleep();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = ends.receiver.hears(ends.polled);
        }
    }

    /** A sender that waits for room, and the receiver that makes it. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found room, or was woken")
    @State
    public static class FullAgainstReleaseVec {
        private final Ends ends = new Ends(Queues.VEC, Driver.SPSC, 1);

        public FullAgainstReleaseVec() {
            ends.offer(1);
        }

        @Actor
        public void sender() {
            ends.awaitRoom();
        }

        @Actor
        public void receiver() {
            ends.take();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = ends.sender.hears(ends.polled);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found room, or was woken")
    @State
    public static class FullAgainstReleaseTurbine {
        private final Ends ends = new Ends(Queues.TURBINE, Driver.SPSC, 1);

        public FullAgainstReleaseTurbine() {
            ends.offer(1);
        }

        @Actor
        public void sender() {
            ends.awaitRoom();
        }

        @Actor
        public void receiver() {
            ends.take();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = ends.sender.hears(ends.polled);
        }
    }
}
