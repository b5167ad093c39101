package dev.enso.reactor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names what keeps a reactor from turning. A thread of its own looks at the reactors' turn counters from outside; a reactor
 * whose counter stands still while it is awake is reported once for that turn, with its task, its stack, and who took the
 * time: the collector, the operating system, or the task itself.
 *
 * <p>When the whole process was held up (by the collector, the operating system, a closed lid), this thread was as well. A
 * look that comes late therefore accuses nobody and starts the count anew.
 */
final class StallWatch implements Runnable {
    private static final int LOOKS_A_LIMIT = 4;
    private static final long LEAST_PERIOD = 1_000_000;
    /** How much later than expected a look may come on a busy machine and still count. */
    private static final long JITTER = 10_000_000;
    /** From one report about a reactor to the next, in limits: a reactor that stalls all day fills no disk. */
    private static final int LIMITS_BETWEEN = 10;

    /** One reactor, and what was known when its present turn was first seen. */
    private final class Watched {
        final ReactorThread thread;
        private long turn = -1;
        private long since;
        private long cpu;
        private long delay;
        private long pause;
        private boolean reported;
        private long quietUntil = Long.MIN_VALUE;
        private int unreported;

        Watched(ReactorThread thread) {
            this.thread = thread;
        }

        void probe(long now, boolean late) {
            Reactor reactor = thread.reactor();
            long seen = reactor.core().turnsOpaque();
            if (late || seen != turn || reactor.sleeps()) {
                reported &= seen == turn;
                turn = seen;
                since = now;
                cpu = witness.cpuNanos(thread);
                delay = witness.delayNanos(thread);
                pause = witness.pauseNanos();
            } else if (now - since >= limit && !reported && !reactor.isStopped()) {
                reported = true;
                reactor.stalled();
                if (now >= quietUntil) {
                    quietUntil = Nanos.sum(now, LIMITS_BETWEEN * limit);
                    report(now - since);
                    unreported = 0;
                } else {
                    unreported++;
                }
            }
        }

        private void report(long nanos) {
            Reactor reactor = thread.reactor();
            Task<?> task = reactor.tasks.currentOpaque();
            long used = passed(cpu, witness.cpuNanos(thread));
            Stall.Kind kind = kind(nanos);
            String detail = "has not turned for " + millis(nanos) + " ms: " + blame(kind, task)
                    + (used < 0 ? "" : " Its thread has used " + millis(used) + " ms of CPU time since.")
                    + (unreported == 0 ? "" : " " + unreported + " more stalls since the last report.");
            handler.accept(new Stall(
                    reactor.name(),
                    kind,
                    kind == Stall.Kind.TASK && task != null ? task.name() : null,
                    nanos,
                    detail,
                    List.of(thread.thread().getStackTrace())));
        }

        /** The collector or the system, when they took half of the time; else it is the task, running or waiting. */
        private Stall.Kind kind(long nanos) {
            if (passed(pause, witness.pauseNanos()) >= nanos / 2) {
                return Stall.Kind.JVM;
            }
            return passed(delay, witness.delayNanos(thread)) >= nanos / 2 ? Stall.Kind.SYSTEM : Stall.Kind.TASK;
        }
    }

    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final long limit;
    private final long period;
    private final Clock clock;
    private final Witness witness;
    private final Consumer<? super Stall> handler;
    private final Thread thread;
    private long lookedAt;
    private volatile boolean stopped;

    StallWatch(
            List<ReactorThread> threads,
            long limit,
            Clock clock,
            Witness witness,
            Consumer<? super Stall> handler,
            String name) {
        for (ReactorThread watchedThread : threads) {
            watched.add(new Watched(watchedThread));
        }
        this.limit = limit;
        this.period = Math.max(LEAST_PERIOD, limit / LOOKS_A_LIMIT);
        this.clock = clock;
        this.witness = witness;
        this.handler = handler;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    /** Another reactor in this place, or one in a new place. */
    void watch(int index, ReactorThread thread) {
        if (index < watched.size()) {
            watched.set(index, new Watched(thread));
        } else {
            watched.add(new Watched(thread));
        }
    }

    void start() {
        thread.start();
    }

    /** Waits a little for its thread, which has nothing to do but to look at the flag. */
    void stop(Meanwhile meanwhile) {
        stopped = true;
        LockSupport.unpark(thread);
        meanwhile.awaitEnd(thread, Nanos.sum(meanwhile.now(), TimeUnit.SECONDS.toNanos(1)));
    }

    @Override
    public void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, period);
            if (!stopped) {
                probe(clock.nanoTime());
            }
        }
    }

    /** Looks at every reactor once. */
    void probe(long now) {
        boolean late = now - lookedAt > 2 * period + JITTER;
        lookedAt = now;
        for (Watched one : watched) {
            one.probe(now, late);
        }
    }

    private static long passed(long before, long after) {
        return before < 0 || after < 0 ? Witness.UNKNOWN : after - before;
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    private static String blame(Stall.Kind kind, @Nullable Task<?> task) {
        return switch (kind) {
            case JVM -> "the JVM's collector held it up. Give it a larger heap, or less garbage.";
            case SYSTEM -> "the operating system ran others on its CPU. Give it a CPU of its own, or fewer neighbours.";
            default -> who(task) + " does not yield. Let it return PENDING, or run blocking work elsewhere.";
        };
    }

    private static String who(@Nullable Task<?> task) {
        return task != null ? "the task " + task : "a message, a poller or a task's close";
    }
}
