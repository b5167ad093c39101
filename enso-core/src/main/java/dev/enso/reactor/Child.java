package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a scope's child, and what hears of the end of its task. Everything a scope knows of its children hangs here,
 * so that tasks without a scope pay nothing for scopes. Owner only, once spawned.
 */
final class Child<T> implements Future<T>, Waker, Resident {
    final Scope scope;
    final boolean service;
    /** Siblings, while the task lives. */
    @Nullable Child<?> older;

    @Nullable Child<?> younger;

    private Stream<T> work;
    /** Null until it is adopted. */
    private @Nullable Task<?> task;
    /** Its task was to be cancelled when the future was closed. */
    private boolean cancelled;

    private boolean closed;

    Child(Scope scope, Future<T> work, boolean service) {
        this.scope = scope;
        this.work = work;
        this.service = service;
    }

    /** Owner: the scope has it now, and will hear of its end. */
    void adoptedAs(Task<?> task) {
        this.task = task;
        task.await(null, this);
    }

    @SuppressWarnings("NullAway") // adopted children have one
    Task<?> task() {
        return task;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (task == null && !arrive(Scope.taskOf(cx))) {
            return Polled.PENDING;
        }
        scope.tallyAll(Tally.POLLS);
        return work.poll(cx);
    }

    /** Answers false when the scope has gone meanwhile: the task is cancelled then, and closed instead of its next poll. */
    private boolean arrive(Task<?> spawned) {
        if (scope.isCancelled()) {
            spawned.cancel();
            return false;
        }
        scope.adoptLate(this);
        adoptedAs(spawned);
        return true;
    }

    @Override
    public T head() {
        return work.head();
    }

    @Override
    public Stream<T> tail() {
        work = work.tail();
        return this;
    }

    @Override
    public boolean inPlace() {
        return work.inPlace();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Task<?> adopted = task;
        if (adopted != null) {
            cancelled = adopted.isCancelled();
        } else {
            scope.endedUnpolled();
        }
        work.close();
    }

    /** The task has ended. */
    @Override
    public void wake() {
        Outcome outcome = task().outcome();
        Throwable failure = outcome == null ? null : outcome.failure();
        if (failure == null) {
            scope.ended(this, Tally.COMPLETED, null);
        } else if (cancelled && failure instanceof CancellationException) {
            scope.ended(this, Tally.CANCELLED, null);
        } else {
            scope.ended(this, Tally.FAILED, failure);
        }
    }

    @Override
    public boolean hasWork() {
        return work instanceof Resident resident && resident.hasWork();
    }

    @Override
    public String toString() {
        return work.toString();
    }
}
