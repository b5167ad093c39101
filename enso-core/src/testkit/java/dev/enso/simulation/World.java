package dev.enso.simulation;

import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.SimulatedHost;
import dev.enso.reactor.SimulatedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an application sees of the simulation it runs in: reactors to use, a time that passes only here, events from outside,
 * and what must be true at the end.
 */
public final class World {
    /** What a round of a reactor, or an event, takes at least. */
    private static final long TICK = 1_000;

    /** Of so many steps half are interrupted, at one of their first places. */
    private static final int PLACES = 32;

    /** Interruptions of interruptions, at most. */
    private static final int DEPTH = 8;

    private static final int IDLE_JUMPS = 64;

    private final Oracle oracle;
    private final int count;
    private final long stepLimit;
    private final Consumer<? super Reactors.Builder> settings;
    private final SimulatedHost host = new SimulatedHost(new Free());
    private final Agenda agenda = new Agenda();
    private final List<SimulatedHost.StallProbe> watches = new ArrayList<>();
    private final List<SimulatedThread> ready = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<Reactors> groups = new ArrayList<>();
    private @Nullable Reactors reactors;
    private @Nullable Throwable failure;
    private long now;
    private long steps;
    /** Places until the running step is interrupted; 0 when it isn't. */
    private int places;
    /** Steps that stand still because others interrupted them. */
    private int depth;

    /** Something that is true at the end. */
    @FunctionalInterface
    public interface Check {
        /** Throws when it is not. */
        void run() throws Exception;
    }

    World(Oracle oracle, int count, long stepLimit, Consumer<? super Reactors.Builder> settings) {
        this.oracle = oracle;
        this.count = count;
        this.stepLimit = stepLimit;
        this.settings = settings;
    }

    /** The reactors, as many as the simulation was told, built and started at the first call. */
    public Reactors reactors() {
        Reactors group = reactors;
        if (group == null) {
            group = start(Reactors.builder().count(count).name("sim"));
            reactors = group;
        }
        return group;
    }

    /** Starts a group in this world. It is closed, and looked at for what is left, at the end of the run. */
    public Reactors start(Reactors.Builder builder) {
        host(builder);
        settings.accept(builder);
        Reactors group = builder.start();
        groups.add(group);
        return group;
    }

    /**
     * Lets a group that somebody else starts run in this world. Its clock, lanes, idling and parker are set here, and a
     * failure handler that fails the run; what is set later replaces them.
     */
    public void host(Reactors.Builder builder) {
        host.settings(builder);
        builder.seed(oracle.trace().seed()).failures((reactor, what, thrown) -> failed(reactor, what, thrown));
    }

    private void failed(Reactor reactor, String what, Throwable thrown) {
        fail(new AssertionError(what + " failed on " + reactor.name() + ": " + thrown, thrown));
    }

    /** Fails the run; the first failure counts. */
    public void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    /** What decides. Applications may ask it too, for their workload: a shortened schedule then shortens that as well. */
    public Oracle oracle() {
        return oracle;
    }

    /** Virtual nanoseconds since the start of the run. */
    public long now() {
        return now;
    }

    /** The simulated thread whose step is under way, or null while an outsider acts. For simulated parkers. */
    public @Nullable SimulatedThread running() {
        return host.running();
    }

    /** An event from outside, as soon as the oracle likes. Events of different times come in the order of their times. */
    public void later(Runnable event) {
        later(Duration.ZERO, event);
    }

    /**
     * An event from outside after a delay: a packet that arrives, a lookup that completes, a message of another thread. It
     * runs on no reactor. The run does not end before it.
     */
    public void later(Duration delay, Runnable event) {
        agenda.add(now + Math.max(0, delay.toNanos()), Objects.requireNonNull(event, "event"));
    }

    /** Something that must be true when all is over, after the groups were closed. */
    public void atEnd(Check check) {
        checks.add(Objects.requireNonNull(check, "check"));
    }

    /** A place of the application's own at which others may be ahead. */
    public void between(String place) {
        reached(place);
    }

    // Running

    void run(App app) throws Throwable {
        app.start(this);
        throwFailure();
        settle();
        for (Reactors group : groups) {
            var report = group.close(Duration.ofSeconds(5));
            throwFailure();
            if (!report.isClean()) {
                throw new AssertionError("closing was not clean: " + report);
            }
        }
        for (Check check : checks) {
            check.run();
        }
        throwFailure();
    }

    private void throwFailure() throws Throwable {
        if (failure != null) {
            throw failure;
        }
    }

    /** Runs until nothing is left to do. What goes on for ever, such as an interval, goes on for a while. */
    private void settle() throws Throwable {
        int idleJumps = 0;
        while (true) {
            while (step()) {
                throwFailure();
            }
            throwFailure();
            long next = next();
            boolean done = agenda.isEmpty() && Unfinished.in(host.threads()).isEmpty();
            if (next == Poller.NEVER) {
                if (!done) {
                    throw new Deadlock(Unfinished.describe(host.threads()));
                }
                return;
            }
            idleJumps = done ? idleJumps + 1 : 0;
            if (idleJumps == IDLE_JUMPS) {
                return;
            }
            now = next;
        }
    }

    private long next() {
        long next = agenda.nextTime();
        for (SimulatedThread thread : host.threads()) {
            next = Math.min(next, thread.wakesAt());
        }
        return next;
    }

    /** One step of somebody who is ready; false when nobody is. */
    private boolean step() {
        int events = agenda.due(now) ? 1 : 0;
        collectReady();
        int candidates = ready.size() + events;
        if (candidates == 0) {
            return false;
        }
        if (++steps > stepLimit) {
            throw new AssertionError("still busy after " + stepLimit + " steps, at " + Duration.ofNanos(now) + ": "
                    + Unfinished.describe(host.threads()));
        }
        oracle.trace().mix(now);
        int chosen = oracle.choose(candidates, "runs next");
        SimulatedThread thread = chosen < ready.size() ? ready.get(chosen) : null;
        int outer = places;
        places = drawPlaces();
        try {
            if (thread != null) {
                thread.round();
            } else {
                host.outside(agenda.take(oracle, now));
            }
        } finally {
            places = outer;
        }
        now += TICK;
        return true;
    }

    private int drawPlaces() {
        return Math.max(0, oracle.choose(PLACES, "is interrupted after") - PLACES / 2);
    }

    private void collectReady() {
        ready.clear();
        List<SimulatedThread> threads = host.threads();
        for (int i = 0; i < threads.size(); i++) {
            if (threads.get(i).isReady(now)) {
                ready.add(threads.get(i));
            }
        }
    }

    private void reached(String place) {
        if (places > 0 && --places == 0 && depth < DEPTH) {
            interrupt(place);
        }
    }

    /** Others run while the one that runs stands still at this place. */
    private void interrupt(String place) {
        depth++;
        int rounds = 1 + oracle.choose(3, place);
        for (int i = 0; i < rounds && step(); i++) {
            // Each step is a decision of its own.
        }
        depth--;
        places = drawPlaces();
    }

    private final class Free implements SimulatedHost.Director {
        @Override
        public void between(String place) {
            reached(place);
        }

        @Override
        public int choose(int bound, String what) {
            return oracle.choose(bound, what);
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void started(SimulatedThread thread) {}

        @Override
        public void watches(SimulatedHost.StallProbe probe) {
            watches.add(probe);
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
            if (next > deadline) {
                now = Math.max(now, deadline == Poller.NEVER ? now : deadline);
                return false;
            }
            now = next;
            return true;
        }
    }
}
