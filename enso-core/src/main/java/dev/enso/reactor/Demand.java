package dev.enso.reactor;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What some reactors have to do, in cores: 1 for one that always has work, and more when tasks wait for each other. Who asks
 * first after {@link #WINDOW} reads the metrics of all, one thread at a time; the others take what was found last, so that
 * asking costs no more than a reading of the clock.
 */
final class Demand {
    /** From one reading to the next: much longer than a turn, much shorter than anybody waits. */
    static final long WINDOW = 10_000_000;

    /**
     * What was found.
     *
     * @param cores by place; infinite for one that takes no more work
     * @param windows how many were looked at
     */
    record Seen(double[] cores, long windows) {
        double least() {
            double least = Double.POSITIVE_INFINITY;
            for (double demand : cores) {
                least = Math.min(least, demand);
            }
            return least;
        }
    }

    final Places reactors;
    private final Clock clock;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long nextLook;
    /** Replaced as a whole by who looks. */
    private volatile Seen seen;

    // For the one thread that looks.
    private final ReactorMetrics metrics = new ReactorMetrics();
    private final long[] busy;
    private final double[] share;
    private long looked = -1;

    Demand(Places reactors) {
        this.reactors = reactors;
        this.clock = reactors.get(0).core().clock();
        this.busy = new long[reactors.size()];
        this.share = new double[reactors.size()];
        this.seen = new Seen(new double[reactors.size()], 0);
    }

    /** Any thread. */
    Seen look() {
        long now = clock.nanoTime();
        if (now >= nextLook && looking.compareAndSet(false, true)) {
            try {
                long elapsed = looked < 0 ? 0 : now - looked;
                looked = now;
                double[] cores = new double[busy.length];
                for (int i = 0; i < cores.length; i++) {
                    cores[i] = of(i, elapsed);
                }
                seen = new Seen(cores, seen.windows() + 1);
                nextLook = Nanos.sum(now, WINDOW);
            } finally {
                looking.set(false);
            }
        }
        return seen;
    }

    private double of(int index, long elapsed) {
        Reactor reactor = reactors.get(index);
        if (!reactor.takesWork()) {
            return Double.POSITIVE_INFINITY;
        }
        reactor.metrics(metrics);
        long worked = Math.max(0, metrics.busyNanos() - busy[index]); // less than 0 for one that was started anew
        busy[index] = metrics.busyNanos();
        if (elapsed > 0) {
            boolean standsStill = worked == 0 && !reactor.sleeps() && metrics.ready() > 0;
            double now = standsStill ? 1 : Math.min(1, (double) worked / elapsed);
            // Half of it is what was before, so that one burst is not taken for what goes on.
            share[index] = (share[index] + now) / 2;
        }
        long total = Load.SLOTS * metrics.time();
        return share[index] + (total == 0 ? 0 : (double) metrics.capacity() / total);
    }
}
