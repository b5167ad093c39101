package dev.enso.reactor;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Names the task that keeps a reactor from turning. A thread of its own looks at the reactors' turn counters from outside;
 * a reactor whose counter stands still while it is awake and within a task's poll is reported once for that turn.
 */
final class StallWatch implements Runnable {
    private final System.Logger log = System.getLogger("dev.enso.reactor");
    private final List<Reactor> reactors;
    private final Thread[] threads;
    private final long limit;
    private final Clock clock;
    private final Thread thread;
    private final long[] seenTurn;
    private final long[] seenAt;
    private final long[] reported;
    private volatile boolean stopped;

    StallWatch(List<Reactor> reactors, Thread[] threads, long limit, Clock clock, String name) {
        this.reactors = reactors;
        this.threads = threads;
        this.limit = limit;
        this.clock = clock;
        this.seenTurn = new long[threads.length];
        this.seenAt = new long[threads.length];
        this.reported = new long[threads.length];
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, Math.max(1_000_000, limit / 4));
            probe(clock.nanoTime());
        }
    }

    /** Looks at every reactor once. */
    void probe(long now) {
        for (int i = 0; i < threads.length; i++) {
            probe(i, now);
        }
    }

    private void probe(int i, long now) {
        Reactor reactor = reactors.get(i);
        long turn = reactor.turnsOpaque();
        if (turn != seenTurn[i] || reactor.sleeps()) {
            seenTurn[i] = turn;
            seenAt[i] = now;
            return;
        }
        Task<?> task = reactor.tasks.currentOpaque();
        if (now - seenAt[i] >= limit && reported[i] != turn && task != null) {
            reported[i] = turn;
            report(reactor, task, now - seenAt[i], threads[i].getStackTrace());
        }
    }

    private void report(Reactor reactor, @Nullable Task<?> task, long nanos, StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder(256);
        text.append(reactor.name())
                .append(" has not turned for ")
                .append(nanos / 1_000_000)
                .append(" ms: the task ");
        text.append(task).append(" does not yield. Let it return PENDING, or run blocking work elsewhere. It is at");
        for (StackTraceElement frame : stack) {
            text.append("\n\tat ").append(frame);
        }
        log.log(System.Logger.Level.WARNING, text.toString());
    }
}
