package dev.enso.reactor;

import dev.enso.channel.Sent;
import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The lanes of real reactors: a message, or the first lane itself, against a receiver that falls asleep; and against one that
 * stops and gives its lanes back, or is replaced meanwhile. A message is told once: delivered, given back, or never accepted.
 */
public final class LaneRaces {
    private LaneRaces() {}

    /** Counts what becomes of it; by one thread at a time. */
    private static final class Parcel implements Message {
        private int delivered;
        private int returned;

        @Override
        public void deliver(CoreContext at) {
            delivered++;
        }

        @Override
        public void undelivered(Reactor target) {
            returned++;
        }
    }

    /** Sleeps with open eyes until it is woken, or for so long that the wake-up must be lost. */
    private static final class Dozing implements Parker {
        private static final long LOST_NANOS = 10_000_000_000L;

        private int slept;
        private volatile int woken;

        @Override
        public void park(long deadline, BooleanSupplier canBlock) {
            if (!canBlock.getAsBoolean()) {
                return;
            }
            slept = 1;
            for (long began = System.nanoTime(); woken == 0; Thread.yield()) {
                if (System.nanoTime() - began > LOST_NANOS) {
                    slept = -1;
                    return;
                }
            }
        }

        @Override
        public void wake() {
            woken = 1;
        }
    }

    /** Two reactors, and a message from the one to the other. */
    private static final class Pair {
        final Dozing parker = new Dozing();
        final Reactors group = Reactors.builder()
                .count(2)
                .clock(() -> 1)
                .parker(core -> core.index() == 1 ? parker : new Dozing())
                .build();
        final Parcel parcel = new Parcel();

        /** 1 when it was accepted; the bell is rung. */
        int send(Message message) {
            Reactor sender = group.get(0);
            sender.takeOwnership();
            try {
                Sent sent = sender.core().bus().send(1, message);
                sender.core().bus().ring();
                return sent == Sent.ACCEPTED ? 1 : 0;
            } finally {
                sender.giveUpOwnership();
            }
        }

        /** There is a lane already. */
        Pair spoken() {
            send(at -> {});
            group.get(1).turn();
            return this;
        }

        /** 1 when it has slept and was woken, -1 when nobody woke it. */
        int sleep() {
            Reactor receiver = group.get(1);
            receiver.takeOwnership();
            receiver.park();
            receiver.giveUpOwnership();
            return parker.slept;
        }

        void settle() {
            for (int i = 0; i < 2; i++) {
                group.forEach(Reactor::turn);
            }
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "slept, was woken, took the message")
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was left alone")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was woken beside")
    @Outcome(expect = Expect.FORBIDDEN, desc = "sleeps with a message in its lane")
    public static class SendAgainstPark {
        private final Pair pair = new Pair().spoken();
        private int slept;

        @Actor
        public void sender() {
            pair.send(pair.parcel);
        }

        @Actor
        public void owner() {
            slept = pair.sleep();
        }

        @Arbiter
        public void after(III_Result r) {
            pair.settle();
            r.r1 = slept;
            r.r2 = pair.parker.woken;
            r.r3 = pair.parcel.delivered;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "slept, was woken, took the message")
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was left alone")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was woken beside")
    @Outcome(expect = Expect.FORBIDDEN, desc = "sleeps and does not know of its lane")
    public static class FirstLaneAgainstPark {
        private final Pair pair = new Pair();
        private int slept;

        @Actor
        public void sender() {
            pair.send(pair.parcel);
        }

        @Actor
        public void owner() {
            slept = pair.sleep();
        }

        @Arbiter
        public void after(III_Result r) {
            pair.settle();
            r.r1 = slept;
            r.r2 = pair.parker.woken;
            r.r3 = pair.parcel.delivered;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 10", expect = Expect.ACCEPTABLE, desc = "accepted and delivered")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "accepted and given back")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not accepted")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or told twice")
    public static class SendAgainstStop {
        private final Pair pair = new Pair().spoken();

        @Actor
        public void sender(II_Result r) {
            r.r1 = pair.send(pair.parcel);
        }

        @Actor
        public void owner() {
            pair.group.get(1).turn();
            pair.group.get(1).stopByHand();
        }

        @Arbiter
        public void after(II_Result r) {
            pair.settle();
            r.r2 = 10 * pair.parcel.delivered + pair.parcel.returned;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 10", expect = Expect.ACCEPTABLE, desc = "accepted and delivered")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "accepted and given back")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not accepted")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or told twice")
    public static class FirstLaneAgainstStop {
        private final Pair pair = new Pair();

        @Actor
        public void sender(II_Result r) {
            r.r1 = pair.send(pair.parcel);
        }

        @Actor
        public void owner() {
            pair.group.get(1).turn();
            pair.group.get(1).stopByHand();
        }

        @Arbiter
        public void after(II_Result r) {
            pair.settle();
            r.r2 = 10 * pair.parcel.delivered + pair.parcel.returned;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 10", expect = Expect.ACCEPTABLE, desc = "accepted and delivered, by the one or the other")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "accepted and given back")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not accepted")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or told twice")
    public static class SendAgainstReplacement {
        private final Pair pair = new Pair().spoken();

        @Actor
        public void sender(II_Result r) {
            r.r1 = pair.send(pair.parcel);
        }

        @Actor
        public void owner() {
            pair.group.get(1).stopByHand();
            pair.group.interCore().start(1);
        }

        @Arbiter
        public void after(II_Result r) {
            pair.settle();
            r.r2 = 10 * pair.parcel.delivered + pair.parcel.returned;
        }
    }
}
