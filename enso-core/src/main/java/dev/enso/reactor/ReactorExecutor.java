package dev.enso.reactor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A reactor as a {@link ScheduledExecutorService}: each command is a task, each run one poll. The service has a life of its
 * own; shutting it down leaves the reactor alone.
 *
 * <p>Who submits adds to {@code live} and then reads the phase; who shuts down writes the phase and then reads {@code live}.
 * So what is submitted meanwhile is either refused, or waited for by the termination.
 */
final class ReactorExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private enum Phase {
        RUNNING,
        /** Takes no more; what was submitted runs, except that what repeats is cancelled. */
        SHUTDOWN,
        /** What has not begun is handed back, and the rest cancelled. */
        STOPPED
    }

    private final Reactor reactor;
    private final TaskOptions options;
    /** In the order of their submission. */
    private final ConcurrentSkipListSet<ForeignTask<?>> live =
            new ConcurrentSkipListSet<>((one, other) -> Long.compare(one.sequence, other.sequence));

    private final AtomicLong sequence = new AtomicLong();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile Phase phase = Phase.RUNNING;

    ReactorExecutor(Reactor reactor, TaskOptions options) {
        this.reactor = reactor;
        this.options = options;
    }

    private long now() {
        return reactor.core().clock().nanoTime();
    }

    /** In nanoseconds, and not negative; a delay needs timers, and this is where their absence is found out. */
    private long delay(long delay, TimeUnit unit) {
        long nanos = Math.max(0, unit.toNanos(delay));
        if (nanos > 0) {
            reactor.core().alarms();
        }
        return nanos;
    }

    private <T> ForeignTask<T> foreign(Callable<T> call, long delay, long period) {
        return new ForeignTask<>(this, call, sequence.getAndIncrement(), now(), delay, period);
    }

    private static Callable<Void> calling(Runnable command) {
        return Executors.callable(Objects.requireNonNull(command, "command"), null);
    }

    private <F extends ForeignTask<?>> F start(F task) {
        if (phase != Phase.RUNNING) {
            throw refusal();
        }
        live.add(task);
        if (phase != Phase.RUNNING) {
            ended(task);
            throw refusal();
        }
        try {
            task.spawnedAs(reactor.spawn(options, task.work()));
        } catch (Throwable refused) {
            ended(task);
            throw refused;
        }
        return task;
    }

    private RejectedExecutionException refusal() {
        return new RejectedExecutionException(this + " was shut down and takes no more commands");
    }

    /** The command will not run any more; on the reactor's thread, or on one that found it stopped. */
    void ended(ForeignTask<?> task) {
        live.remove(task);
        tryTerminate();
    }

    private void tryTerminate() {
        if (phase != Phase.RUNNING && live.isEmpty()) {
            terminated.countDown();
        }
    }

    boolean mayRepeat() {
        return phase == Phase.RUNNING;
    }

    long delayOf(ForeignTask<?> task) {
        return task.time() - now();
    }

    void requireOutside(String what) {
        reactor.group().requireOutside(what + " would block a reactor");
    }

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        start(command instanceof ForeignTask<?> made && made.isOf(this) ? made : foreign(calling(command), 0, 0));
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable command, T value) {
        return foreign(Executors.callable(command, value), 0, 0);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> call) {
        return foreign(call, 0, 0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return start(foreign(calling(command), delay(delay, unit), 0));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> call, long delay, TimeUnit unit) {
        return start(foreign(Objects.requireNonNull(call, "call"), delay(delay, unit), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return start(foreign(calling(command), delay(initialDelay, unit), positive(period, unit, "period")));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return start(foreign(calling(command), delay(initialDelay, unit), -positive(delay, unit, "delay")));
    }

    private long positive(long duration, TimeUnit unit, String what) {
        if (duration <= 0) {
            throw new IllegalArgumentException(what + " must be positive: " + duration + " " + unit);
        }
        reactor.core().alarms();
        return unit.toNanos(duration);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> calls) throws InterruptedException {
        requireOutside("invokeAll");
        return super.invokeAll(calls);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> calls, long timeout, TimeUnit unit)
            throws InterruptedException {
        requireOutside("invokeAll");
        return super.invokeAll(calls, timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> calls) throws InterruptedException, ExecutionException {
        requireOutside("invokeAny");
        return super.invokeAny(calls);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> calls, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireOutside("invokeAny");
        return super.invokeAny(calls, timeout, unit);
    }

    @Override
    public void shutdown() {
        enter(Phase.SHUTDOWN);
        for (ForeignTask<?> task : live) {
            if (task.isPeriodic()) {
                task.cancel(false);
            }
        }
        tryTerminate();
    }

    @Override
    public List<Runnable> shutdownNow() {
        enter(Phase.STOPPED);
        List<Runnable> neverBegun = new ArrayList<>();
        for (ForeignTask<?> task : live) {
            if (task.takeBack()) {
                neverBegun.add(task);
            } else {
                task.cancel(false);
            }
        }
        tryTerminate();
        return neverBegun;
    }

    private synchronized void enter(Phase later) {
        if (phase.compareTo(later) < 0) {
            phase = later;
        }
    }

    @Override
    public boolean isShutdown() {
        return phase != Phase.RUNNING || reactor.isStopped();
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0 || (reactor.isStopped() && live.isEmpty());
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        if (isTerminated()) {
            return true;
        }
        requireOutside("awaitTermination");
        return terminated.await(timeout, unit);
    }

    @Override
    public String toString() {
        return "Executor[" + reactor.name() + ", " + phase.name().toLowerCase(java.util.Locale.ROOT) + ", "
                + live.size() + " live]";
    }
}
