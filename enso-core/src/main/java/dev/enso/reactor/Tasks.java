package dev.enso.reactor;

import dev.enso.core.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of one reactor: who lives, and who is ready. Owner only, except where said otherwise. */
final class Tasks {
    private final Reactor reactor;
    private final CoreContext core;
    private final TaskTable table;
    private final Scheduler scheduler;
    private final TaskContext context;
    private final PollStats stats;
    private final Suspects suspects;
    /** Null when no level has a goal, and then every spawn is let in. */
    private final @Nullable Goals goals;

    private final @Nullable Held held;
    private final Polls polls;

    private boolean cancelsServices;
    private boolean cancelsAll;
    /** Cut off by {@link #cancelAll} or {@link #endAll}. */
    private final ArrayList<String> cut = new ArrayList<>();

    Tasks(Reactor reactor, CoreContext core, Blueprint blueprint, Pace pace) {
        this.reactor = reactor;
        this.core = core;
        this.table = new TaskTable(reactor.index(), blueprint.taskSlots);
        this.scheduler = blueprint.scheduling.create(core::now);
        this.context = new TaskContext(core, table, scheduler, pace);
        this.stats = new PollStats(scheduler);
        this.goals = Goals.of(reactor.name(), scheduler, blueprint);
        this.held = goals == null ? null : new Held(goals, stats, scheduler, blueprint.admission);
        this.suspects = new Suspects(reactor.name(), table, blueprint.stallNanos, blueprint.stalls);
        this.polls =
                new Polls(this, core, table, scheduler, context, stats, suspects, goals, held, blueprint.samplePolls);
    }

    /**
     * Takes a new task in; it is ready at once, or when a goal allows it.
     *
     * @throws RejectedExecutionException when the reactor holds as many tasks as it can, or the task
     *     would break a goal and is not to wait
     */
    void admit(Task<?> task) {
        takeIn(task, held != null && held.keepsOut(task) ? held : null);
    }

    /**
     * Any thread: it is about to bring a task from outside.
     *
     * @throws RejectedExecutionException when the task would break a goal and is to be refused then, or
     *     is to wait and too many do
     */
    void takeRoom(Task<?> task) {
        if (held != null) {
            held.takeRoom(task);
        }
    }

    /**
     * Takes in a task that another thread has brought, after {@link #takeRoom}.
     *
     * @throws RejectedExecutionException when the reactor holds as many tasks as it can
     */
    void admitFromOutside(Task<?> task) {
        takeIn(task, held != null && held.keepsArrival(task) ? held : null);
    }

    private void takeIn(Task<?> task, @Nullable Held keeps) {
        try {
            task.admitted(table.add(task));
        } catch (RejectedExecutionException full) {
            if (keeps != null) {
                keeps.leaveSeat();
            }
            throw full;
        }
        scheduler.admit(task.slot, task.options);
        if (keeps == null) {
            begin(task);
        } else {
            keeps.add(task);
        }
        if (cancelsAll) {
            cutOff(task);
        } else if (cancelsServices && endsFirst(task)) {
            task.cancel();
        }
    }

    private void begin(Task<?> task) {
        task.run &= ~Task.QUEUED;
        ready(task);
        task.source = TaskContext.SPAWNED;
    }

    /** A task that was held is to be polled, or to be cancelled. */
    void letIn(Task<?> task) {
        Objects.requireNonNull(held).remove(task);
        begin(task);
    }

    /** What the reactor is doing now, for tasks that are woken meanwhile. */
    void during(Cause cause) {
        context.during(cause);
    }

    /** Queues a task unless it is marked as queued: it is, it has no slot yet, or it has ended. */
    void ready(Task<?> task) {
        int run = task.run;
        if ((run & Task.QUEUED) == 0) {
            task.run = (byte) (run | Task.QUEUED);
            task.source = context.source();
            scheduler.ready(task.slot, task.level);
            if (goals != null) {
                goals.ready(task.slot, core.now());
            }
        }
    }

    /**
     * Polls ready tasks.
     *
     * @return how many were polled, at most {@code limit}
     */
    int run(int limit) {
        return polls.run(limit);
    }

    /** A task has ended, with a value or a failure, unless its close fails. */
    void finish(Task<?> task, @Nullable Object value, @Nullable Throwable failure) {
        context.end();
        Throwable told = failure;
        try {
            task.work.close();
        } catch (Throwable second) {
            if (told == null) {
                told = second;
            } else if (told != second) {
                told.addSuppressed(second);
            }
        }
        if (told == null && task.isService()) {
            told = task.isCancelled()
                    ? cancellation(task)
                    : new IllegalStateException("the service " + task.name() + " ended by itself");
        }
        boolean cancelled = told instanceof CancellationException && task.isCancelled();
        if (task.isQueued()) {
            // It was woken during its last poll. The slot stays its own until that entry of the run queue comes round.
            task.lookCloser();
        } else {
            release(task);
        }
        task.end(told == null ? value : null, told);
        if (told != null && !cancelled) {
            reactor.failures.tell(task.name(), told);
        }
    }

    static CancellationException cancellation(Task<?> task) {
        return new CancellationException(task.name() + " was cancelled");
    }

    /**
     * Ends a task as cancelled here and now, instead of at its next poll; one that is being polled ends after that poll. May
     * be called within a poll of another task, which goes on undisturbed.
     */
    void endNow(Task<?> task) {
        if (!task.cancel() || context.isLentTo(task)) {
            return;
        }
        long lent = context.suspend();
        finish(task, null, cancellation(task));
        context.resume(lent);
    }

    /** Its slot is free again. */
    void release(Task<?> task) {
        task.run |= Task.QUEUED;
        scheduler.remove(task.slot);
        table.remove(task.slot);
    }

    private static boolean endsFirst(Task<?> task) {
        return task.isService() && !task.isResident();
    }

    /** True when nothing lives any more but residents, and they have nothing to do. */
    boolean atRest() {
        if (!nothingReady()) {
            return false;
        }
        for (int slot = 0, left = table.live(); left > 0; slot++) {
            Task<?> task = table.get(slot);
            if (task != null) {
                left--;
                if (!task.isResident() || (task.work instanceof Resident resident && resident.hasWork())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Cancels all services but residents, and whatever service is still admitted after this. */
    void cancelServices() {
        cancelsServices = true;
        forEach(task -> {
            if (endsFirst(task)) {
                task.cancel();
            }
        });
    }

    /** Cancels all tasks, and whatever is still admitted after this. */
    void cancelAll() {
        cancelsAll = true;
        forEach(this::cutOff);
    }

    private void cutOff(Task<?> task) {
        if (!task.isService()) {
            cut.add(task.name());
        }
        task.cancel();
    }

    /** Ends at once what has not ended: when the reactor stops, nobody will poll it any more. */
    void endAll() {
        forEach(task -> {
            if (!task.isCancelled()) {
                cutOff(task);
            }
            finish(task, null, cancellation(task));
        });
    }

    /** The names of the finite tasks that were cut off. */
    List<String> cut() {
        return cut;
    }

    /** Tasks that have not ended, by slot. */
    void forEach(Consumer<Task<?>> action) {
        for (int slot = 0; slot < table.bound(); slot++) {
            Task<?> task = table.get(slot);
            if (task != null && !task.isDone()) {
                action.accept(task);
            }
        }
    }

    /** Before the first task: goes on with the ids where those of an earlier reactor in this place have ended. */
    void succeed(Tasks before) {
        table.succeed(before.table);
    }

    /** The live task of this id, or null. */
    @Nullable Task<?> find(long id) {
        return table.find(id);
    }

    /** Tasks that have not ended among the first so many slots. */
    void glance(int slots, Consumer<Task<?>> action) {
        for (int slot = 0; slot < Math.min(slots, table.bound()); slot++) {
            Task<?> task = table.get(slot);
            if (task != null && !task.isDone()) {
                action.accept(task);
            }
        }
    }

    /** The task of a slot, or null when none lives there. */
    @Nullable Task<?> live(int slot) {
        Task<?> task = table.get(slot);
        return task != null && !task.isDone() ? task : null;
    }

    /** How many are ready. */
    int ready() {
        return scheduler.size();
    }

    /** Once a millisecond or so: looks for tasks that nobody can wake, and tells other threads what goals allow. */
    void inspect() {
        suspects.look(core.now());
        tellRoom();
    }

    /** Tells other threads what goals allow now. */
    void tellRoom() {
        if (held != null) {
            held.tellRoom();
        }
    }

    /** The load as it is now. */
    Load load() {
        return stats.load();
    }

    /** What there is to tell, into the form of {@link ReactorMetrics}. */
    void write(long[] to) {
        to[ReactorMetrics.POLLS] = polls.count();
        to[ReactorMetrics.READY] = scheduler.size();
        to[ReactorMetrics.LIVE] = table.live();
        to[ReactorMetrics.MISSED_GOALS] = goals == null ? 0 : goals.missed();
        to[ReactorMetrics.HELD] = held == null ? 0 : held.count();
        stats.write(to);
    }

    /** True when nobody is to be polled now and nobody waits to be let in. */
    boolean nothingReady() {
        return scheduler.isEmpty() && (held == null || held.count() == 0);
    }

    int live() {
        return table.live();
    }

    /** Slots ever used. */
    int slots() {
        return table.bound();
    }

    long polls() {
        return polls.count();
    }

    @Nullable Task<?> currentOpaque() {
        return context.currentOpaque();
    }
}
