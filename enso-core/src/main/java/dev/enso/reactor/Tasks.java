package dev.enso.reactor;

import dev.enso.core.Cause;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of one reactor: who lives, who is ready, and one poll after the other. Owner only. */
final class Tasks {
    /** So many calls of {@link #run} between two in which a poll is timed: about a thousand polls on a busy reactor. */
    private static final int SAMPLE_RUNS = 61;

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
    private long polls;

    /** Calls of {@link #run} until the next in which a poll is timed. */
    private int untilSample = SAMPLE_RUNS;
    /** Which poll of that call it is. The number moves, so that the sample meets every place in a round. */
    private int sampled;
    /** The time at which the watched task became ready, or {@link Poller#NEVER} when none is watched. */
    private long watchedSince = Poller.NEVER;

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
    }

    /**
     * Takes a new task in; it is ready at once, or when a goal allows it.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the reactor holds as many tasks as it can, or the task
     *     would break a goal and is not to wait
     */
    void admit(Task<?> task) {
        Held keeps = held != null && held.keepsOut(task) ? held : null;
        task.admitted(table.add(task));
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
        int done;
        if (goals == null) {
            done = --untilSample > 0 ? 0 : sample(limit);
            done += poll(limit - done);
        } else {
            done = pollForGoals(goals, limit);
        }
        context.end();
        polls += done;
        return done;
    }

    private int poll(int limit) {
        int done = 0;
        for (int slot; done < limit && (slot = scheduler.select()) != Scheduler.NONE; done++) {
            if (scheduler.times(slot)) {
                timed(slot);
            } else {
                poll(slot, table.at(slot));
            }
        }
        return done;
    }

    /** Every poll is timed. */
    private int pollForGoals(Goals goals, int limit) {
        goals.took(null, core.readClock());
        letIn();
        int done = 0;
        for (int slot; done < limit && (slot = scheduler.select()) != Scheduler.NONE; done++) {
            Task<?> task = table.at(slot);
            int group = scheduler.group(slot);
            stats.waited(group, goals.begins(task, core.now()));
            poll(slot, task);
            long now = core.readClock();
            long took = goals.took(task, now);
            stats.polled(group, now, took);
            if (table.get(slot) == task) {
                if (task.isQueued()) {
                    // Woken during its own poll, it waits from the end of that.
                    goals.ready(slot, now);
                }
                scheduler.ran(slot, took);
                suspects.sampled(task, now);
            }
        }
        goals.rests(scheduler.isEmpty());
        return done;
    }

    private void letIn() {
        for (Task<?> task; held != null && (task = held.next()) != null; ) {
            letIn(task);
        }
    }

    private void poll(int slot, Task<?> task) {
        if (task.run != Task.QUEUED) {
            closer(slot, task);
            return;
        }
        task.run = 0;
        context.begin(slot);
        Outcome outcome;
        try {
            Polled polled = task.work.poll(context);
            if (polled == Polled.PENDING) {
                return;
            }
            outcome = polled == Polled.READY ? takeValue(task.work) : endedWithoutValue(task);
        } catch (Throwable failure) {
            outcome = Outcome.failed(failure);
        }
        finish(task, outcome);
    }

    /** A poll between two readings of the clock; answers the second. */
    private long timed(int slot) {
        Task<?> task = table.at(slot);
        int group = scheduler.group(slot);
        long before = readClockBefore(task);
        poll(slot, task);
        long after = core.readClock();
        stats.polled(group, after, after - before);
        if (table.get(slot) == task) {
            scheduler.ran(slot, after - before);
        }
        return after;
    }

    /** Before the poll of a task that was taken out of its queue: a clock that fails must not lose it. */
    private long readClockBefore(Task<?> task) {
        try {
            return core.readClock();
        } catch (Throwable failure) {
            scheduler.ready(task.slot, task.level);
            throw failure;
        }
    }

    /** Polls up to the sampled one, times that, and follows its task until it is polled again. */
    private int sample(int limit) {
        untilSample = 1;
        int done = poll(Math.min(limit, sampled & (Bus.POLLS_A_BELL - 1)));
        if (done == limit) {
            sampled++;
            return done;
        }
        int slot = scheduler.select();
        if (slot == Scheduler.NONE) {
            sampled++;
            return done;
        }
        untilSample = SAMPLE_RUNS;
        sampled += 7;
        Task<?> task = table.at(slot);
        long after = timed(slot);
        if (table.get(slot) == task) {
            watch(task, after);
            suspects.sampled(task, after);
        }
        return done + 1;
    }

    /** Follows a task from the moment it became ready to its poll. */
    private void watch(Task<?> task, long readySince) {
        if (task.run == Task.QUEUED && watchedSince == Poller.NEVER) {
            task.run = Task.QUEUED | Task.WATCHED;
            watchedSince = readySince;
        }
    }

    private static Outcome takeValue(Future<?> work) {
        Object value = work.head();
        Stream<?> rest = work.tail();
        if (rest != work) {
            rest.close();
        }
        return Outcome.of(value);
    }

    private static Outcome endedWithoutValue(Task<?> task) {
        return Outcome.failed(new IllegalStateException(
                "the future of " + task.name() + " ended without a value: it was closed or had been read before"));
    }

    /** It is being watched, was put into the run queue to be cancelled, or has ended since. */
    private void closer(int slot, Task<?> task) {
        if ((task.run & Task.WATCHED) != 0) {
            long now = readClockBefore(task);
            task.run &= ~Task.WATCHED;
            stats.waited(scheduler.group(slot), now - watchedSince);
            watchedSince = Poller.NEVER;
            poll(slot, task);
            return;
        }
        task.run &= ~Task.QUEUED;
        if (task.isDone()) {
            release(task);
        } else {
            finish(task, Outcome.cancelled(task.name()));
        }
    }

    private void finish(Task<?> task, Outcome outcome) {
        context.end();
        Outcome told = outcome;
        try {
            task.work.close();
        } catch (Throwable failure) {
            if (told.failure() == null) {
                told = Outcome.failed(failure);
            } else if (told.failure() != failure) {
                told.failure().addSuppressed(failure);
            }
        }
        if (task.service && told.failure() == null) {
            told = task.isCancelled()
                    ? Outcome.cancelled(task.name())
                    : Outcome.failed(new IllegalStateException("the service " + task.name() + " ended by itself"));
        }
        boolean cancelled = task.isCancelled() && told.failure() instanceof CancellationException;
        if (task.isQueued()) {
            // It was woken during its last poll. The slot stays its own until that entry of the run queue comes round.
            task.lookCloser();
        } else {
            release(task);
        }
        task.end(told);
        Throwable failure = told.failure();
        if (failure != null && !cancelled) {
            reactor.failures.tell(task.name(), failure);
        }
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
        finish(task, Outcome.cancelled(task.name()));
        context.resume(lent);
    }

    private void release(Task<?> task) {
        task.run |= Task.QUEUED;
        scheduler.remove(task.slot);
        table.remove(task.slot);
    }

    private static boolean endsFirst(Task<?> task) {
        return task.service && !task.resident;
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
                if (!task.resident || (task.work instanceof Resident resident && resident.hasWork())) {
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
        if (!task.service) {
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
            finish(task, Outcome.cancelled(task.name()));
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

    /** The live task of this id, or null. */
    @Nullable Task<?> find(long id) {
        return table.find(id);
    }

    /** Looks for tasks that nobody can wake. */
    void inspect() {
        suspects.look(core.now());
    }

    /** The load as it is now. */
    Load load() {
        return stats.load();
    }

    /** What there is to tell, into the form of {@link ReactorMetrics}. */
    void write(long[] to) {
        to[ReactorMetrics.POLLS] = polls;
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
        return polls;
    }

    @Nullable Task<?> currentOpaque() {
        return context.currentOpaque();
    }
}
