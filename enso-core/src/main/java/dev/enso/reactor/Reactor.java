package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Spawner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of pollers and one way to sleep. One turn looks, in this order and each with bounded work, at the bus, the timers,
 * the I/O, whatever else was plugged in, and then polls ready tasks.
 *
 * <p>The order: what others ask for comes first, because they wait for it; then what time and the outside world have made
 * ready; tasks come last and find all of it. A turn polls at most {@value #POLLS_A_TURN} tasks, and fewer when they are
 * slow. While tasks and messages keep it busy, a started reactor looks at timers and I/O about every {@value #TURN_MICROS}
 * µs, as long as no single poll takes longer; otherwise in every turn.
 *
 * <p>A started reactor turns on a thread of its own. Without one, {@link #turn} runs it on the caller's thread: tests do
 * that, and embedders who have a loop already. Spawning, {@link #execute}, {@link #send} and {@link #wake} may be called
 * from any thread; everything else is for the thread that turns it.
 */
public final class Reactor implements Executor, Spawner {
    /** Task polls after which the bell is rung for the targets of lanes. */
    static final int POLLS_A_BELL = 16;

    static final int POLLS_A_TURN = 256;
    private static final int TURN_MICROS = 50;
    private static final long TURN_NANOS = TURN_MICROS * 1_000L;
    private static final long QUICK_NANOS = TURN_NANOS / 4;
    private static final int EVENTS_A_TURN = 256;

    private static final VarHandle TURNS = Fields.handle(MethodHandles.lookup(), Reactor.class, "turns", long.class);

    private enum Phase {
        /** Everybody may spawn. */
        OPEN,
        /** What runs may go on and spawn; outsiders are refused. */
        DRAINING,
        /** Nothing runs any more. */
        STOPPED
    }

    final Tasks tasks;
    private final Reactors group;
    private final int index;
    private final String name;
    private final CoreContext core;
    private final Inbox inbox = new Inbox();
    private final PaddedInt admitted = new PaddedInt();
    private final int admission;
    private final SleepWord sleep = new SleepWord();
    private final BooleanSupplier canBlock = this::canBlock;
    private final Poller[] pollers;
    private final Parker parker;
    private final FailureHandler failures;

    /** The thread that turns; compared with the current thread only, so a plain field will do. */
    private @Nullable Thread owner;

    private volatile Phase phase = Phase.OPEN;
    /** Written by the owner (opaque), read by the stall watch. */
    private long turns;

    /** Polls and messages between two readings of the clock; a power of two, at most POLLS_A_TURN. */
    private int pace = 1;

    private int sinceReading;
    private long lastLook;
    private boolean lookDue;
    private boolean busiedByBus;
    private boolean stopping;

    Reactor(Reactors group, int index, Blueprint blueprint) {
        this.group = group;
        this.index = index;
        this.name = blueprint.name + "-" + index;
        this.failures = blueprint.failures;
        this.admission = blueprint.admission;
        this.core = new CoreContext(this, blueprint.clock, blueprint.seed + index, inbox, admitted, blueprint);
        this.tasks = new Tasks(this, core, blueprint.scheduling, index);
        Plugs plugs = Plugs.into(core, blueprint);
        this.pollers = plugs.pollers();
        this.parker = plugs.parker();
    }

    /** Its name, such as {@code enso-0}; also its thread's. */
    public String name() {
        return name;
    }

    /** Its index in the group, from 0. */
    public int index() {
        return index;
    }

    /** The group it belongs to. */
    public Reactors group() {
        return group;
    }

    /** What it owns. The object may be held by any thread; most of its methods are for the reactor's thread. */
    public CoreContext core() {
        return core;
    }

    /** True on the thread that turns this reactor now. */
    public boolean isOwner() {
        return Thread.currentThread() == owner;
    }

    /** {@link #spawn(TaskOptions, Future)} with the default options. */
    public <T> Task<T> spawn(Future<T> future) {
        return spawn(TaskOptions.defaults(), future);
    }

    /** {@link #spawn(TaskOptions, Future)} with a name. */
    public <T> Task<T> spawn(String name, Future<T> future) {
        return spawn(TaskOptions.named(name), future);
    }

    /**
     * Spawns a task on this reactor: the future is polled here until it ends, and closed then. Any thread.
     *
     * @throws RejectedExecutionException when called from outside and the reactor is closing, or as many spawns and messages
     *     wait at its door as it admits; and when it has stopped
     */
    public <T> Task<T> spawn(TaskOptions options, Future<T> future) {
        Task<T> task = new Task<>(this, future, options);
        if (isOwner()) {
            refuse(phase == Phase.STOPPED, "has stopped");
            tasks.admit(task);
        } else {
            admitFromOutside();
            task.bornOutside();
            enter(task);
        }
        return task;
    }

    private void admitFromOutside() {
        refuse(phase != Phase.OPEN, "is closing and takes no new work");
        if (admitted.getAndAdd(1) >= admission) {
            admitted.getAndAdd(-1);
            refuse(true, "has " + admission + " spawns and messages from outside still waiting: try again later");
        }
    }

    private void refuse(boolean refused, String why) {
        if (refused) {
            throw new RejectedExecutionException("reactor " + name + " " + why);
        }
    }

    @Override
    public <T> CompletionStage<T> start(Future<T> future) {
        return spawn(future).toStage();
    }

    /**
     * Runs the command once as a task. Any thread.
     *
     * @throws RejectedExecutionException as {@link #spawn(TaskOptions, Future)} does
     */
    @Override
    public void execute(Runnable command) {
        spawn(new Once(Objects.requireNonNull(command, "command")));
    }

    /**
     * Sends a message from a thread outside; reactors use their {@link Bus}, which allocates nothing. Any thread.
     *
     * @return FULL when as many spawns and messages wait as the reactor admits, CLOSED when it is closing
     */
    public Sent send(Message message) {
        Objects.requireNonNull(message, "message");
        if (phase != Phase.OPEN) {
            return Sent.CLOSED;
        }
        if (admitted.getAndAdd(1) >= admission) {
            admitted.getAndAdd(-1);
            return Sent.FULL;
        }
        enter(new Posted(this, message));
        return Sent.ACCEPTED;
    }

    /**
     * Makes a sleeping reactor turn. For pollers that are fed from another thread: publish, then wake. Any thread; costs no
     * system call when the reactor is awake.
     */
    public void wake() {
        VarHandle.fullFence();
        wakeIfAsleep();
    }

    /** After a full fence. */
    void wakeIfAsleep() {
        if (sleep.claimWake()) {
            parker.wake();
        }
    }

    /** Any thread: puts an element into the inbox; the exchange in there is the fence. */
    void enter(Inbound element) {
        inbox.push(element);
        wakeIfAsleep();
        if (phase == Phase.STOPPED) {
            group.sweep(this);
        }
    }

    /**
     * One turn on the calling thread; does not block.
     *
     * @return how many events were handled and tasks polled; 0 when nothing was to be done
     * @throws IllegalStateException when another thread is turning it, or when called from within a turn
     */
    public int turn() {
        takeOwnership();
        try {
            return turnOwned();
        } finally {
            giveUpOwnership();
        }
    }

    void takeOwnership() {
        Thread other = owner;
        if (other != null) {
            throw new IllegalStateException("reactor " + name + " is turned by " + other.getName()
                    + ": one thread turns it at a time, and not from within its own turn");
        }
        owner = Thread.currentThread();
    }

    void giveUpOwnership() {
        owner = null;
    }

    /** A full turn: everything is looked at. */
    int turnOwned() {
        TURNS.setOpaque(this, turns + 1);
        int work = core.bus().poll(EVENTS_A_TURN);
        work += look(core.readClock());
        return work + runTasks();
    }

    /**
     * A turn of the reactor's own thread. A look at the timers and the sockets costs as much as a hundred polls, so while
     * the bus and the tasks keep the reactor busy it is taken when the time has come, and otherwise left to the thread, which
     * takes it when there is nothing else.
     *
     * @return 0 when the bus and the tasks had nothing
     */
    int step() {
        TURNS.setOpaque(this, turns + 1);
        int work = core.bus().poll(EVENTS_A_TURN);
        if (work > 0) {
            sinceReading += work;
            busiedByBus = true;
        }
        if (lookDue) {
            work += look(core.now());
        }
        return work + runTasks();
    }

    /** True when the latest work came over the bus, so that more of it is likely. */
    boolean busiedByBus() {
        return busiedByBus;
    }

    private int look(long now) {
        lookDue = false;
        lastLook = now;
        int work = 0;
        for (Poller poller : pollers) {
            work += pollOne(poller, now);
        }
        if (work > 0) {
            sinceReading += work;
            busiedByBus = false;
        }
        return work;
    }

    private int pollOne(Poller poller, long now) {
        try {
            return poller.poll(now, EVENTS_A_TURN);
        } catch (Throwable failure) {
            failed(poller.toString(), failure);
            return 1;
        }
    }

    private int runTasks() {
        int polled = runChunk(pace);
        core.bus().ring();
        sinceReading += polled;
        if (sinceReading >= pace) {
            keepPace();
        }
        return polled;
    }

    /**
     * Reads the clock after as many polls and messages as took a fraction of the turn's time before, not after each: {@code
     * pace} doubles while they are quick and falls at once when they are slow.
     */
    private void keepPace() {
        long before = core.now();
        long now = core.readClock();
        long took = now - before;
        if (took > QUICK_NANOS) {
            pace = Math.max(1, pace >> 2);
        } else if (pace < POLLS_A_TURN) {
            pace <<= 1;
        }
        sinceReading = 0;
        lookDue = now - lastLook >= TURN_NANOS;
    }

    private int runChunk(int limit) {
        int done = 0;
        while (done < limit) {
            int share = Math.min(limit - done, POLLS_A_BELL);
            int polled = tasks.run(share);
            done += polled;
            if (polled < share) {
                break;
            }
            core.bus().ring();
        }
        return done;
    }

    /** Owner: true when something came in that a turn would handle; cheap enough to ask while spinning. */
    boolean busHasWork() {
        return core.bus().hasWork();
    }

    /** Owner: sleeps until there is work, or until the least deadline. */
    void park() {
        long deadline = Poller.NEVER;
        for (Poller poller : pollers) {
            deadline = Math.min(deadline, poller.deadline());
        }
        if (deadline <= core.now()) {
            return;
        }
        sleep.fallAsleep();
        VarHandle.fullFence();
        try {
            if (canBlock()) {
                parker.park(deadline, canBlock);
            }
        } finally {
            sleep.wakeUp();
        }
    }

    private boolean canBlock() {
        if (!tasks.nothingReady() || core.bus().hasWork()) {
            return false;
        }
        for (Poller poller : pollers) {
            if (poller.deadline() <= core.now()) {
                return false;
            }
        }
        return true;
    }

    /** Owner, or anybody once the reactor has stopped. */
    void failed(String what, Throwable failure) {
        try {
            failures.failed(this, what, failure);
        } catch (Throwable second) {
            if (second != failure) {
                second.addSuppressed(failure);
            }
            FailureHandler.logging().failed(this, "the failure handler, while it was told of " + what + ",", second);
        }
    }

    /** Any thread: no more work from outside. */
    void beginDraining() {
        if (phase == Phase.OPEN) {
            phase = Phase.DRAINING;
        }
    }

    /** Owner: leaves the loop after this turn. */
    void stopSoon() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }

    /** Owner: gives back what was plugged in; whatever comes now is swept. */
    void stopped() {
        phase = Phase.STOPPED;
        for (int i = pollers.length; i-- > 0; ) {
            close(pollers[i]);
        }
        close(parker);
        group.sweep(this);
    }

    private void close(Object plugged) {
        if (plugged instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Throwable failure) {
                failed("closing " + plugged, failure);
            }
        }
    }

    boolean isStopped() {
        return phase == Phase.STOPPED;
    }

    /** Under the group's lock once stopped: ends the tasks that never got in; answers the messages that were lost. */
    int sweepInbox() {
        int lost = 0;
        Inbound element;
        while ((element = inbox.pop()) != null) {
            if (element instanceof Task<?> task && task.id() == 0) {
                task.end(Outcome.failed(
                        new RejectedExecutionException("reactor " + name + " stopped before the task was admitted")));
            } else if (element instanceof Posted) {
                lost++;
            }
        }
        return lost;
    }

    /** For a glance from any thread: asleep, and so not to be accused of stalling. */
    boolean sleeps() {
        return sleep.sleeps();
    }

    /** Turns begun, for a glance from any thread. */
    long turnsOpaque() {
        return (long) TURNS.getOpaque(this);
    }

    @Override
    public String toString() {
        return "Reactor[" + name + ", " + phase.name().toLowerCase(java.util.Locale.ROOT) + ", " + tasks.live()
                + " tasks, " + (sleeps() ? "asleep" : "awake") + "]";
    }
}
