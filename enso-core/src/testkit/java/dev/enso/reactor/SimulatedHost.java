package dev.enso.reactor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs reactors in pieces on one thread. It replaces what stands between them and the machine (threads, parking, lanes, the
 * clock) and calls the rest as production does: every turn is {@link ReactorThread}'s own loop.
 *
 * <p>What is free in production it asks of a {@link Director}. Made for {@code dev.enso.simulation}; not for tests.
 */
public final class SimulatedHost implements Host {
    /** Decides what is free, and runs others between two steps of the one that runs. */
    public interface Director {
        /** A place inside what runs now, at which other threads may be ahead. */
        void between(String place);

        /** From 0 to {@code bound} - 1; 0 is what happens on a quiet machine. */
        int choose(int bound, String what);

        /** Virtual nanoseconds. */
        long now();

        /** A group's stall watch was started. */
        void watches(StallProbe probe);

        /**
         * Lets others run, on behalf of an outsider that waits.
         *
         * @return false when the deadline has passed or nobody can run any more
         */
        boolean runOne(long deadline);
    }

    /** The look of a stall watch at its reactors. */
    @FunctionalInterface
    public interface StallProbe {
        /** Looks, at this reading of the clock. */
        void look(long now);
    }

    /** What a calendar says at the beginning. */
    private static final Instant ORIGIN = Instant.parse("2026-01-01T00:00:00Z");

    final Director director;
    private final List<SimulatedThread> threads = new ArrayList<>();
    private @Nullable SimulatedThread running;

    /** Makes a host that asks this director. */
    public SimulatedHost(Director director) {
        this.director = director;
    }

    /** Lets reactors that are being built run here, by virtual time. */
    public void settings(Reactors.Builder builder) {
        builder.host(this)
                .clock(this::readClock)
                .ids(Ids.defaults().clock(() -> ORIGIN.plusNanos(director.now())))
                .affinity(Affinity.none())
                .stallAfter(java.time.Duration.ZERO)
                .idle(this::idle)
                .lanes(new SimulatedLane.Factory(this))
                .parker(core -> thread(core.reactor()));
    }

    private long readClock() {
        director.between("reads the clock");
        return director.now();
    }

    private Idle.Step idle(int emptyTurns) {
        return director.choose(4, "spins instead of parking") == 3 ? Idle.Step.SPIN : Idle.Step.PARK;
    }

    /** The threads, in the order of their reactors' making. */
    public List<SimulatedThread> threads() {
        return Collections.unmodifiableList(threads);
    }

    /** The thread whose step is under way, or null while an outsider acts. */
    public @Nullable SimulatedThread running() {
        return running;
    }

    void running(@Nullable SimulatedThread thread) {
        running = thread;
    }

    /** The thread that plays a reactor of this host. */
    public SimulatedThread thread(Reactor reactor) {
        for (SimulatedThread thread : threads) {
            if (thread.reactor() == reactor) {
                return thread;
            }
        }
        throw new IllegalArgumentException(reactor.name() + " is not part of this simulation");
    }

    /** The stall watch's thread never was one, so it has ended as well. */
    boolean hasEnded(Thread thread) {
        for (SimulatedThread simulated : threads) {
            if (simulated.plays(thread)) {
                return simulated.hasEnded();
            }
        }
        return true;
    }

    /** Lets an outsider act, also in the middle of a reactor's step. */
    public void outside(Runnable action) {
        SimulatedThread interrupted = running;
        if (interrupted == null) {
            action.run();
            return;
        }
        interrupted.reactor().giveUpOwnership();
        running = null;
        try {
            action.run();
        } finally {
            running = interrupted;
            interrupted.reactor().takeOwnership();
        }
    }

    @Override
    public Inbox inbox() {
        return new SimulatedInbox(this);
    }

    @Override
    public SleepWord sleepWord(Reactor reactor) {
        SimulatedThread thread = new SimulatedThread(this, reactor);
        threads.add(thread);
        return thread.word();
    }

    @Override
    public void start(ReactorThread started) {
        thread(started.reactor()).start(started);
    }

    /** Blocking calls are not simulated: the first that is made starts a real thread. */
    @Override
    public void start(BlockingPool pool) {}

    /** Simulated threads use no time of the machine's. */
    @Override
    public Witness witness() {
        return new Witness() {
            @Override
            public long cpuNanos(ReactorThread thread) {
                return UNKNOWN;
            }

            @Override
            public long delayNanos(ReactorThread thread) {
                return UNKNOWN;
            }

            @Override
            public long pauseNanos() {
                return UNKNOWN;
            }
        };
    }

    @Override
    public void start(StallWatch watch) {
        director.watches(watch::probe);
    }

    @Override
    public Meanwhile meanwhile() {
        return new SimulatedMeanwhile(this);
    }

    /** Many looks in a row see nothing new unless somebody else runs in between. */
    @Override
    public int looksAtBus() {
        return 2;
    }

    /** What the running thread has put into lanes becomes visible to all. */
    void fence() {
        if (running != null) {
            running.fence();
        }
    }
}
