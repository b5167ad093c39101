package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A command of an executor: the JDK's future for who submitted it, and a task of the reactor that runs it. A run is never
 * interrupted, because the thread belongs to all tasks.
 */
final class ForeignTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
    final long sequence;
    private final ReactorExecutor executor;
    /** Nanoseconds: 0 runs once, positive from start to start, negative from end to start. */
    private final long period;
    /** Not to be told from the time: the reactor's reading of the clock may be older than the submission's. */
    private final boolean delayed;
    /** Of the next run; written by the reactor's thread. */
    private volatile long time;

    /** Who has it: the reactor that begins to run it, or who takes it back before. */
    private final AtomicReference<Holder> holder = new AtomicReference<>(Holder.NOBODY);

    private volatile @Nullable Task<?> task;
    /** What the command threw; the reactor's thread only. */
    private @Nullable Throwable thrown;

    private enum Holder {
        NOBODY,
        REACTOR,
        CALLER
    }

    ForeignTask(ReactorExecutor executor, Callable<V> call, long sequence, long now, long delay, long period) {
        super(call);
        this.executor = executor;
        this.sequence = sequence;
        this.delayed = delay > 0;
        this.time = Nanos.sum(now, delay);
        this.period = period;
    }

    boolean isOf(ReactorExecutor service) {
        return executor == service;
    }

    void spawnedAs(Task<?> spawned) {
        task = spawned;
        if (isCancelled() || isTakenBack()) {
            spawned.cancel();
        }
    }

    long time() {
        return time;
    }

    /** Takes the command back as it is, unless it has begun, or is over; it may then be run by who has it. */
    boolean takeBack() {
        if (isDone() || !holder.compareAndSet(Holder.NOBODY, Holder.CALLER)) {
            return false;
        }
        Task<?> spawned = task;
        if (spawned != null) {
            spawned.cancel();
        }
        return true;
    }

    private boolean isTakenBack() {
        return holder.get() == Holder.CALLER;
    }

    @Override
    public boolean isPeriodic() {
        return period != 0;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(executor.delayOf(this), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        if (other instanceof ForeignTask<?> foreign && foreign.executor == executor) {
            int byTime = Long.compare(time, foreign.time);
            return byTime != 0 ? byTime : Long.compare(sequence, foreign.sequence);
        }
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    /** Never interrupts: see the class. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(false);
        Task<?> spawned = task;
        if (cancelled && spawned != null) {
            spawned.cancel();
        }
        return cancelled;
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        requireDoneOnReactors();
        return super.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        requireDoneOnReactors();
        return super.get(timeout, unit);
    }

    private void requireDoneOnReactors() {
        if (!isDone()) {
            executor.requireOutside("Future.get");
        }
    }

    @Override
    protected void setException(Throwable failure) {
        thrown = failure;
        super.setException(failure);
    }

    /** What the reactor polls. */
    Run work() {
        return new Run();
    }

    /** The command as a future of the reactor. */
    final class Run implements dev.enso.core.Future<Void> {
        private final Nap nap = new Nap();
        private boolean over;

        Run() {
            if (delayed) {
                nap.begin(time);
            }
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            if (over || isDone()) {
                return Polled.READY;
            }
            if (!nap.isOver(cx)) {
                return Polled.PENDING;
            }
            if (!holder.compareAndSet(Holder.NOBODY, Holder.REACTOR) && isTakenBack()) {
                return Polled.READY;
            }
            if (period == 0) {
                ForeignTask.super.run();
            } else if (runAndReset() && executor.mayRepeat()) {
                time = Nanos.sum(period > 0 ? time : cx.now(), Math.abs(period));
                nap.until(time, cx);
                return Polled.PENDING;
            }
            over = true;
            Throwable failure = thrown;
            if (failure != null) {
                Outcome.raise(failure);
            }
            return Polled.READY;
        }

        @Override
        @SuppressWarnings("NullAway") // Void has no other value
        public Void head() {
            return null;
        }

        @Override
        public Stream<Void> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
            nap.close();
            if (!isTakenBack()) {
                ForeignTask.super.cancel(false);
            }
            executor.ended(ForeignTask.this);
        }

        @Override
        public String toString() {
            return ForeignTask.this.toString();
        }
    }
}
