package dev.enso.simulation;

import dev.enso.reactor.Poller;
import dev.enso.reactor.SimulatedHost;
import dev.enso.reactor.SimulatedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time, and whose step comes next. A step is one round of a reactor's loop or one event from outside. It is not atomic: at a
 * place of the oracle's choice inside it, steps of others come in between, as a whole or interrupted again. So of all
 * interleavings those are played in which whoever interrupts has finished some steps before the interrupted one goes on.
 */
final class Stage implements SimulatedHost.Director {
    /** What a step takes. */
    private static final long TICK = 1_000;

    /** Half of the steps are interrupted, at one of their first places. */
    private static final int PLACES = 32;

    /** Interruptions of interruptions, at most. */
    private static final int DEPTH = 8;

    final SimulatedHost host = new SimulatedHost(this);
    final Agenda agenda = new Agenda();
    final Oracle oracle;
    final Faults faults;
    private final long stepLimit;
    private final List<SimulatedThread> threads = host.threads();
    private final List<SimulatedHost.StallProbe> watches = new ArrayList<>();
    private @Nullable Throwable failure;
    private boolean lossy;
    private long now;
    private long steps;
    /** Places until the running step is interrupted; 0 when it isn't. */
    private int places;
    /** Steps that stand still because others interrupted them. */
    private int depth;
    /** Who ran last; the next one comes first in the quiet order, so that nobody starves. */
    private int last = -1;

    Stage(Oracle oracle, List<Fault> faults, long stepLimit) {
        this.oracle = oracle;
        this.faults = new Faults(faults, oracle);
        this.stepLimit = stepLimit;
    }

    @Override
    public long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    /** True when a fault has lost something, so that not everything can come to its end. */
    boolean isLossy() {
        return lossy;
    }

    /** The first failure counts. */
    void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    void throwFailure() throws Throwable {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public int choose(int bound, String what) {
        return oracle.choose(bound, what);
    }

    @Override
    public void between(String place) {
        faults.reached(place, steps);
        if (places > 0 && --places == 0 && depth < DEPTH) {
            interrupt(place);
        }
    }

    private void interrupt(String place) {
        depth++;
        try {
            int more = oracle.choose(3, place);
            for (int i = 0; i <= more && step(); i++) {
                // Who comes is a decision of its own.
            }
        } finally {
            depth--;
        }
        places = drawPlaces();
    }

    private int drawPlaces() {
        return Math.max(0, oracle.choose(PLACES, "is interrupted at") - PLACES / 2);
    }

    /** One step of somebody who is ready; false when nobody is. */
    boolean step() {
        int ready = 0;
        for (int i = 0; i < threads.size(); i++) {
            ready += threads.get(i).isReady(now) ? 1 : 0;
        }
        int candidates = ready + (agenda.due(now) ? 1 : 0);
        if (candidates == 0) {
            return false;
        }
        if (++steps > stepLimit) {
            fail(new AssertionError("still busy after " + stepLimit + " steps, at " + Duration.ofNanos(now) + ": "
                    + Unfinished.describe(threads)));
            return false;
        }
        oracle.trace().mix(now);
        int chosen = oracle.choose(candidates, "runs next");
        SimulatedThread thread = chosen < ready ? ready(chosen) : null;
        if (!faults.none() && goesWrong(thread)) {
            return true;
        }
        if (!watches.isEmpty() && oracle.rarely(64, "the stall watch looks")) {
            watches.forEach(watch -> watch.look(now));
        }
        play(thread);
        now += TICK;
        return true;
    }

    private void play(@Nullable SimulatedThread thread) {
        int outer = places;
        places = drawPlaces();
        try {
            if (thread != null) {
                thread.round();
            } else {
                host.outside(agenda.take(oracle));
            }
        } finally {
            places = outer;
        }
    }

    /** The ready thread of this number, counted from behind the one that ran last. */
    private SimulatedThread ready(int number) {
        int size = threads.size();
        int left = number;
        for (int i = 1; i <= size; i++) {
            int at = last + i < size ? last + i : last + i - size;
            SimulatedThread thread = threads.get(at);
            if (thread.isReady(now) && left-- == 0) {
                last = at;
                return thread;
            }
        }
        throw new AssertionError("thread " + number + " of those that are ready");
    }

    /** Lets the step's faults happen; true when the step itself is over by that. */
    private boolean goesWrong(@Nullable SimulatedThread thread) {
        boolean stalled = false;
        for (Fault fault : faults.ofSteps()) {
            if (faults.happens(fault, steps)) {
                switch (fault.kind) {
                    case STALL -> {
                        if (thread != null) {
                            thread.stallUntil(now + fault.nanos);
                            stalled = true;
                        }
                    }
                    case CLOCK_JUMP -> now += fault.nanos;
                    case FULL_LANE -> {
                        for (SimulatedThread sender : threads) {
                            sender.refuseUntil(now + fault.nanos);
                        }
                    }
                    case DEATH -> {
                        lossy = true;
                        threads.get(Math.floorMod(fault.reactor, threads.size()))
                                .die();
                    }
                    case THROW -> throw new AssertionError(fault);
                }
            }
        }
        return stalled;
    }

    /** When somebody becomes ready by himself. */
    long next() {
        long next = agenda.nextTime();
        for (int i = 0; i < threads.size(); i++) {
            next = Math.min(next, threads.get(i).wakesAt());
        }
        return next;
    }

    /** Nobody is ready: passes the time until somebody is. */
    void jump(long time) {
        now = Math.max(now, time);
    }

    @Override
    public boolean runOne(long deadline) {
        if (failure != null || now >= deadline) {
            return false;
        }
        if (step()) {
            return true;
        }
        long next = next();
        if (failure != null || next == Poller.NEVER || next > deadline) {
            if (deadline != Poller.NEVER) {
                jump(deadline);
            }
            return false;
        }
        jump(next);
        return true;
    }

    @Override
    public void watches(SimulatedHost.StallProbe probe) {
        watches.add(probe);
    }
}
