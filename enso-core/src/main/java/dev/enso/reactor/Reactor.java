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
 * ready; tasks come last and find all of it. A turn polls tasks until none is ready, at most {@value #POLLS_A_TURN} of
 * them, and fewer when they are slow, so that I/O and timers are looked at about every {@value #TURN_MICROS} µs while no
 * single poll takes longer.
 *
 * <p>A started reactor turns on a thread of its own. Without one, {@link #turn} runs it on the caller's thread: tests do
 * that, and embedders who have a loop already. Spawning, {@link #execute}, {@link #send} and {@link #wake} may be called
 * from any thread; everything else is for the thread that turns it.
 */
public final class Reactor implements Executor, Spawner {
    /** Task polls after which the bell is rung for the targets of lanes. */
    static final int POLLS_A_BELL = 16;

    private static final int POLLS_A_TURN = 256;
    private static final int TURN_MICROS = 50;
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

    private int pace = 1;
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

    int turnOwned() {
        TURNS.setOpaque(this, turns + 1);
        long started = core.readClock();
        int work = core.bus().poll(EVENTS_A_TURN);
        for (Poller poller : pollers) {
            work += pollOne(poller, started);
        }
        int polled = runTasks(started);
        core.bus().ring();
        return work + polled;
    }

    private int pollOne(Poller poller, long now) {
        try {
            return poller.poll(now, EVENTS_A_TURN);
        } catch (Throwable failure) {
            failed(poller.toString(), failure);
            return 1;
        }
    }

    /**
     * Polls tasks at the pace at which the last ones went: the clock is read after so many polls as took a fraction of the
     * turn's time before, not for each.
     */
    private int runTasks(long started) {
        int polled = 0;
        long before = started;
        while (polled < POLLS_A_TURN) {
            int chunk = Math.min(pace, POLLS_A_TURN - polled);
            int done = runChunk(chunk);
            polled += done;
            if (done < chunk) {
                break;
            }
            long now = polled < POLLS_A_TURN ? core.readClock() : before;
            if (now - before > TURN_MICROS * 1_000L / 2) {
                pace = Math.max(1, pace >> 2);
            } else if (pace < POLLS_A_TURN) {
                pace <<= 1;
            }
            if (now - started > TURN_MICROS * 1_000L) {
                break;
            }
            before = now;
        }
        return polled;
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
