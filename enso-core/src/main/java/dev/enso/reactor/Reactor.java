package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Spawner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of pollers and one way to sleep. One turn looks, in this order and each with bounded work, at the bus, the timers,
 * the I/O, whatever else was plugged in, and then polls ready tasks.
 *
 * <p>The order: what others ask for comes first, because they wait for it; then what time and the outside world have made
 * ready; tasks come last and find all of it. A turn polls at most 256 tasks, and fewer when they are
 * slow. While tasks and messages keep it busy, a started reactor looks at timers and I/O about every 50 µs, as long as no
 * single poll takes longer; otherwise in every turn.
 *
 * <p>A started reactor turns on a thread of its own. Without one, {@link #turn} runs it on the caller's thread: tests do
 * that, and embedders who have a loop already. Spawning, {@link #execute}, {@link #send} and {@link #wake} may be called
 * from any thread; everything else is for the thread that turns it.
 */
public final class Reactor implements Executor, Spawner {
    private static final VarHandle OWNER = Fields.handle(MethodHandles.lookup(), Reactor.class, "owner", Thread.class);
    private static final VarHandle PHASE = Fields.handle(MethodHandles.lookup(), Reactor.class, "phase", Phase.class);

    /**
     * OPEN → DRAINING by the thread that closes the group (compare-and-set); OPEN → RETIRING by the thread that stops this one
     * (compare-and-set); → STOPPED by the owner, and for ever.
     */
    private enum Phase {
        /** Everybody may spawn and send. */
        OPEN,
        /** What runs in the group may go on, spawn and send; outsiders are refused. */
        DRAINING,
        /** It alone comes to its end: nobody else may spawn here, messages are delivered as long as it turns. */
        RETIRING,
        /** Nothing runs any more. */
        STOPPED
    }

    final Tasks tasks;
    final Failures failures;
    private final Reactors group;
    private final int index;
    private final String name;
    private final CoreContext core;
    private final Inbox inbox;
    private final PaddedInt admitted = new PaddedInt();
    private final int admission;
    private final SleepWord sleep;
    private final BooleanSupplier canBlock = this::canBlock;
    private final Plugs plugs;
    private final Parker parker;
    private final BusSpin spin;
    private final Turn turn;
    private final Meter meter;

    /**
     * The thread that turns, or null. Taken by compare-and-set and given up with release, so that a thread that turns after
     * another sees what that one did. A plain read will do for {@link #isOwner}: only a thread's own writes make it true.
     */
    private @Nullable Thread owner;

    /** Who called {@link #turn} last, and so may look between two turns. Read plainly, as the owner is. */
    private @Nullable Thread turner;

    private volatile Phase phase = Phase.OPEN;
    private boolean stopping;

    /** Complete once everything of the last turn is over; who sees that may read what the owner wrote. */
    private final CompletableFuture<CloseReport> end = new CompletableFuture<>();

    Reactor(Reactors group, int index, Blueprint blueprint) {
        this.group = group;
        this.index = index;
        this.name = blueprint.name + "-" + index;
        this.failures = new Failures(this, blueprint.failures);
        this.admission = blueprint.admission;
        this.inbox = blueprint.host.inbox();
        this.sleep = blueprint.host.sleepWord(this);
        this.core = new CoreContext(this, blueprint.clock, blueprint.seed + index, inbox, admitted, blueprint);
        Pace pace = new Pace();
        this.tasks = new Tasks(this, core, blueprint, pace);
        this.plugs = Plugs.into(core, blueprint);
        this.parker = plugs.parker();
        this.meter = new Meter(core, tasks);
        this.spin = new BusSpin(blueprint.host.looksAtBus());
        this.turn = new Turn(core, plugs, tasks, pace, spin, meter);
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

    /** True of the thread that turns this reactor now. Any thread; of another thread the answer may be old at once. */
    public boolean isOwner(Thread thread) {
        return thread == OWNER.getOpaque(this);
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
     * Spawns a task on this reactor: the future is polled here until it ends, and closed then. Any thread. A spawn from
     * another thread that races with the end of the reactor, or finds no free place among its tasks, may answer a task that
     * has failed with {@link RejectedExecutionException} instead; its future is closed and the failure handler has been told.
     *
     * @throws RejectedExecutionException when the reactor has stopped, holds as many tasks as it can, is told to {@linkplain
     *     TaskOptions.Admission#REFUSE refuse} and the task would break a goal, or is told to let it {@linkplain
     *     TaskOptions.Admission#WAIT wait} and too many do; when it is called from another thread and has as many spawns and
     *     messages waiting at its door as it admits, or is closing and the thread is not one of its group; the future is left
     *     to the caller then
     */
    public <T> Task<T> spawn(TaskOptions options, Future<T> future) {
        Task<T> task = new Task<>(this, future, options);
        if (isOwner()) {
            refuse(phase == Phase.STOPPED, "has stopped");
            tasks.admit(task);
        } else {
            admitFromOutside(task);
            task.bornOutside();
            enter(task);
        }
        return task;
    }

    private void admitFromOutside(Task<?> task) {
        refuse(!takesWork(), "is closing and takes no new work");
        refuse(
                !enterDoor(),
                "has " + admission + " spawns and messages from other threads still waiting: try again later");
        try {
            tasks.takeRoom(task);
        } catch (RejectedExecutionException full) {
            admitted.getAndAdd(-1);
            throw full;
        }
    }

    private void refuse(boolean refused, String why) {
        if (refused) {
            throw new RejectedExecutionException("reactor " + name + " " + why);
        }
    }

    /**
     * May the calling thread spawn here now? False once this reactor is being stopped; while its whole group is being closed,
     * true for threads of the group alone, whose work may still move from reactor to reactor. Any thread; what is true may be
     * over at once.
     */
    public boolean takesWork() {
        Phase now = phase;
        return now == Phase.OPEN || (now == Phase.DRAINING && group.current() != null);
    }

    /** Takes a place at the door; the bus gives it back when the element has come in. */
    private boolean enterDoor() {
        if (admitted.getAndAdd(1) < admission) {
            return true;
        }
        admitted.getAndAdd(-1);
        return false;
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

    /** {@link #toExecutorService(TaskOptions)} with the default options. */
    public ScheduledExecutorService toExecutorService() {
        return toExecutorService(TaskOptions.defaults());
    }

    /**
     * This reactor as a scheduled executor, to be handed to code that knows nothing of reactors. Commands run one after the
     * other on the reactor's thread and must not block; each is a task, each run one poll, and what it throws is also told to
     * the failure handler. Delays need timers. Runs are never interrupted, by {@code cancel(true)} and {@code shutdownNow}
     * neither; what would block a reactor ({@code get} of what is not done, {@code invokeAll}, {@code invokeAny}, {@code
     * awaitTermination}) throws {@link IllegalStateException} on one. After {@code shutdown} delayed commands still run and
     * periodic ones do not. Shutting it down, once or never, leaves the reactor alone; each call makes another one.
     */
    public ScheduledExecutorService toExecutorService(TaskOptions options) {
        return new ReactorExecutor(this, Objects.requireNonNull(options, "options"));
    }

    /**
     * Sends a message from a thread outside; reactors use their {@link Bus}, which allocates nothing. Any thread.
     *
     * @return FULL when as many spawns and messages wait as the reactor admits; CLOSED when it has stopped, or is closing and
     *     the thread is not one of its group
     */
    public Sent send(Message message) {
        Objects.requireNonNull(message, "message");
        if (!takesWork()) {
            return Sent.CLOSED;
        }
        if (!enterDoor()) {
            return Sent.FULL;
        }
        Posted posted = new Posted(this, message);
        enter(posted);
        return posted.isRefused() ? Sent.CLOSED : Sent.ACCEPTED;
    }

    /**
     * Fills the holder with what this reactor has counted; any thread, without garbage and without keeping the reactor from
     * its work. While it works the numbers are at most about a millisecond old, or as old as the poll that is under way; while
     * it sleeps they are from before.
     *
     * @return the holder
     */
    public ReactorMetrics metrics(ReactorMetrics into) {
        if (Thread.currentThread() == turner && OWNER.compareAndSet(this, null, Thread.currentThread())) {
            try {
                meter.write();
            } finally {
                giveUpOwnership();
            }
        }
        meter.read(into);
        return into;
    }

    /** {@link #metrics(ReactorMetrics)} with a new holder. */
    public ReactorMetrics metrics() {
        return metrics(new ReactorMetrics());
    }

    /**
     * The load of this moment: what the ready tasks ask for, and how long they wait.
     *
     * @throws IllegalStateException on a thread that is not turning this reactor; {@link #metrics} tells the others
     */
    public Load load() {
        requireOwner("the load");
        return tasks.load();
    }

    /**
     * Makes a sleeping reactor turn. For pollers that are fed from another thread: publish, then wake. Any thread; costs no
     * system call when the reactor is awake.
     */
    public void wake() {
        VarHandle.fullFence();
        wakeIfAsleep();
    }

    /** After a full fence; answers whether it slept and this call woke it. */
    boolean wakeIfAsleep() {
        boolean asleep = sleep.claimWake();
        if (asleep) {
            parker.wake();
        }
        return asleep;
    }

    /** Any thread: puts an element into the inbox; the exchange in there is the fence. */
    void enter(Inbound element) {
        inbox.push(element);
        wakeIfAsleep();
        if (phase == Phase.STOPPED) {
            element.refuse();
            group.lost(sweepInbox());
        }
    }

    /**
     * One turn on the calling thread; does not block.
     *
     * @return how many events were handled and tasks polled; 0 when nothing was to be done, and always once it has stopped
     * @throws IllegalStateException when another thread is turning it, or when called from within a turn
     */
    public int turn() {
        takeOwnership();
        try {
            if (phase == Phase.STOPPED) {
                return 0;
            }
            turner = Thread.currentThread();
            int work = turnOwned();
            tasks.tellRoom();
            if (stopping && !group.hasThreads()) {
                stopped();
            }
            return work;
        } finally {
            giveUpOwnership();
        }
    }

    void takeOwnership() {
        Thread other = (Thread) OWNER.compareAndExchange(this, null, Thread.currentThread());
        if (other != null) {
            throw new IllegalStateException("reactor " + name + " is turned by " + other.getName()
                    + ": one thread turns it at a time, and not from within its own turn");
        }
    }

    void giveUpOwnership() {
        OWNER.setRelease(this, null);
    }

    /** Owner: for what only a turn may do. */
    void requireOwner(String what) {
        if (!isOwner()) {
            throw new IllegalStateException(what + " belongs to " + name + " and was called on "
                    + Thread.currentThread().getName() + ": call it from a task or message on " + name
                    + ", or use Reactor.send and Reactor.spawn, which any thread may call");
        }
    }

    /** Owner: a full turn. */
    int turnOwned() {
        return turn.full();
    }

    /** Owner: a turn that looks at the pollers only when the time for it has come. */
    int step() {
        return turn.quick();
    }

    /** Owner: goes on after a sleep. */
    void afterSleep() {
        turn.afterSleep();
    }

    /** Owner: how long it pays to look at the bus alone. */
    BusSpin spin() {
        return spin;
    }

    /** Owner: true when something came in that a turn would handle; cheap enough to ask while spinning. */
    boolean busHasWork() {
        return core.bus().hasWork();
    }

    /** Owner: sleeps until there is work, or until the least deadline. */
    void park() {
        long deadline = plugs.deadline();
        if (deadline <= core.now()) {
            return;
        }
        meter.write();
        tasks.inspect();
        sleep.fallAsleep();
        try {
            if (canBlock()) {
                parker.park(deadline, canBlock);
            }
        } finally {
            sleep.wakeUp();
        }
    }

    /** The last look. Its fence comes after whatever the parker wrote to make itself wakeable, and before all the reads. */
    private boolean canBlock() {
        VarHandle.fullFence();
        return tasks.nothingReady() && !core.bus().hasWork() && plugs.deadline() > core.now();
    }

    /** Any thread: no more work from outside. */
    void beginDraining() {
        PHASE.compareAndSet(this, Phase.OPEN, Phase.DRAINING);
    }

    /** Owner: leaves the loop after this turn. */
    void stopSoon() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }

    /**
     * Owner, after its last turn: ends the tasks, gives back what was plugged in, and turns away what is at the door. What
     * comes later is turned away by whoever brings it.
     */
    void stopped() {
        phase = Phase.STOPPED;
        tasks.endAll();
        core.objects().close();
        plugs.close();
        core.bus().leave();
        core.bus().ring();
        int lost = sweepInbox();
        group.lost(lost);
        end.complete(new CloseReport(tasks.cut(), lost, List.of()));
    }

    /** The same for a reactor without a thread, by the calling thread; nothing happens when it has stopped before. */
    void stopByHand() {
        takeOwnership();
        try {
            if (phase != Phase.STOPPED) {
                stopped();
            }
        } finally {
            giveUpOwnership();
        }
    }

    boolean isStopped() {
        return phase == Phase.STOPPED;
    }

    /** Any thread: true when it has stopped and nothing of it moves any more. */
    boolean hasEnded() {
        return end.isDone();
    }

    /** Any thread: complete when it {@linkplain #hasEnded has ended}. */
    CompletionStage<CloseReport> end() {
        return end.minimalCompletionStage();
    }

    /** Any thread: lets this one come to its end, for which it has so long. Does nothing when it has been told before. */
    void retire(long limit) {
        if (PHASE.compareAndSet(this, Phase.OPEN, Phase.RETIRING)) {
            enter(new Retiring(this, limit));
        }
    }

    /** Owner: one more to poll, from the next look at the pollers on. */
    void plug(Poller poller) {
        plugs.add(poller);
    }

    /** Owner: neither its tasks nor its lanes have anything to do. */
    boolean hasNothingToDo() {
        Bus bus = core.bus();
        return tasks.atRest() && bus.underWay() == 0 && !bus.hasWork();
    }

    /** Owner: the same, and what is plugged in has nothing to do either. */
    boolean isAtRest() {
        return hasNothingToDo() && plugs.areAtRest();
    }

    /** Any thread: a message that was accepted came no further. */
    void undelivered(Message message, Reactor target) {
        try {
            message.undelivered(target);
        } catch (Throwable failure) {
            if (!(failure instanceof Refused) || !group.isClosing()) {
                failures.tell("a message to " + target.name() + ",", message, failure);
            }
        }
    }

    /** Any thread, once stopped: a request has nobody left who would take its answer. */
    void giveUp(Request request, Runnable how) {
        try {
            how.run();
        } catch (Throwable failure) {
            failures.tell("giving up the request", request, failure);
        }
    }

    /** Before its first turn: nothing that the one before gave out is given out again. */
    void succeed(Reactor before) {
        tasks.succeed(before.tasks);
        core.succeed(before.core);
    }

    /**
     * Any thread, once stopped: the inbox has no owner any more, so they take turns.
     *
     * @return how many messages were in it
     */
    private int sweepInbox() {
        int messages = 0;
        while (true) {
            Inbound element = popStranded();
            if (element == null) {
                return messages;
            }
            if (element instanceof Posted posted && posted.isLost()) {
                messages++;
                undelivered(posted.message(), this);
            }
            element.strand();
        }
    }

    /** Owner: what a kind of source has brought so far, for listings. */
    String brought(Kind.Source source) {
        return switch (source) {
            case EXT -> core.bus().entered() + " in";
            case MQ -> core.bus().traffic();
            case DISK -> group.blockingCalls();
            case NET -> plugs.io();
            case TIMERS -> plugs.timers();
            case TASKS -> tasks.live() + " live, " + tasks.polls() + " polls";
        };
    }

    /** Any thread, once stopped. */
    private @Nullable Inbound popStranded() {
        synchronized (inbox) {
            return inbox.pop();
        }
    }

    /** Any thread: the watch has seen it stand still. */
    void stalled() {
        meter.stalled();
    }

    /** For a glance from any thread: asleep, and so not to be accused of stalling. */
    boolean sleeps() {
        return sleep.sleeps();
    }

    @Override
    public String toString() {
        return "Reactor[" + name + ", " + phase.name().toLowerCase(java.util.Locale.ROOT) + ", " + tasks.live()
                + " tasks, " + (sleeps() ? "asleep" : "awake") + "]";
    }
}
