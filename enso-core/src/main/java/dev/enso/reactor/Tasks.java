package dev.enso.reactor;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The tasks of one reactor: who lives, who is ready, and one poll after the other. Owner only. */
final class Tasks {
    private final Reactor reactor;
    private final TaskTable table;
    private final Scheduler scheduler;
    private final TaskContext context;
    private int finite;
    private long polls;
    private boolean cancelling;

    Tasks(Reactor reactor, CoreContext core, Scheduling scheduling, int index) {
        this.reactor = reactor;
        this.table = new TaskTable(index);
        this.scheduler = scheduling.create(table);
        this.context = new TaskContext(core, table);
    }

    /** Takes a new task in; it is ready at once. */
    void admit(Task<?> task) {
        task.admitted(table.add(task));
        if (!task.service) {
            finite++;
        }
        ready(task);
        if (cancelling) {
            task.cancel();
        }
    }

    /** Queues a task unless it is queued already; a task that has ended stays marked as queued for ever. */
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
        boolean cancelled = task.isCancelled() && told.failure() instanceof CancellationException;
        if (task.service && told.failure() == null) {
            told = Outcome.failed(new IllegalStateException("the service " + task.name() + " ended by itself"));
        }
        if (!task.service) {
            finite--;
        }
        if (task.queued) {
            // It was woken during its last poll. The slot stays its own until that entry of the run queue comes round.
            task.markCancelled();
        } else {
            release(task);
        }
        task.end(told);
        Throwable failure = told.failure();
        if (failure != null && !cancelled) {
            reactor.failed(task.name(), failure);
        }
    }

    private void release(Task<?> task) {
        task.queued = true;
        table.remove(task.slot);
    }

    /** Cancels all services. */
    void cancelServices() {
        cancel(false);
    }

    /** Cancels all tasks, and whatever is still admitted after this. */
    void cancelAll() {
        cancelling = true;
        cancel(true);
    }

    private void cancel(boolean everything) {
        for (int slot = 0; slot < table.bound(); slot++) {
            Task<?> task = table.get(slot);
            if (task != null && (everything || task.service)) {
                task.cancel();
            }
        }
    }

    /** The names of all live tasks. */
    java.util.List<String> names() {
        ArrayList<String> names = new ArrayList<>();
        for (int slot = 0; slot < table.bound(); slot++) {
            Task<?> task = table.get(slot);
            if (task != null) {
                names.add(task.name());
            }
        }
        return names;
    }

    boolean nothingReady() {
        return scheduler.isEmpty();
    }

    int live() {
        return table.live();
    }

    int finite() {
        return finite;
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
