package dev.enso.reactor;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of one reactor: who lives, who is ready, and one poll after the other. Owner only. */
final class Tasks {
    private final Reactor reactor;
    private final TaskTable table;
    private final Scheduler scheduler;
    private final TaskContext context;
    private long polls;
    private boolean cancelsServices;
    private boolean cancelsAll;
    /** Cut off by {@link #cancelAll} or {@link #endAll}. */
    private final ArrayList<String> cut = new ArrayList<>();

    Tasks(Reactor reactor, CoreContext core, Blueprint blueprint) {
        this.reactor = reactor;
        this.table = new TaskTable(reactor.index(), blueprint.taskSlots);
        this.scheduler = blueprint.scheduling.create(table);
        this.context = new TaskContext(core, table);
    }

    /**
     * Takes a new task in; it is ready at once.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the reactor holds as many tasks as it can
     */
    void admit(Task<?> task) {
        task.admitted(table.add(task));
        task.queued = false;
        ready(task);
        if (cancelsAll) {
            cutOff(task);
        } else if (cancelsServices && endsFirst(task)) {
            task.cancel();
        }
    }

    /** Queues a task unless it is marked as queued: it is, it has no slot yet, or it has ended. */
    void ready(Task<?> task) {
        if (!task.queued) {
            task.queued = true;
            scheduler.ready(task.slot, task.level);
        }
    }

    /**
     * Polls ready tasks.
     *
     * @return how many were polled, at most {@code limit}
     */
    int run(int limit) {
        Scheduler scheduler = this.scheduler;
        int done = 0;
        while (done < limit) {
            int group = scheduler.select();
            if (group == Scheduler.NONE) {
                break;
            }
            poll(scheduler.select(group).take());
            done++;
        }
        polls += done;
        return done;
    }

    private void poll(Task<?> task) {
        task.queued = false;
        if (task.isCancelled()) {
            cancelled(task);
            return;
        }
        context.begin(task.slot);
        Outcome outcome;
        try {
            Polled polled = task.work.poll(context);
            if (polled == Polled.PENDING) {
                return;
            }
            outcome = polled == Polled.READY ? takeValue(task.work) : endedWithoutValue(task);
        } catch (Throwable failure) {
            outcome = Outcome.failed(failure);
        } finally {
            context.end();
        }
        finish(task, outcome);
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

    private void cancelled(Task<?> task) {
        if (task.isDone()) {
            release(task);
        } else {
            finish(task, Outcome.cancelled(task.name()));
        }
    }

    private void finish(Task<?> task, Outcome outcome) {
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
        if (task.queued) {
            // It was woken during its last poll. The slot stays its own until that entry of the run queue comes round.
            task.markCancelled();
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
        task.queued = true;
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

    boolean nothingReady() {
        return scheduler.isEmpty();
    }

    int live() {
        return table.live();
    }

    /** Slots ever used. */
    int slots() {
        return table.bound();
    }

    int readyCount() {
        return scheduler.size();
    }

    long polls() {
        return polls;
    }

    @Nullable Task<?> currentOpaque() {
        return context.currentOpaque();
    }
}
