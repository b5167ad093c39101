package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Waker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A parent's hold on its children: tasks of one reactor that are spawned together, fail together, and never outlive what
 * they were spawned for (structured concurrency, after N. J. Smith's nurseries).
 *
 * <p>{@link #run} is a future that owns its children; {@link #open} gives the task that is being polled a scope that ends
 * with it at the latest; {@link #on} is for threads outside, in a try-with-resources statement. Scopes nest: one that a
 * child opens belongs to the subtree, is closed with the child, and counts in the {@link #account} of all scopes above.
 *
 * <p>{@link #spawn}, {@link #cancel}, {@link #close}, {@link #account} and {@link #failure} may be called from any thread;
 * {@link #join} is polled on the scope's reactor.
 */
public final class Scope implements AutoCloseable {
    /** What the failure of one child means to the others, and to who joins. A cancelled child has not failed. */
    public enum OnFailure {
        /** The first failure cancels the others; who joins fails with it at once, and later ones are suppressed in it. */
        FAIL_ALL,
        /** The others go on; once all have ended, who joins fails with the first, and the rest are suppressed in it. */
        COLLECT,
        /** The others go on, and nobody fails. The failure handler hears of it, as of all failures. */
        IGNORE
    }

    /**
     * What happened in the subtree so far, nested scopes included.
     *
     * @param spawned children taken in
     * @param completed those that ended with a value
     * @param failed those that failed
     * @param cancelled those that were cancelled, with the scope or alone
     * @param polls polls of all of them
     */
    public record Account(long spawned, long completed, long failed, long cancelled, long polls) {
        /** Children that have not ended. */
        public long live() {
            return spawned - completed - failed - cancelled;
        }
    }

    private final Reactor reactor;
    private final OnFailure policy;
    private final @Nullable Scope parent;
    private final Tally tally = new Tally();
    /** Spawned by other threads and not seen by the owner yet. */
    private final AtomicInteger transit = new AtomicInteger();
    /** Written by anybody, never back to false: no more children, and those that are there end. */
    private volatile boolean cancelled;
    /** Written by the owner. */
    private volatile @Nullable Throwable first;

    // Owner only from here on.
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final Waiters waiters = new Waiters();
    private final Children children = new Children();
    /** Its end closes the scope. */
    private @Nullable Joiner parentEnd;

    Scope(Reactor reactor, OnFailure policy, @Nullable Scope parent) {
        this.reactor = reactor;
        this.policy = Objects.requireNonNull(policy, "policy");
        this.parent = parent;
    }

    /**
     * A future that owns children. The function is called in the first poll and makes the body, which may spawn children by
     * the scope until it ends. The future is ready with the body's value once the finite children have ended too; services
     * are cancelled then. When the body fails, or a child does under {@link OnFailure#FAIL_ALL}, the others are cancelled
     * and the future fails. Closing it, as the cancellation of its task does, ends the whole subtree first.
     */
    public static <R> Future<R> run(OnFailure policy, Function<? super Scope, ? extends Future<R>> body) {
        return new ScopeRun<>(policy, body);
    }

    /**
     * A scope for the task that is being polled, to be closed by it; it is closed at the latest when the task has ended.
     *
     * @throws IllegalArgumentException when the context is not that of a task
     */
    public static Scope open(Context cx, OnFailure policy) {
        Task<?> task = taskOf(cx);
        Scope scope = new Scope(task.reactor(), policy, above(task));
        scope.parentEnd = task.await(null, scope::close);
        return scope;
    }

    /** A scope without a task above it, for children on this reactor. Any thread; whoever opens it closes it. */
    public static Scope on(Reactor reactor, OnFailure policy) {
        return new Scope(Objects.requireNonNull(reactor, "reactor"), policy, null);
    }

    /** The reactor of its children. */
    public Reactor reactor() {
        return reactor;
    }

    static Task<?> taskOf(Context cx) {
        if (cx.waker() instanceof Task<?> task) {
            return task;
        }
        throw new IllegalArgumentException(
                "only a task of a reactor can do this, and this context was lent by something else: " + cx);
    }

    /** The scope whose child the task is. */
    static @Nullable Scope above(Task<?> task) {
        return task.work instanceof Child<?> child ? child.scope : null;
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
     * Spawns a child on the scope's reactor. A service among the children is not waited for by {@link #join}, and its end
     * before it is cancelled is a failure. A spawn that races with {@link #cancel} may answer a task that is cancelled.
     *
     * @throws RejectedExecutionException when the scope was cancelled or closed, or as {@link Reactor#spawn(TaskOptions,
     *     Future)} does; the future is left to the caller then
     */
    public <T> Task<T> spawn(TaskOptions options, Future<T> future) {
        if (cancelled) {
            throw new RejectedExecutionException(this + " takes no more children: it was cancelled or closed");
        }
        Child<T> child = new Child<>(this, future, options.kind() != TaskOptions.Kind.FINITE);
        if (reactor.isOwner()) {
            Task<T> task = reactor.spawn(options, child);
            adopt(child);
            child.adoptedAs(task);
            return task;
        }
        transit.getAndIncrement();
        try {
            return reactor.spawn(options, child);
        } catch (Throwable refused) {
            transit.getAndDecrement();
            throw refused;
        }
    }

    private void adopt(Child<?> child) {
        children.add(child);
        tallyAll(Tally.SPAWNED);
    }

    /** Owner: a child from another thread has come in. */
    void adoptLate(Child<?> child) {
        transit.getAndDecrement();
        adopt(child);
        wakeIfSettled();
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** A child from another thread was cancelled before it was ever polled, or met a reactor that has stopped. */
    void endedUnpolled() {
        transit.getAndDecrement();
        if (reactor.isOwner()) {
            tallyAll(Tally.SPAWNED);
            tallyAll(Tally.CANCELLED);
            wakeIfSettled();
        }
    }

    /** Owner. */
    void tallyAll(int what) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            scope.tally.add(what);
        }
    }

    /** Owner: an adopted child has ended; the failure is null when it completed or was cancelled. */
    void ended(Child<?> child, int how, @Nullable Throwable failure) {
        children.remove(child);
        tallyAll(how);
        if (failure != null && policy != OnFailure.IGNORE) {
            failed(failure);
        }
        wakeIfSettled();
    }

    private void failed(Throwable failure) {
        failures.add(failure);
        Throwable before = first;
        if (before == null) {
            first = failure;
        } else if (before != failure) {
            before.addSuppressed(failure);
        }
        if (policy == OnFailure.FAIL_ALL && before == null) {
            cancelOwned();
            wakeWaiters();
        }
    }

    private void wakeIfSettled() {
        if (children.finite() == 0) {
            wakeWaiters();
        }
    }

    private void wakeWaiters() {
        waiters.wakeAll(reactor.failures, "waking who joins a scope");
    }

    /** Owner: no finite child lives, and none is on its way. */
    boolean isSettled() {
        return children.finite() == 0 && transit.get() == 0;
    }

    /** Owner: the failure that goes up without waiting for the other children, or null. */
    @Nullable Throwable failsAtOnce() {
        return policy == OnFailure.FAIL_ALL ? first : null;
    }

    /** Owner: the failure that goes up now, or null. */
    @Nullable Throwable goesUp() {
        return isSettled() ? first : failsAtOnce();
    }

    void requireOwner(String what) {
        reactor.requireOwner(what);
    }

    /** Owner: wakes when the children have ended, or a failure goes up; woken now and then without reason. */
    void whenSettled(Waker waker) {
        waiters.add(waker);
    }

    /**
     * Waits for the finite children, as a future: ready once all have ended that were spawned before and meanwhile; fails as
     * the policy says. Each call makes another one; closing it leaves the children alone. For the scope's reactor: a poll on
     * another thread fails.
     */
    public Future<@Nullable Void> join() {
        return new ScopeSettled(this).then(settled -> {
            Throwable failure = goesUp();
            return failure == null ? new ScopeSettled(this) : Future.failed(failure);
        });
    }

    /**
     * {@link #join} for a thread outside, which it blocks.
     *
     * @param timeout zero or less only looks
     * @throws IllegalStateException on a thread that turns a reactor of this group: poll {@link #join} there
     * @throws ExecutionException with the failure that goes up as its cause
     * @throws TimeoutException when children are still running; they go on
     * @throws RejectedExecutionException when the reactor takes no work from outside any more
     */
    public void await(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        reactor.group().requireOutside("Scope.await would block a reactor; poll Scope.join() instead");
        Task<?> settled = reactor.spawn("join of a scope", new ScopeSettled(this));
        try {
            settled.get(timeout);
        } finally {
            settled.cancel();
        }
        Throwable failure = first;
        if (failure != null) {
            throw new ExecutionException(failure);
        }
    }

    /**
     * Ends the subtree and lets no more in. On the scope's reactor all children have been closed when this returns, deepest
     * first, except one that is being polled: it is closed instead of its next poll. From other threads it is asked for.
     * Idempotent.
     */
    public void cancel() {
        cancelled = true;
        if (reactor.isOwner()) {
            cancelOwned();
        } else {
            reactor.enter(new Cancel(null));
        }
    }

    private void cancelOwned() {
        cancelled = true;
        // A copy, because the end of one child may be the end of others.
        children.tasks().forEach(reactor.tasks::endNow);
    }

    /**
     * Cancels what still runs. On a thread outside it waits until everything has ended, whatever interrupts say; where nobody
     * turns the reactors, it turns them meanwhile. On a reactor's thread it never blocks: see {@link #cancel}. Idempotent.
     */
    @Override
    public void close() {
        if (reactor.isOwner()) {
            cancelOwned();
            Joiner registered = parentEnd;
            if (registered != null) {
                parentEnd = null;
                registered.waker = null;
            }
            return;
        }
        cancelled = true;
        CountDownLatch over = new CountDownLatch(1);
        reactor.enter(new Cancel(over));
        if (reactor.group().current() == null) {
            reactor.group().meanwhile().await(over, Long.MAX_VALUE);
        }
    }

    /** The first failure under {@link OnFailure#FAIL_ALL} and {@link OnFailure#COLLECT}, or null. */
    public @Nullable Throwable failure() {
        return first;
    }

    /** All failures in the order they came; none under {@link OnFailure#IGNORE}, which may run for ever and keeps none. */
    public List<Throwable> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    /** What happened in the subtree so far. From other threads than the scope's, each figure is right for some moment. */
    public Account account() {
        return tally.account();
    }

    @Override
    public String toString() {
        Account account = account();
        return "Scope[on " + reactor.name() + ", " + policy + ", " + account.live() + " live, " + account.failed()
                + " failed" + (cancelled ? ", cancelled" : "") + "]";
    }

    /** A cancellation from another thread; the latch opens once nothing lives any more. */
    private final class Cancel extends Inbound {
        private final @Nullable CountDownLatch over;

        Cancel(@Nullable CountDownLatch over) {
            this.over = over;
        }

        @Override
        void arrive() {
            cancelOwned();
            look();
        }

        private void look() {
            CountDownLatch latch = over;
            if (latch == null) {
                return;
            }
            if (children.isEmpty() && transit.get() == 0) {
                latch.countDown();
            } else {
                waiters.add(this::look);
            }
        }

        /** The reactor has stopped, and ended all children before. */
        @Override
        void strand() {
            if (over != null) {
                over.countDown();
            }
        }
    }
}
