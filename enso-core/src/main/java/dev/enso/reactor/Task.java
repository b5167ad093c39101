package dev.enso.reactor;

import dev.enso.core.Future;
import dev.enso.core.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a spawned future, and at the same time its waker. Its methods may be called from any thread.
 *
 * <p>A task lives on the reactor it was spawned on and is polled there only, by one thread at a time. It ends with a
 * value, with a failure, or cancelled; it is then closed, and joiners see its outcome.
 *
 * @param <T> the value it ends with
 */
public final class Task<T> extends Inbound implements Waker {
    // Two words keep a task from being queued twice, and they are not one on purpose: a shared word would cost every
    // wake on the owner's thread an atomic instruction.
    //
    //   run       owner only      QUEUED is set by the wake that puts it into the run queue and cleared right before
    //                             the poll; it is also set before the admission and for ever after the end, so that
    //                             a wake does nothing then. CLOSER is set once: it is to be cancelled, or has ended.
    //   notified  any thread, by  in the inbox; set by the sender whose exchange found it clear (that sender pushes),
    //             getAndSet       cleared by the owner when it takes the task out, before the poll that follows
    //
    // A task that is spawned from outside is born notified: it is on its way through the inbox already. A cancellation
    // from outside comes in like a wake and is noticed there, so that a poll need not look at what others write.
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** A bit of {@link #run}: in the run queue, or not to be put there. */
    static final int QUEUED = 1;
    /** A bit of {@link #run}: look closer instead of polling; the task is to be cancelled, or has ended. */
    static final int CLOSER = 2;
    /** A bit of {@link #run}, beside QUEUED: its wait is being measured. */
    static final int WATCHED = 4;
    /** A bit of {@link #run}, beside QUEUED: it waits until a goal allows its spawn. */
    static final int HELD = 8;

    private static final int CLEAR = 0;
    private static final int SET = 1;

    private static final VarHandle NOTIFIED = Fields.handle(MethodHandles.lookup(), Task.class, "notified", int.class);
    private static final VarHandle ID = Fields.handle(MethodHandles.lookup(), Task.class, "id", long.class);
    private static final VarHandle END = Fields.handle(MethodHandles.lookup(), Task.class, "end", Object.class);

    final Reactor reactor;
    final Future<T> work;
    final byte level;
    final TaskOptions options;

    /** Owner only; what it held last when the task has ended. */
    int slot = -1;
    /** Owner only: {@link #QUEUED} and {@link #CLOSER}, one word so that a poll checks both at once. */
    byte run = QUEUED;

    /** Owner only: a poll has taken its waker once, or it was named for never doing so. */
    boolean wakeable;
    /** Owner only: what woke it, as {@link TaskContext#source()} tells. */
    int source = -1;

    private volatile int notified;
    private volatile boolean cancelled;
    /** Released by the owner at its admission. */
    private long id;
    /**
     * Null while it runs and nobody waits, the latest {@link Joiner} while somebody does. In the end the value, or an {@link
     * Outcome} where there is none: most tasks are not worth an object for that.
     */
    private volatile @Nullable Object end;

    Task(Reactor reactor, Future<T> work, TaskOptions options) {
        this.reactor = reactor;
        this.work = Objects.requireNonNull(work, "future");
        this.level = (byte) options.priority().ordinal();
        this.options = options;
    }

    /** Asks for another poll; does nothing once the task has ended. */
    @Override
    public void wake() {
        Reactor home = reactor;
        if (home.isOwner()) {
            home.tasks.ready(this);
        } else if ((int) NOTIFIED.getAndSet(this, SET) == CLEAR) {
            home.enter(this);
        }
    }

    /** Marks a task that is about to go through the inbox for its spawn. */
    void bornOutside() {
        NOTIFIED.setOpaque(this, SET);
    }

    @Override
    void arrive() {
        NOTIFIED.getAndSet(this, CLEAR);
        if (cancelled) {
            lookCloser();
        }
        if (id != 0) {
            reactor.tasks.ready(this);
            return;
        }
        if (isDone()) {
            // Refused before, and woken since.
            return;
        }
        try {
            reactor.tasks.admitFromOutside(this);
        } catch (RejectedExecutionException full) {
            refuse(full);
        }
    }

    @Override
    void strand() {
        if (id == 0) {
            refuse(new RejectedExecutionException(
                    "reactor " + reactor.name() + " stopped before the task was admitted"));
        }
    }

    /** The end of a task that was spawned from outside and never got in: its future is closed unpolled. */
    private void refuse(RejectedExecutionException why) {
        try {
            work.close();
        } catch (Throwable failure) {
            if (failure != why) {
                why.addSuppressed(failure);
            }
        }
        end(null, why);
        reactor.failures.tell(name(), why);
    }

    @Override
    int admissions() {
        return id == 0 && !isDone() ? 1 : 0;
    }

    void admitted(long id) {
        ID.setRelease(this, id);
    }

    /**
     * The task's number in its process: 0 until the spawn is admitted, then never again the number of another task of this
     * group of reactors.
     */
    public long id() {
        return (long) ID.getAcquire(this);
    }

    /** Its name, or {@code task-} and its id. */
    public String name() {
        String name = options.name();
        return name != null ? name : "task-" + Long.toHexString(id());
    }

    /** The reactor it lives on. */
    public Reactor reactor() {
        return reactor;
    }

    /** True once it has ended, in whichever way. */
    public boolean isDone() {
        return isOver(end);
    }

    private static boolean isOver(@Nullable Object end) {
        return end != null && !(end instanceof Joiner);
    }

    boolean isService() {
        return options.kind() != TaskOptions.Kind.FINITE;
    }

    boolean isResident() {
        return options.kind() == TaskOptions.Kind.RESIDENT;
    }

    /**
     * Asks the task to end. It is closed instead of its next poll; a poll that is under way is not interrupted. Joiners see
     * a {@link java.util.concurrent.CancellationException}.
     *
     * @return false when it had ended before
     */
    public boolean cancel() {
        if (isDone()) {
            return false;
        }
        cancelled = true;
        if (reactor.isOwner()) {
            lookCloser();
        }
        wake();
        return true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Owner: the task is to be cancelled, or has ended; its next entry in the run queue is no poll. */
    void lookCloser() {
        run |= CLOSER;
        if ((run & HELD) != 0) {
            reactor.tasks.letIn(this);
        }
    }

    /** Owner: it was polled, is not to be polled again, no poll has taken its waker, and nobody has woken its handle yet. */
    boolean waitsForNobody() {
        return run == 0
                && !wakeable
                && source == TaskContext.SPAWNED
                && (int) NOTIFIED.getOpaque(this) == CLEAR
                && !isDone();
    }

    boolean isQueued() {
        return (run & QUEUED) != 0;
    }

    /**
     * The outcome as a future, to be polled by a task of any reactor. Each call makes another one; closing it leaves the
     * task alone.
     */
    public Future<T> join() {
        return new Join<>(this);
    }

    /**
     * The outcome as a stage. It completes on the task's reactor: what is attached without an executor of its own runs
     * there and must not block.
     */
    public CompletionStage<T> toStage() {
        CompletableFuture<T> stage = new CompletableFuture<>();
        completeAtEnd(stage);
        return stage;
    }

    private @Nullable Joiner completeAtEnd(CompletableFuture<T> stage) {
        Joiner joiner = await(null, () -> complete(stage));
        if (joiner == null) {
            complete(stage);
        }
        return joiner;
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    private void complete(CompletableFuture<T> stage) {
        Outcome outcome = outcome();
        if (outcome.failure() != null) {
            stage.completeExceptionally(outcome.failure());
        } else {
            stage.complete((T) outcome.value());
        }
    }

    /**
     * Waits for the outcome, blocking the calling thread.
     *
     * @param timeout zero or less only looks
     * @throws IllegalStateException on a thread that turns a reactor of this group and must not block: poll {@link #join()}
     *     there
     * @throws ExecutionException with the failure as its cause
     * @throws java.util.concurrent.CancellationException when it was cancelled
     * @throws TimeoutException when it has not ended in time; it goes on
     */
    public T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        reactor.group().requireOutside("Task.get would block a reactor; poll Task.join() instead");
        CompletableFuture<T> stage = new CompletableFuture<>();
        Joiner joiner = completeAtEnd(stage);
        try {
            return stage.get(Nanos.of(timeout), TimeUnit.NANOSECONDS);
        } finally {
            if (joiner != null) {
                joiner.waker = null;
            }
        }
    }

    /** {@link #get(Duration)} without a limit. */
    public T get() throws InterruptedException, ExecutionException {
        try {
            return get(FOREVER);
        } catch (TimeoutException centuriesLater) {
            throw new AssertionError("waited for " + FOREVER, centuriesLater);
        }
    }

    /**
     * Registers a waker for the end of the task.
     *
     * @param earlier what this method answered the same caller before, or null
     * @return the registration, or null when the task has ended and nobody needs to wait
     */
    @Nullable Joiner await(@Nullable Joiner earlier, Waker waker) {
        if (earlier != null) {
            earlier.waker = waker;
            return isDone() ? null : earlier;
        }
        while (true) {
            Object seen = end;
            if (isOver(seen)) {
                return null;
            }
            Joiner joiner = new Joiner((Joiner) seen, waker);
            if (END.compareAndSet(this, seen, joiner)) {
                return joiner;
            }
        }
    }

    /** The newest of those who wait or waited, or null when there is none or the task has ended. */
    @Nullable Joiner newestJoiner() {
        return end instanceof Joiner joiner ? joiner : null;
    }

    /** Owner: publishes how it ended, and wakes all who wait. */
    void end(@Nullable Object value, @Nullable Throwable failure) {
        Object how = failure != null ? Outcome.failed(failure) : value != null ? value : Outcome.NOTHING;
        Joiner.wakeAll((Joiner) END.getAndSet(this, how), this);
    }

    /** How it ended, or null while it has not. */
    @Nullable Outcome outcome() {
        Object how = end;
        return !isOver(how) ? null : how instanceof Outcome outcome ? outcome : new Outcome(how, null);
    }

    @Override
    public String toString() {
        Outcome outcome = outcome();
        String state = outcome == null ? "live" : outcome.failure() == null ? "done" : "failed: " + outcome.failure();
        return name() + "[" + Priority.values()[level] + ", on " + reactor.name() + ", " + state + "]";
    }
}
