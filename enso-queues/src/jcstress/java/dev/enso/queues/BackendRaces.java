package dev.enso.queues;

import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The races of channels again, over linked arrays and over bytes; and where messages give way. */
public final class BackendRaces {
    private BackendRaces() {}

    // Linked arrays

    @JCStressTest
    @Outcome(id = {"-1, -1", "1, -1", "1, 2"}, expect = Expect.ACCEPTABLE, desc = "a prefix of what was sent, whole")
    @State
    public static class PublishAgainstConsumeLink {
        private final Ends ends = new Ends(Queues.LINK, Driver.SPSC, 2);

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
    public static class TwoSendersAgainstConsumeLink {
        private final Ends ends = new Ends(Queues.LINK, Driver.MPSC, 2);
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

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and dropped")
    @State
    public static class LinkLeaveAgainstOffer {
        private final Ends ends = new Ends(Queues.LINK, Driver.MPSC, 2);

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
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found it, or was woken")
    @State
    public static class LinkSleepAgainstOffer {
        private final Ends ends = new Ends(Queues.LINK, Driver.SPSC, 2);

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

    // Bytes

    @JCStressTest
    @Outcome(id = {"-1, -1", "1, -1", "1, 2"}, expect = Expect.ACCEPTABLE, desc = "a prefix of what was sent, whole")
    @State
    public static class PublishAgainstConsumeBytes {
        private final Ends ends = Ends.ofBytes(Driver.SPSC, 2);

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
    public static class TwoSendersAgainstConsumeBytes {
        private final Ends ends = Ends.ofBytes(Driver.MPSC, 2);
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

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "refused, or accepted and dropped")
    @State
    public static class BytesLeaveAgainstOffer {
        private final Ends ends = Ends.ofBytes(Driver.MPSC, 2);

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
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found it, or was woken")
    @State
    public static class BytesSleepAgainstOffer {
        private final Ends ends = Ends.ofBytes(Driver.SPSC, 2);

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

    // What gives way

    /** The latest is there in the end, whatever the receiver was looking at. */
    @JCStressTest
    @Outcome(id = {"-1, 2", "1, 2", "2, -1"}, expect = Expect.ACCEPTABLE, desc = "the latest is taken last")
    @State
    public static class DropOldestAgainstTake {
        private final Ends ends = new Ends(Queues.VEC.create(Driver.SPSC, 1, Overflow.DROP_OLDEST));

        @Actor
        public void sender() {
            ends.offer(1);
            ends.offer(2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = ends.take();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ends.take();
        }
    }

    /** Replaced, or behind what was taken; never both. */
    @JCStressTest
    @Outcome(id = {"-1, 2", "1, 2", "2, -1"}, expect = Expect.ACCEPTABLE, desc = "the latest is taken last")
    @State
    public static class ConflateAgainstTake {
        private final Ends ends = new Ends(Queues.conflating(Driver.SPSC, 2, parcel -> "key"));

        @Actor
        public void sender() {
            ends.offer(1);
            ends.offer(2);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = ends.take();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ends.take();
        }
    }
}
