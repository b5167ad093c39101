package dev.enso.reactor;

/** What one turn of a reactor does, in which order and how much of it. Owner only. */
final class Turn {
    /** Task polls in a turn at most. */
    static final int MAX_POLLS = 256;

    /** Events of one source in a turn at most. */
    private static final int MAX_EVENTS = 256;

    private final CoreContext core;
    private final Bus bus;
    private final Plugs plugs;
    private final Tasks tasks;
    private final Meter meter;
    private final Pace pace;
    private final BusSpin spin;

    Turn(CoreContext core, Plugs plugs, Tasks tasks, Pace pace, BusSpin spin, Meter meter) {
        this.core = core;
        this.bus = core.bus();
        this.plugs = plugs;
        this.tasks = tasks;
        this.pace = pace;
        this.spin = spin;
        this.meter = meter;
    }

    /** A full turn: everything is looked at. */
    int full() {
        long now = core.readClock();
        meter.read(now);
        int work = takeFromBus();
        if (work > 0) {
            now = core.readClock();
            meter.read(now);
        }
        pace.read(now);
        work += look(now);
        int polled = 0;
        while (polled < MAX_POLLS) {
            int chunk = Math.min(pace.polls(), MAX_POLLS - polled);
            int done = pollTasks(chunk);
            polled += done;
            if (done < chunk || pace.lookIsDue()) {
                break;
            }
        }
        return work + polled;
    }

    /**
     * A turn of the reactor's own thread. A look at the timers and the sockets costs as much as a hundred polls, so while
     * the bus and the tasks keep the reactor busy it is taken when the time has come, and otherwise left to the thread, which
     * takes it when there is nothing else.
     *
     * @return 0 when the bus and the tasks had nothing
     */
    int quick() {
        int work = takeFromBus();
        if (pace.lookIsDue()) {
            work += look(core.now());
        }
        return work + pollTasks(pace.polls());
    }

    /** The thread has slept: what it finds now must not think it is still the time at which it fell asleep. */
    void afterSleep() {
        spin.slept();
        pace.read(core.readClock());
    }

    private int takeFromBus() {
        core.countTurn();
        int work = bus.poll(MAX_EVENTS);
        pace.did(work);
        if (work > 0) {
            spin.busHadWork();
            meter.worked();
        }
        return work;
    }

    private int look(long now) {
        long deadline = plugs.knownDeadline();
        int work = plugs.poll(now, MAX_EVENTS);
        meter.looked(now, deadline);
        if (work > 0) {
            spin.pollersHadWork();
            meter.worked();
            long after = core.readClock();
            meter.read(after);
            pace.looked(after);
        } else {
            pace.looked(now);
        }
        return work;
    }

    private int pollTasks(int limit) {
        int polled = tasks.run(limit);
        bus.ring();
        if (polled > 0) {
            pace.did(polled);
            meter.worked();
        }
        if (pace.wantsReading()) {
            long now = core.readClock();
            meter.read(now);
            pace.read(now);
        }
        return polled;
    }
}
