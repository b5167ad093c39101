package dev.enso.bench;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes of the heap a live timer takes, the array apart in which their owner keeps the handles: as armed, and once
 * three times as many were cancelled at random and armed anew. A program and not a benchmark, because it measures no time.
 * Run it with {@code -XX:+UseSerialGC -Xmx6g}: other collectors round large arrays up to their regions.
 */
public final class TimerMemory {
    private static final long SOON = TimeUnit.SECONDS.toNanos(1_000);
    private static final long SPAN = TimeUnit.SECONDS.toNanos(60);
    private static final int ROUNDS = 3;

    private TimerMemory() {}

    /** Prints a line; a process measures one kind of timers and one number of them, so that nothing is left from others. */
    public static void main(String[] arguments) throws Exception {
        measure(TimerPeer.Kind.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
    }

    private static void measure(TimerPeer.Kind kind, int live) throws Exception {
        try (TimerPeer timers = kind.create(live)) {
            SplittableRandom random = new SplittableRandom(42);
            long before = used();
            for (int slot = 0; slot < live; slot++) {
                timers.arm(slot, SOON + random.nextLong(SPAN));
            }
            double armed = (double) (used() - before) / live;
            System.out.printf(Locale.ROOT, "%s, %d live: %.1f bytes a timer", kind, live, armed);
            if (!churns(kind, live)) {
                System.out.println();
                return;
            }
            for (long i = (long) ROUNDS * live; i > 0; i--) {
                int slot = random.nextInt(live);
                timers.cancel(slot);
                timers.arm(slot, SOON + random.nextLong(SPAN));
            }
            System.out.printf(Locale.ROOT, ", %.1f after churn%n", (double) (used() - before) / live);
            // Until here it is reachable, and not collected while it is measured.
            timers.cancel(0);
        }
    }

    /** A heap looks through all its timers to cancel one, and of ten million others take minutes too. */
    private static boolean churns(TimerPeer.Kind kind, int live) {
        return kind == TimerPeer.Kind.ENSO || (kind != TimerPeer.Kind.HEAP && live <= 1_000_000);
    }

    private static long used() {
        Heap.promote();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
