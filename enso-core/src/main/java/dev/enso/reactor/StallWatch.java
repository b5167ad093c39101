package dev.enso.reactor;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Names what keeps a reactor from turning. A thread of its own looks at the reactors' turn counters from outside; a reactor
 * whose counter stands still while it is awake is reported once for that turn, with its task and stack.
 *
 * <p>When the whole process was held up (by the collector, the operating system, a closed lid), this thread was as well. A
 * look that comes late therefore accuses nobody and starts the count anew.
 */
final class StallWatch implements Runnable {
    private static final int LOOKS_A_LIMIT = 4;
    private static final long LEAST_PERIOD = 1_000_000;
    /** How much later than expected a look may come on a busy machine and still count. */
    private static final long JITTER = 10_000_000;

    private final System.Logger log = System.getLogger("dev.enso.reactor");
    private final List<ReactorThread> reactors;
    private final long limit;
    private final long period;
    private final Clock clock;
    private final Thread thread;
    private final long[] seenTurn;
    private final long[] seenAt;
    private final long[] reported;
    private long lookedAt;
    private volatile boolean stopped;

    StallWatch(List<ReactorThread> reactors, long limit, Clock clock, String name) {
        this.reactors = List.copyOf(reactors);
        this.limit = limit;
        this.period = Math.max(LEAST_PERIOD, limit / LOOKS_A_LIMIT);
        this.clock = clock;
        this.seenTurn = new long[reactors.size()];
        this.seenAt = new long[reactors.size()];
        this.reported = new long[reactors.size()];
        Arrays.fill(seenTurn, -1);
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
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
        for (int i = 0; i < seenTurn.length; i++) {
            probe(i, now, late);
        }
    }

    private void probe(int i, long now, boolean late) {
        Reactor reactor = reactors.get(i).reactor();
        long turn = reactor.core().turnsOpaque();
        if (late || turn != seenTurn[i] || reactor.sleeps()) {
            seenTurn[i] = turn;
            seenAt[i] = now;
            return;
        }
        if (now - seenAt[i] >= limit && reported[i] != turn && !reactor.isStopped()) {
            reported[i] = turn;
            report(reactor, now - seenAt[i], reactors.get(i).thread().getStackTrace());
        }
    }

    private void report(Reactor reactor, long nanos, StackTraceElement[] stack) {
        Task<?> task = reactor.tasks.currentOpaque();
        StringBuilder text = new StringBuilder(256);
        text.append(reactor.name())
                .append(" has not turned for ")
                .append(nanos / 1_000_000)
                .append(" ms: ")
                .append(who(task))
                .append(" does not yield. Let it return PENDING, or run blocking work elsewhere. It is at");
        for (StackTraceElement frame : stack) {
            text.append("\n\tat ").append(frame);
        }
        log.log(System.Logger.Level.WARNING, text.toString());
    }

    private static String who(@Nullable Task<?> task) {
        return task != null ? "the task " + task : "a message, a poller or a task's close";
    }
}
