package dev.enso.bench.compare;

import dev.enso.bench.Couple;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What it takes a word to cross to the other core and come back, stored with release and read with acquire: what the machine
 * allows at best, at this moment.
 */
final class RawRoundTrip implements AutoCloseable {
    private static final int TRIPS = 300;
    private static final int WARM_UP = 200;
    private static final int BURSTS = 25;

    /** So many looks in vain say that the other thread is not running: then it may need this CPU. */
    private static final int PATIENCE = 1 << 16;

    private final Couple couple = new Couple();
    private final AtomicLong there = new AtomicLong();
    private final AtomicLong[] apart = new AtomicLong[64];
    private final AtomicLong back;
    private long nanos;

    RawRoundTrip() {
        // Keeps the two words off one cache line.
        for (int i = 0; i < apart.length; i++) {
            apart[i] = new AtomicLong();
        }
        back = apart[apart.length - 1];
        for (int i = 0; i < WARM_UP; i++) {
            burst();
        }
    }

    /**
     * Nanoseconds, of the best of some short bursts: a thread that has to give way to another one makes a burst longer, and
     * nothing makes it shorter than the cores allow. Takes some milliseconds. Not a number when the two threads have no CPU
     * each.
     */
    double measure() {
        if (!couple.isPinned()) {
            return Double.NaN;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < BURSTS; i++) {
            best = Math.min(best, burst());
        }
        return best;
    }

    private double burst() {
        there.set(0);
        back.set(0);
        couple.run(this::ask, this::answer);
        return (double) nanos / TRIPS;
    }

    /** The first trip only finds out that the other thread is there. */
    private void ask() {
        long start = 0;
        for (long i = 1; i <= TRIPS + 1; i++) {
            there.setRelease(i);
            await(back, i);
            if (i == 1) {
                start = System.nanoTime();
            }
        }
        nanos = System.nanoTime() - start;
    }

    private void answer() {
        for (long i = 1; i <= TRIPS + 1; i++) {
            await(there, i);
            back.setRelease(i);
        }
    }

    private static void await(AtomicLong word, long value) {
        for (int looks = 0; word.getAcquire() != value; looks++) {
            if (looks < PATIENCE) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    @Override
    public void close() {
        couple.close();
    }
}
