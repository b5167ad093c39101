package dev.enso.reactor;

import dev.enso.core.Alarms;
import dev.enso.core.Cause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What a reactor is given from outside, in the order in which a turn polls it: timers, I/O, the rest; and its parker. */
final class Plugs {
    private final Reactor reactor;
    private Poller[] pollers;
    /** What a task that a poller wakes is told of it. */
    private Cause[] causes;

    private final Parker parker;
    /** Each once, in the order they were plugged in. */
    private final List<AutoCloseable> closeables;

    private Plugs(Reactor reactor, List<Poller> pollers, Parker parker, List<AutoCloseable> closeables) {
        this.reactor = reactor;
        this.pollers = pollers.toArray(new Poller[0]);
        this.causes = new Cause[this.pollers.length];
        for (int i = 0; i < causes.length; i++) {
            Poller poller = this.pollers[i];
            causes[i] = poller instanceof Alarms ? Cause.TIMER : poller == parker ? Cause.IO : Cause.POLLER;
        }
        this.parker = parker;
        this.closeables = closeables;
    }

    /** Makes everything; when that fails, what was made so far is closed. */
    static Plugs into(CoreContext core, Blueprint blueprint) {
        core.plug(core.reactor());
        core.plug(core.bus());
        core.plug(core);
        Making making = new Making(core);
        try {
            return making.from(blueprint);
        } catch (Throwable failure) {
            close(making.closeables, (closeable, second) -> failure.addSuppressed(second));
            throw failure;
        }
    }

    private static final class Making {
        final ArrayList<AutoCloseable> closeables = new ArrayList<>();
        private final ArrayList<Poller> pollers = new ArrayList<>();
        private final CoreContext core;

        Making(CoreContext core) {
            this.core = core;
        }

        Plugs from(Blueprint blueprint) {
            Parker parker = null;
            if (blueprint.timers != null) {
                pollers.add(plug("timers", blueprint.timers));
            }
            if (blueprint.io != null) {
                Poller io = plug("io", blueprint.io);
                pollers.add(io);
                parker = (Parker) io;
            }
            for (var source : blueprint.pollers) {
                pollers.add(plug("poller", source));
            }
            if (parker == null) {
                parker = blueprint.parker == null ? new ThreadParker(core.clock()) : plug("parker", blueprint.parker);
            }
            return new Plugs(core.reactor(), pollers, parker, closeables);
        }

        private <P> P plug(String what, Function<? super CoreContext, ? extends P> source) {
            P made = source.apply(core);
            if (made == null) {
                throw new IllegalArgumentException("the function given to " + what + "(...) made null for "
                        + core.reactor().name());
            }
            core.plug(made);
            if (made instanceof AutoCloseable closeable && closeables.stream().noneMatch(other -> other == made)) {
                closeables.add(closeable);
            }
            return made;
        }
    }

    /** Owner: one more, behind the others. */
    void add(Poller poller) {
        Poller[] more = Arrays.copyOf(pollers, pollers.length + 1);
        more[pollers.length] = poller;
        Cause[] why = Arrays.copyOf(causes, more.length);
        why[pollers.length] = Cause.REACTOR;
        causes = why;
        pollers = more;
    }

    /** Polls each poller once; what one throws goes to the failure handler and stops no other. */
    int poll(long now, int limit) {
        int work = 0;
        for (int i = 0; i < pollers.length; i++) {
            Poller poller = pollers[i];
            reactor.tasks.during(causes[i]);
            try {
                work += poller.poll(now, limit);
            } catch (Throwable failure) {
                reactor.failures.tell("the poller", poller, failure);
            }
        }
        reactor.tasks.during(Cause.REACTOR);
        return work;
    }

    /** The least deadline of all pollers. */
    long deadline() {
        long least = Poller.NEVER;
        for (Poller poller : pollers) {
            least = Math.min(least, poller.deadline());
        }
        return least;
    }

    /**
     * The least deadline of those pollers that can tell it, for the count of lateness. Who fails here is told of nothing: it
     * fails again when the reactor asks before it sleeps, and that is told; here it must not keep the turn from its tasks.
     */
    long knownDeadline() {
        long least = Poller.NEVER;
        for (Poller poller : pollers) {
            try {
                least = Math.min(least, poller.deadline());
            } catch (Throwable toldBeforeSleep) {
                // The others still count.
            }
        }
        return least;
    }

    /** Is nothing under way in any of them? */
    boolean areAtRest() {
        for (Poller poller : pollers) {
            if (!poller.isAtRest()) {
                return false;
            }
        }
        return true;
    }

    /** The I/O in its own words, for listings. */
    String io() {
        return parker instanceof Poller ? parker.toString() : "none";
    }

    /** The timers in their own words, for listings. */
    String timers() {
        for (Poller poller : pollers) {
            if (poller instanceof Alarms) {
                return poller.toString();
            }
        }
        return "none";
    }

    Parker parker() {
        return parker;
    }

    /** Closes what can be closed, each once, the last plugged in first. */
    void close() {
        close(closeables, (closeable, failure) -> reactor.failures.tell("closing", closeable, failure));
    }

    private interface OnFailure {
        void failed(AutoCloseable closeable, Throwable failure);
    }

    private static void close(List<AutoCloseable> closeables, OnFailure handler) {
        for (int i = closeables.size(); i-- > 0; ) {
            AutoCloseable closeable = closeables.get(i);
            try {
                closeable.close();
            } catch (Throwable failure) {
                handler.failed(closeable, failure);
            }
        }
    }
}
