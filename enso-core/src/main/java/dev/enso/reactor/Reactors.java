package dev.enso.reactor;

import dev.enso.core.Alarms;
import dev.enso.core.Future;
import dev.enso.core.Spawner;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A group of reactors, joined by the lanes of the bus: as many as it was built with, and those that are added later ({@link
 * InterCore#add}). Unless said otherwise its methods may be called from any thread.
 *
 * <p>{@link Builder#start} gives each reactor a thread of its own. {@link Builder#build} gives none: the caller turns them,
 * which is how tests run them and how an embedder adds one to a loop it has already.
 */
public final class Reactors implements Spawner, Iterable<Reactor>, AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final int MOST = 1024;

    private final Seats reactors;
    private final Blueprint blueprint;
    private final Clock clock;
    private final Roles roles;
    /** Replaced as a whole, under the lock of this object. */
    private volatile Duties duties;

    private final AtomicInteger locals = new AtomicInteger();
    private final Host host;
    private final Closing closing = new Closing(this);
    private final BlockingPool blocking;
    private final InterCore interCore = new InterCore(this);
    private final Crew crew;

    private Reactors(Blueprint plan) {
        this.blueprint = plan.copy();
        this.clock = blueprint.clock;
        this.host = blueprint.host;
        this.roles = blueprint.roles == null ? Roles.symmetric(blueprint.count) : blueprint.roles;
        requireOrigin(clock);
        this.blocking = new BlockingPool(blueprint.name, blueprint.blockingThreads, blueprint.blockingCalls);
        this.reactors = new Seats();
        this.crew = new Crew(blueprint);
        try {
            for (int index = 0; index < blueprint.count; index++) {
                reactors.add(new Reactor(this, index, blueprint));
            }
        } catch (Throwable failure) {
            reactors.forEach(Reactor::stopByHand);
            throw failure;
        }
        this.duties = new Duties(this, blueprint);
    }

    /** A clock that starts below zero would stand still for the reactors until it has passed it. */
    private static void requireOrigin(Clock clock) {
        long reading = clock.nanoTime();
        if (reading < 0) {
            throw new IllegalArgumentException("the clock reads " + reading
                    + " ns, and a Clock is never negative: count from an origin of its own, as Clock.system() does");
        }
    }

    /** A builder with its defaults: one reactor a processor, weighted priorities, pinned where the platform can. */
    public static Builder builder() {
        return new Builder();
    }

    private void start() {
        try {
            crew.start(reactors, blocking);
        } catch (Throwable failure) {
            abandon(failure);
            throw failure;
        }
    }

    /** Ends what could not be started as a whole. */
    private void abandon(Throwable failure) {
        int started = crew.threads().size();
        for (Reactor reactor : reactors.subList(started, reactors.size())) {
            reactor.stopByHand();
        }
        try {
            closing.close(Duration.ZERO);
        } catch (RuntimeException | Error second) {
            failure.addSuppressed(second);
        }
    }

    /**
     * Starts a reactor in a place whose reactor has ended.
     *
     * @throws IllegalStateException when it has not, or the group is closing
     */
    synchronized Reactor restart(int index) {
        Reactor before = reactors.get(index);
        if (!before.hasEnded()) {
            throw new IllegalStateException(
                    before.name() + " has not ended: stop it first, and wait for that (Remote.stop, InterCore.stop)");
        }
        requireOpen();
        boolean started = hasThreads();
        Reactor next = new Reactor(this, index, blueprint);
        next.succeed(before);
        closing.retired(before);
        reactors.set(index, next);
        for (Reactor other : reactors) {
            if (other != next) {
                other.enter(new Farewell(other, before));
            }
        }
        if (started) {
            startOrStop(next);
        }
        return next;
    }

    /**
     * One more reactor, behind the last. Where it can't be started, the group is as it was.
     *
     * @throws IllegalStateException when there are as many as there can be, or the group is closing
     */
    synchronized Reactor add() {
        int index = reactors.size();
        if (index == MOST) {
            throw new IllegalStateException("a group has at most " + MOST + " reactors, and " + this + " has them");
        }
        requireOpen();
        boolean started = hasThreads();
        Reactor more = new Reactor(this, index, blueprint);
        reactors.add(more);
        try {
            Duties with = new Duties(this, blueprint);
            if (started) {
                crew.start(more);
            }
            duties = with;
        } catch (Throwable failure) {
            reactors.removeLast(more);
            more.stopByHand();
            throw failure;
        }
        return more;
    }

    /** A reactor that can't be started has ended, and may be replaced again. */
    private void startOrStop(Reactor next) {
        try {
            crew.start(next);
        } catch (Throwable failure) {
            next.stopByHand();
            throw failure;
        }
    }

    /** Under the lock, which {@link Closing} takes before it begins. */
    private void requireOpen() {
        if (closing.hasBegun()) {
            throw new IllegalStateException("the group '" + blueprint.name + "' is being closed and starts nothing");
        }
    }

    /** How many reactors there are. */
    public int size() {
        return reactors.size();
    }

    /**
     * A reactor by its index.
     *
     * @throws IndexOutOfBoundsException when there is none
     */
    public Reactor get(int index) {
        return reactors.get(index);
    }

    /** The reactors as one node: what they may be asked, and what they have. */
    public InterCore interCore() {
        return interCore;
    }

    /**
     * The picture of the node: its reactors with their roles, active and idle tasks, cursors, timers and connections. From a
     * thread outside, which waits for up to a second; a reactor that doesn't answer by then is shown as that. Reactors that
     * were not started are turned by the calling thread meanwhile. Tasks ask {@link Remote#describe}.
     *
     * @throws IllegalStateException on a thread of this group
     */
    public String describe() {
        requireOutside("describe waits for the reactors: ask InterCore.at(reactor).describe() there");
        return Describing.of(this);
    }

    /** What the reactors are there for. */
    public Roles roles() {
        return roles;
    }

    /** The reactors that have this role, in the order of their indices. */
    public List<Reactor> with(Role role) {
        return reactors.stream()
                .filter(reactor -> roles.of(reactor.index()).contains(role))
                .toList();
    }

    /**
     * Where something new goes that needs a reactor of this role.
     *
     * @throws IllegalStateException when no reactor has it
     */
    public Placement placement(Role role) {
        return duties.placement(role);
    }

    /** What says when connections move from reactor to reactor; empty when nothing moves by itself. */
    public Optional<Rebalancing> rebalancing() {
        return duties.rebalancing();
    }

    @Override
    public Iterator<Reactor> iterator() {
        return reactors.iterator();
    }

    /** The reactor whose turn is running on the calling thread, or null on other threads. */
    public @Nullable Reactor current() {
        for (Reactor reactor : reactors) {
            if (reactor.isOwner()) {
                return reactor;
            }
        }
        return null;
    }

    void requireOutside(String what) {
        Reactor here = current();
        if (here != null) {
            throw new IllegalStateException(what + " (called on " + here.name() + ")");
        }
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
     * Spawns a task: on the calling reactor when there is one that is there for tasks, else where the {@link #placement} for
     * tasks says; its key is the hash of the task's name.
     *
     * @throws IllegalStateException when no reactor is there for tasks
     * @throws java.util.concurrent.RejectedExecutionException as {@link Reactor#spawn(TaskOptions, Future)} does
     */
    public <T> Task<T> spawn(TaskOptions options, Future<T> future) {
        Reactor here = current();
        if (here != null && roles.of(here.index()).contains(Role.TASK)) {
            return here.spawn(options, future);
        }
        Reactor chosen = placement(Role.TASK).select(Objects.hashCode(options.name()));
        return (chosen.takesWork() ? chosen : insteadOf(chosen)).spawn(options, future);
    }

    /** The next of the same role that takes work, or this one when there is none. */
    private Reactor insteadOf(Reactor chosen) {
        for (int i = 1; i < reactors.size(); i++) {
            Reactor other = reactors.get((chosen.index() + i) % reactors.size());
            if (other.takesWork() && roles.of(other.index()).contains(Role.TASK)) {
                return other;
            }
        }
        return chosen;
    }

    /**
     * A call that may block, as a future: made on a thread of the group's pool at the first poll; the task goes on where it
     * was. When as many calls wait as the pool takes, the task waits for room. Closing the future, as the cancellation of its
     * task does, interrupts the call. Fails with what the call throws, and with {@link
     * java.util.concurrent.RejectedExecutionException} when the group has closed.
     */
    public <T> Future<T> blocking(Callable<? extends T> call) {
        blocking.start();
        return new BlockingCall<>(blocking, call);
    }

    /**
     * Makes a local: a place that each task of this group has for itself, reached through the context of its poll.
     *
     * @param name for messages
     * @param initial makes the value of a task that has not set one, when it first asks
     */
    public <V> TaskLocal<V> local(String name, Supplier<? extends V> initial) {
        return new TaskLocal<>(locals.getAndIncrement(), name, initial);
    }

    @Override
    public <T> CompletionStage<T> start(Future<T> future) {
        return spawn(future).toStage();
    }

    /**
     * Waits until a stage is complete, in whichever way. Reactors that were not started are turned by the calling thread
     * meanwhile. An interrupt ends nothing, and the thread's flag stays.
     *
     * @param limit how long to wait; a moment longer is allowed
     * @return false when the stage was not complete by then
     * @throws IllegalStateException on a thread of this group, which the stage may be waiting for
     */
    public boolean await(CompletionStage<?> stage, Duration limit) {
        requireOutside("waiting would block the reactor: poll Future.from(stage) there");
        CountDownLatch done = new CountDownLatch(1);
        stage.whenComplete((value, failure) -> done.countDown());
        Meanwhile meanwhile = meanwhile();
        return done.getCount() == 0 || meanwhile.await(done, Nanos.sum(meanwhile.now(), Math.max(0, Nanos.of(limit))));
    }

    /** Closes with a limit of five seconds; what was cut is logged as a warning. */
    @Override
    public void close() {
        closing.closeAndWarn(CLOSE_LIMIT);
    }

    /**
     * Closes in order: refuses work from outside, cancels the services, lets finite tasks and messages come to their end
     * while residents serve them, cancels what is left, and stops the threads. Later calls answer the report of the first. Reactors that
     * were not started are turned by the calling thread meanwhile.
     *
     * @param limit how long to wait for finite tasks; zero, and what is less, cancels them at once
     * @throws IllegalStateException on a thread of this group, which would wait for itself
     */
    public CloseReport close(Duration limit) {
        return closing.close(limit);
    }

    /** As they are now; it grows with the group. */
    List<Reactor> all() {
        return reactors;
    }

    /** For listings. */
    String blockingCalls() {
        return blocking.toString();
    }

    List<ReactorThread> threads() {
        return crew.threads();
    }

    /** What a thread that closes this group does meanwhile. */
    Meanwhile meanwhile() {
        return crew.threads().isEmpty() ? Meanwhile.turning(reactors, clock) : host.meanwhile();
    }

    void stopWatch(Meanwhile meanwhile) {
        crew.stopWatch(meanwhile);
    }

    /** Answers the threads that do not end. */
    List<String> stopBlocking(Meanwhile meanwhile, long deadline) {
        return blocking.close(meanwhile, deadline);
    }

    /** Counts messages that were accepted and will not be delivered. */
    void lost(int messages) {
        closing.lost(messages);
    }

    /** Counts messages and requests that went back to who sent them. */
    void tookBack(int count) {
        closing.tookBack(count);
    }

    boolean isClosing() {
        return closing.hasBegun();
    }

    /** True when somebody else than the caller turns the reactors. */
    boolean hasThreads() {
        return !crew.threads().isEmpty();
    }

    @Override
    public String toString() {
        return "Reactors" + reactors;
    }

    /** Collects what the reactors are made of. Not safe for threads. */
    public static final class Builder {
        private final Blueprint blueprint = new Blueprint();

        private Builder() {}

        /**
         * How many reactors; one a processor by default. More than CPUs is allowed.
         *
         * @throws IllegalArgumentException outside 1 to 1024
         */
        public Builder count(int count) {
            blueprint.count = within("count of reactors", count, 1, MOST);
            blueprint.roles = null;
            return this;
        }

        /** How many reactors, and what each is there for; by default all are there for everything. */
        public Builder roles(Roles roles) {
            within("count of reactors", roles.count(), 1, MOST);
            blueprint.roles = roles;
            blueprint.count = roles.count();
            return this;
        }

        /**
         * Where new connections and new tasks go, among the reactors that are there for them: {@link Placement#inTurn} by
         * default, which spreads evenly; {@code Placement::byLoad} lets them go where room is.
         *
         * @param placement called once for each role, with the reactors that have it, and anew when a reactor was added
         */
        public Builder placement(Function<? super List<Reactor>, ? extends Placement> placement) {
            blueprint.placement = Objects.requireNonNull(placement, "placement");
            return this;
        }

        /**
         * Lets what lives on one of the reactors for connections move to another when load stays uneven; nothing moves by
         * itself otherwise. {@code Rebalancing::among} takes the defaults. Connections that may move are those that are served
         * request by request ({@code dev.enso.net.Migrating}).
         *
         * @param rebalancing called with the reactors that are there for connections, and anew when one was added
         */
        public Builder rebalancing(Function<? super List<Reactor>, Rebalancing> rebalancing) {
            blueprint.rebalancing = Objects.requireNonNull(rebalancing, "rebalancing");
            return this;
        }

        /** The name of the group; reactors are called by it and their index. {@code enso} by default. */
        public Builder name(String name) {
            blueprint.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Where time comes from; the system's monotonic clock by default. */
        public Builder clock(Clock clock) {
            blueprint.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** The seed of the reactors' random numbers. */
        public Builder seed(long seed) {
            blueprint.seed = seed;
            return this;
        }

        /** What threads do when there is nothing to do; by default they spin a little, yield, then park. */
        public Builder idle(Idle idle) {
            blueprint.idle = Objects.requireNonNull(idle, "idle");
            return this;
        }

        /** How tasks are chosen; {@link Scheduling#WEIGHTED} by default. */
        public Builder scheduling(Scheduling scheduling) {
            blueprint.scheduling = Objects.requireNonNull(scheduling, "scheduling");
            return this;
        }

        /** Which CPUs the threads are asked to stay on; {@link Affinity#spread()} by default. */
        public Builder affinity(Affinity affinity) {
            blueprint.affinity = Objects.requireNonNull(affinity, "affinity");
            return this;
        }

        /** Who hears of failures; they are logged by default. */
        public Builder failures(FailureHandler handler) {
            blueprint.failures = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Messages, and requests under way, that one lane of the bus holds; 1024 by default.
         *
         * @throws IllegalArgumentException outside 1 to 2²⁰
         */
        public Builder laneCapacity(int messages) {
            blueprint.laneCapacity = within("lane capacity", messages, 1, 1 << 20);
            return this;
        }

        /** What lanes are made of; a seam for simulations. */
        public Builder lanes(Lane.Factory lanes) {
            blueprint.lanes = Objects.requireNonNull(lanes, "lanes");
            return this;
        }

        /**
         * Spawns and messages from threads outside that may wait at one reactor's door; 65,536 by default.
         *
         * @throws IllegalArgumentException outside 1 to 2³⁰
         */
        public Builder admission(int waiting) {
            blueprint.admission = within("admission", waiting, 1, 1 << 30);
            return this;
        }

        /**
         * After how long in one turn a reactor is reported as stalled, with its task and stack; half a second by default, zero
         * for never, and then no task is suspected either.
         *
         * @throws IllegalArgumentException when negative
         */
        public Builder stallAfter(Duration limit) {
            if (limit.isNegative()) {
                throw new IllegalArgumentException(
                        "stallAfter can't be negative: " + limit + "; zero turns the watch off");
            }
            blueprint.stallNanos = Nanos.of(limit);
            return this;
        }

        /**
         * How many task polls a busy reactor takes from one that is timed to the next; 976 by default. What {@link
         * ReactorMetrics} tells of polls and waits comes from these samples, and so do the bound of the wait, and
         * the tasks that are suspected of waking themselves all the time. A sample costs two readings of
         * the clock; {@link Integer#MAX_VALUE} is as good as none. A reactor with goals times each poll, whatever is said here.
         *
         * @throws IllegalArgumentException below 16
         */
        public Builder sampling(int polls) {
            blueprint.samplePolls = within("sampling", polls, Polls.ROW, Integer.MAX_VALUE);
            return this;
        }

        /** What the reactors run on, instead of threads. */
        Builder host(Host host) {
            blueprint.host = host;
            return this;
        }

        /**
         * The pool of {@link Reactors#blocking}: at most so many threads, 32 by default and started as they are needed, and
         * so many calls that wait for one, 1024 by default. The threads are daemons, named after the group.
         *
         * @throws IllegalArgumentException for threads outside 1 to 1024, or calls outside 1 to 2²⁰
         */
        public Builder blocking(int threads, int calls) {
            blueprint.blockingThreads = within("blocking threads", threads, 1, 1024);
            blueprint.blockingCalls = within("blocking calls", calls, 1, 1 << 20);
            return this;
        }

        /**
         * Who hears of stalls, of tasks that wake themselves all the time and of tasks that nobody can wake; they are logged
         * as warnings by default. Called on the watch's thread or on the reactor's; must not block.
         */
        public Builder stalls(Consumer<? super Stall> handler) {
            blueprint.stalls = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * A goal: how long tasks of this level may wait between becoming ready and being polled. Each wait beyond it counts as
         * {@link ReactorMetrics#missedGoals}, and about once a second one is told to {@link #stalls}, with the poll that was to
         * blame or with the number of tasks that were too many. {@link TaskOptions.Admission} lets spawns be refused before that.
         *
         * <p>A goal is watched and not enforced: nothing preempts a poll. Reactors with goals read the clock at the end of each
         * poll, which costs as much as several quick polls.
         *
         * @throws IllegalArgumentException when not positive
         */
        public Builder goal(Priority level, Duration wait) {
            if (wait.isNegative() || wait.isZero()) {
                throw new IllegalArgumentException("a goal for " + level + " is a wait longer than zero: " + wait);
            }
            blueprint.goals[level.ordinal()] = Nanos.of(wait);
            return this;
        }

        /** How ids are made ({@link Remote#seq}); by the system's clock by default, waiting where that has gone back. */
        public Builder ids(Ids ids) {
            blueprint.ids = Objects.requireNonNull(ids, "ids");
            return this;
        }

        /** Tasks that one reactor holds at most; for tests. */
        Builder taskSlots(int slots) {
            blueprint.taskSlots = within("task slots", slots, 1, TaskTable.MAX_SLOTS);
            return this;
        }

        /** Makes the reactors' threads; plain non-daemon threads by default. They are renamed after their reactors. */
        public Builder threads(ThreadFactory threads) {
            blueprint.threads = Objects.requireNonNull(threads, "threads");
            return this;
        }

        /** The timers of each reactor: polled after the bus, and what {@code Context.alarms()} answers. */
        public <T extends Poller & Alarms> Builder timers(Function<? super CoreContext, T> timers) {
            blueprint.timers = Objects.requireNonNull(timers, "timers");
            return this;
        }

        /** The I/O of each reactor: polled after the timers, and its way to sleep. Closed with the reactor if closeable. */
        public <T extends Poller & Parker> Builder io(Function<? super CoreContext, T> io) {
            blueprint.io = Objects.requireNonNull(io, "io");
            return this;
        }

        /** The way to sleep of reactors without I/O; they park their thread by default. */
        public Builder parker(Function<? super CoreContext, ? extends Parker> parker) {
            blueprint.parker = Objects.requireNonNull(parker, "parker");
            return this;
        }

        /** Something more to poll, after the I/O and in the order of these calls. */
        public Builder poller(Function<? super CoreContext, ? extends Poller> poller) {
            blueprint.pollers.add(Objects.requireNonNull(poller, "poller"));
            return this;
        }

        /** Makes reactors that the caller turns. */
        public Reactors build() {
            return new Reactors(blueprint);
        }

        /** Makes reactors and starts a thread for each. */
        public Reactors start() {
            Reactors reactors = new Reactors(blueprint);
            reactors.start();
            return reactors;
        }

        private static int within(String what, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(what + " must be from " + least + " to " + most + ": " + value);
            }
            return value;
        }
    }
}
