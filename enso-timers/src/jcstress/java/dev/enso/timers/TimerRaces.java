package dev.enso.timers;

import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The races of timers that other threads arm and cancel, against the reactor that fires them. */
public final class TimerRaces {
    private TimerRaces() {}

    /** A reactor turned by hand, and a timer of its that is due at 1. The clock stands at 0. */
    private static final class Armed {
        private volatile long now;
        private final Reactor reactor = Reactors.builder()
                .count(1)
                .clock(() -> now)
                .timers(core -> Wheel.builder().capacity(1).build())
                .build()
                .get(0);
        private final SharedTimers timers = SharedTimers.of(reactor);
        /** What was written before the arming, what the command saw of it, and how often it ran. */
        private int written;

        private int seen;
        private int ran;
        final SharedTimer timer = arm();

        SharedTimer arm() {
            return timers.armAt(1, () -> {
                ran++;
                seen = written;
            });
        }

        void turn() {
            while (reactor.turn() > 0) {}
        }

        void comesDue() {
            now = 1;
            turn();
        }

        int live() {
            return reactor.core().service(Wheel.class).live();
        }

        int cancels() {
            return timer.cancel() ? 1 : 0;
        }
    }

    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "cancelled, or it ran; and nothing is left of it")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both, or neither")
    public static class CancelAgainstFire {
        private final Armed armed = new Armed();

        public CancelAgainstFire() {
            armed.turn();
        }

        @Actor
        public void canceller(III_Result r) {
            r.r1 = armed.cancels();
        }

        @Actor
        public void reactor() {
            armed.comesDue();
        }

        @Arbiter
        public void after(III_Result r) {
            armed.turn();
            r.r2 = armed.ran;
            r.r3 = armed.live();
        }
    }

    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one of the two has cancelled it")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both have, or neither, or it ran")
    public static class CancelAgainstCancel {
        private final Armed armed = new Armed();

        public CancelAgainstCancel() {
            armed.turn();
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = armed.cancels();
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = armed.cancels();
        }

        @Arbiter
        public void after(III_Result r) {
            armed.comesDue();
            r.r3 = armed.ran;
        }
    }

    /** Cancelled while it is on its way to the reactor. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled, and nothing is left of it")
    @Outcome(expect = Expect.FORBIDDEN, desc = "it ran, or stays in the wheel")
    public static class CancelAgainstArrival {
        private final Armed armed = new Armed();

        @Actor
        public void canceller(III_Result r) {
            r.r1 = armed.cancels();
        }

        @Actor
        public void reactor() {
            armed.turn();
        }

        @Arbiter
        public void after(III_Result r) {
            armed.comesDue();
            r.r2 = armed.ran;
            r.r3 = armed.live();
        }
    }

    /** A second timer is armed while the reactor takes in the first and fires it. */
    @JCStressTest
    @State
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both ran, and the later saw what was written before it was armed")
    @Outcome(expect = Expect.FORBIDDEN, desc = "one was lost, or did not see it")
    public static class ArmAgainstFire {
        private final Armed armed = new Armed();

        @Actor
        public void armer() {
            armed.written = 1;
            armed.arm();
        }

        @Actor
        public void reactor() {
            armed.comesDue();
        }

        @Arbiter
        public void after(II_Result r) {
            armed.turn();
            r.r1 = armed.ran;
            r.r2 = armed.seen;
        }
    }
}
