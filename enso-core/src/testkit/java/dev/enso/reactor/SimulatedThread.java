package dev.enso.reactor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays the thread of one reactor: rounds of the production loop, one at a time, and a sleep that returns to the caller
 * instead of blocking it. While the thread is parked, the reactor's sleep word says ASLEEP, as it would.
 */
public final class SimulatedThread implements Parker {
    private enum State {
        /** Its reactor is being made. */
        NEW,
        AWAKE,
        /** In a round; on the stack. */
        RUNNING,
        PARKED,
        ENDED
    }

    private final SimulatedHost host;
    private final Reactor reactor;
    private final SimulatedSleepWord word;
    private final List<SimulatedLane<?>> held = new ArrayList<>();
    private @Nullable ReactorThread loop;
    private State state = State.NEW;
    /** A wake-up that came before the sleep, as of {@code LockSupport.unpark}. */
    private boolean permit;

    private boolean woken;
    private long wakesAt;
    private long stalledUntil;
    private long refusesUntil;

    /** What the sleeper does when its sleep is over. */
    private @Nullable Runnable afterSleep;

    SimulatedThread(SimulatedHost host, Reactor reactor) {
        this.host = host;
        this.reactor = reactor;
        this.word = new SimulatedSleepWord(this);
    }

    /** The reactor it turns. */
    public Reactor reactor() {
        return reactor;
    }

    SimulatedSleepWord word() {
        return word;
    }

    SimulatedHost host() {
        return host;
    }

    void start(ReactorThread loop) {
        this.loop = loop;
        state = State.AWAKE;
    }

    boolean plays(Thread thread) {
        return loop != null && loop.thread() == thread;
    }

    /** True when it would run if it got a CPU at this time. */
    public boolean isReady(long now) {
        return now >= stalledUntil && (state == State.AWAKE || (state == State.PARKED && now >= wakesAt));
    }

    /** When it becomes ready by itself, in virtual nanoseconds; {@link Poller#NEVER} when it doesn't. */
    public long wakesAt() {
        return switch (state) {
            case PARKED -> Math.max(wakesAt, stalledUntil);
            case AWAKE -> stalledUntil;
            default -> Poller.NEVER;
        };
    }

    /** It gets no CPU before this time. */
    public void stallUntil(long time) {
        stalledUntil = Math.max(stalledUntil, time);
    }

    /** What it sends to lanes finds them full before this time. */
    public void refuseUntil(long time) {
        refusesUntil = Math.max(refusesUntil, time);
    }

    boolean refuses() {
        return host.director.now() < refusesUntil;
    }

    /** Its next round is its last. */
    public void die() {
        reactor.stopSoon();
        wakesAt = 0;
    }

    /** True in a round that is under way, perhaps interrupted by other threads. */
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /** True once its reactor has stopped. */
    public boolean hasEnded() {
        return state == State.ENDED;
    }

    /** One round of the loop, or the last one. */
    public void round() {
        if (state == State.PARKED) {
            permit = false;
            woken = false;
            word.wakeUpNow();
        }
        state = State.RUNNING;
        SimulatedThread interrupted = host.running();
        if (interrupted != null) {
            interrupted.reactor.giveUpOwnership();
        }
        host.running(this);
        reactor.takeOwnership();
        try {
            endSleep();
            step();
        } finally {
            fence();
            reactor.giveUpOwnership();
            host.running(interrupted);
            if (interrupted != null) {
                interrupted.reactor.takeOwnership();
            }
            if (state == State.RUNNING) {
                state = State.AWAKE;
            }
        }
    }

    private void endSleep() {
        Runnable after = afterSleep;
        if (after != null) {
            afterSleep = null;
            after.run();
        }
    }

    private void step() {
        if (loop == null) {
            throw new IllegalStateException(reactor.name() + " has not been started");
        }
        if (reactor.stopping()) {
            try {
                reactor.stopped();
            } finally {
                state = State.ENDED;
            }
        } else {
            loop.round();
        }
    }

    @Override
    public void park(long deadline, BooleanSupplier canBlock) {
        host.director.between("is about to look for the last time");
        if (canBlock.getAsBoolean()) {
            sleep(deadline, () -> {});
        }
    }

    /**
     * Sleeps: for selectors that are this reactor's parker. Returns at once; the thread goes on with its next round when it
     * was woken, when the deadline has come, or for no reason.
     *
     * @param deadline in virtual nanoseconds, or {@link Poller#NEVER}
     * @param whenOver what the selector does when the sleep is over; run before the next round, or at once
     */
    public void sleep(long deadline, Runnable whenOver) {
        host.director.between("is about to sleep");
        if (permit) {
            permit = false;
            whenOver.run();
            return;
        }
        afterSleep = whenOver;
        state = State.PARKED;
        wakesAt = switch (host.director.choose(16, "sleeps")) {
            case 11, 12 -> sum(deadline, 20_000);
            case 13 -> sum(deadline, 1_000_000);
            case 14 -> Math.min(deadline, sum(host.director.now(), 5_000));
            case 15 -> Math.min(deadline, host.director.now());
            default -> deadline;
        };
    }

    private static long sum(long time, long more) {
        return time > Poller.NEVER - more ? Poller.NEVER : time + more;
    }

    /** Ends the present or the next sleep. */
    @Override
    public void wake() {
        host.director.between("is about to wake");
        if (state != State.PARKED) {
            permit = true;
        } else if (!woken) {
            woken = true;
            long late = host.director.choose(8, "wakes late") == 7 ? 50_000 : 0;
            wakesAt = Math.min(wakesAt, host.director.now() + late);
        }
    }

    boolean isParked() {
        return state == State.PARKED;
    }

    /** A message that others do not see yet. */
    void holds(SimulatedLane<?> lane) {
        held.add(lane);
    }

    void fence() {
        if (!held.isEmpty()) {
            held.forEach(SimulatedLane::showAll);
            held.clear();
        }
    }

    /**
     * True when it sleeps, nobody has woken it, and there is something that a turn would handle: a wake-up was lost. Asked
     * when nobody is in the middle of a step.
     */
    public boolean oversleeps() {
        return state == State.PARKED && !woken && (reactor.busHasWork() || !reactor.tasks.nothingReady());
    }

    /** True when a finite task of its reactor has not ended. */
    public boolean hasFiniteTasks() {
        return reactor.tasks.live() > 0 && !finiteTasks().isEmpty();
    }

    /** The finite tasks of its reactor that have not ended: their names, and the futures they wait in. */
    public List<String> finiteTasks() {
        ArrayList<String> tasks = new ArrayList<>();
        reactor.tasks.forEach(task -> {
            if (!task.isService()) {
                tasks.add(task + " waits in " + describe(task.work));
            }
        });
        return tasks;
    }

    /** Its own words; where it has none, its class, without numbers that differ from run to run. */
    private static String describe(Object future) {
        String text = String.valueOf(future);
        String name = future.getClass().getName();
        if (!text.startsWith(name + "@")) {
            return text;
        }
        int lambda = name.indexOf("$$");
        return lambda < 0 ? name : name.substring(0, lambda) + " (a lambda)";
    }

    /** What it does, for who looks for a deadlock. */
    public String describe() {
        return reactor.name() + " is " + state.name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
        return "SimulatedThread[" + describe() + "]";
    }
}
