package dev.enso.bench;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Two threads, each pinned to a CPU of its own, that run a pair of loops again and again. */
public final class Couple implements AutoCloseable {
    private final CyclicBarrier start = new CyclicBarrier(3);
    private final CyclicBarrier end = new CyclicBarrier(3);
    private volatile Runnable left = () -> {};
    private volatile Runnable right = () -> {};
    private volatile boolean closed;
    private boolean pinned = true;

    public Couple() {
        thread(0).start();
        thread(1).start();
    }

    private Thread thread(int cpu) {
        Thread thread = new Thread(() -> run(cpu), "couple-" + cpu);
        thread.setDaemon(true);
        return thread;
    }

    private void run(int cpu) {
        boolean alone = Cpus.pin(cpu);
        synchronized (this) {
            pinned &= alone;
        }
        while (true) {
            await(start);
            if (closed) {
                return;
            }
            try {
                (cpu == 0 ? left : right).run();
            } finally {
                await(end);
            }
        }
    }

    /** Whether each has a CPU of its own. Known once a pair of loops has run. */
    public synchronized boolean isPinned() {
        return pinned;
    }

    /** Runs both loops side by side until both have ended. */
    public void run(Runnable left, Runnable right) {
        this.left = left;
        this.right = right;
        await(start);
        await(end);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the benchmark's threads lost each other", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        await(start);
    }
}
