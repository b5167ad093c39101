package dev.enso.examples;

import dev.enso.Enso;
import dev.enso.reactor.CloseReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a server run until its time is up or the process is asked to end, and then drains it. */
public final class Running {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private Running() {}

    /** What is to be drained before the runtime is closed. */
    public interface Drain {
        /**
         * Waits, at most for so long.
         *
         * @return what was not drained in time
         */
        List<String> within(Duration limit) throws InterruptedException;
    }

    /** What a server runs on, in the words of its first line. */
    public static String on(Enso enso) {
        int reactors = enso.reactors().size();
        return reactors
                + (reactors == 1 ? " reactor, " : " reactors, ")
                + enso.transport().name();
    }

    /**
     * Waits and closes. On SIGTERM and SIGINT what has been received is answered before the process ends.
     *
     * @param seconds how long to run; 0 for no limit
     * @return the exit code: 0 when all was drained, 1 when something was cut off
     */
    public static int untilEnd(Enso enso, int seconds, PrintWriter out) throws InterruptedException {
        return untilEnd(enso, seconds, out, limit -> List.of());
    }

    /** The same for a server that drains something else first. */
    public static int untilEnd(Enso enso, int seconds, PrintWriter out, Drain first) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch drained = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    asked.countDown();
                    awaitUninterrupted(drained);
                },
                "drain-on-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean signalled = false;
        try {
            if (seconds > 0) {
                signalled = asked.await(seconds, TimeUnit.SECONDS);
            } else {
                asked.await();
                signalled = true;
            }
            List<String> left = first.within(DRAIN);
            CloseReport report = enso.close(DRAIN);
            boolean clean = left.isEmpty() && report.isClean();
            out.println(clean ? "drained and closed" : "closed; cut off: " + left + ", " + report);
            out.flush();
            return clean ? 0 : 1;
        } finally {
            drained.countDown();
            if (!signalled) {
                removeHook(hook);
            }
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // A signal came in this very moment: the hook runs, finds everything closed, and ends.
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await(2 * DRAIN.toSeconds() + 5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
