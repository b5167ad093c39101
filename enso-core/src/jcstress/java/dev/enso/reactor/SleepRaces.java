package dev.enso.reactor;

import java.lang.invoke.VarHandle;
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
 * Wake against sleep: a reactor that falls asleep and looks once more, and threads that publish and read its word. First
 * the word with each of the two things it guards, then a reactor's own park.
 */
public final class SleepRaces {
    private SleepRaces() {}

    private static final class Something extends Inbound {
        @Override
        void arrive() {}
    }

    /** 1 when it has to be woken by the caller. */
    private static int claimed(SleepWord word) {
        return word.claimWake() ? 1 : 0;
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "fell asleep and was woken")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "saw it in its last look")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both: it returns at once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "asleep with work in its inbox")
    public static class PushAgainstSleep {
        private final Inbox inbox = new Inbox();
        private final SleepWord word = new SleepWord();
        private final Inbound element = new Something();

        @Actor
        public void sender(II_Result r) {
            inbox.push(element);
            r.r1 = claimed(word);
        }

        @Actor
        public void owner(II_Result r) {
            word.fallAsleep();
            r.r2 = inbox.isEmpty() ? 0 : 1;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "fell asleep and was woken")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "saw it in its last look")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both: it returns at once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "asleep with a message in its lane")
    public static class LaneAgainstSleep {
        private final Lane<Integer> lane = new SpscLane<>(4);
        private final SleepWord word = new SleepWord();

        /** As the bus does: the message, one fence for all lanes, the word. */
        @Actor
        public void sender(II_Result r) {
            lane.offer(1);
            VarHandle.fullFence();
            r.r1 = claimed(word);
        }

        @Actor
        public void owner(II_Result r) {
            word.fallAsleep();
            VarHandle.fullFence();
            r.r2 = lane.isEmpty() ? 0 : 1;
        }
    }

    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of the two wakes it")
    @Outcome(expect = Expect.FORBIDDEN, desc = "woken twice, or not at all")
    public static class TwoWakeOne {
        private final Inbox inbox = new Inbox();
        private final SleepWord word = new SleepWord();
        private final Inbound one = new Something();
        private final Inbound other = new Something();

        public TwoWakeOne() {
            word.fallAsleep();
        }

        @Actor
        public void first(II_Result r) {
            inbox.push(one);
            r.r1 = claimed(word);
        }

        @Actor
        public void second(II_Result r) {
            inbox.push(other);
            r.r2 = claimed(word);
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

    /** A reactor that sleeps in its own way, and a task that waits on it. */
    private static final class Bed {
        final Dozing parker = new Dozing();
        final Reactor reactor = Reactors.builder()
                .count(1)
                .clock(() -> 1)
                .parker(core -> parker)
                .build()
                .get(0);
        final Waits work = new Waits();
        final Task<Boolean> task = reactor.spawn(work);

        Bed() {
            reactor.turn();
        }

        /** 1 when it has slept and was woken, -1 when nobody woke it. */
        int sleep() {
            reactor.takeOwnership();
            reactor.park();
            reactor.giveUpOwnership();
            return parker.slept;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "slept, was woken, polled the task")
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was left alone")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was woken beside")
    @Outcome(expect = Expect.FORBIDDEN, desc = "sleeps while its task is ready")
    public static class WakeAgainstPark {
        private final Bed bed = new Bed();
        private int slept;

        @Actor
        public void waker() {
            bed.work.data = 1;
            bed.task.wake();
        }

        @Actor
        public void owner() {
            slept = bed.sleep();
        }

        @Arbiter
        public void after(III_Result r) {
            bed.reactor.turn();
            r.r1 = slept;
            r.r2 = bed.parker.woken;
            r.r3 = bed.work.seen;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "slept, was woken, polled the new task")
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was left alone")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "did not sleep, and was woken beside")
    @Outcome(expect = Expect.FORBIDDEN, desc = "sleeps while a spawn is at its door")
    public static class SpawnAgainstPark {
        private final Bed bed = new Bed();
        private final Waits spawned = new Waits();
        private int slept;

        @Actor
        public void spawner() {
            spawned.data = 1;
            bed.reactor.spawn(spawned);
        }

        @Actor
        public void owner() {
            slept = bed.sleep();
        }

        @Arbiter
        public void after(III_Result r) {
            bed.reactor.turn();
            r.r1 = slept;
            r.r2 = bed.parker.woken;
            r.r3 = spawned.seen;
        }
    }
}
