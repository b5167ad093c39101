package dev.enso.bench;

import dev.enso.Enso;
import dev.enso.core.Alarms;
import dev.enso.core.Waker;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.Clock;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.timers.Wheel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * How late timers are on a reactor that has nothing else to do and sleeps between them: one after the other, each one to
 * five milliseconds ahead, with the kernel's own timer slack of 50 µs and with the one that reactors ask for. A program and
 * not a benchmark, because what it measures is not how long something takes.
 */
public final class TimerLateness {
    private static final int TIMERS = Integer.getInteger("timers", 2_000);
    private static final String[] SLACKS = {"50000", "1"};

    private TimerLateness() {}

    /** Prints a line for each way to sleep and each slack. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("sleeps in  slack ns   p50 us   p99 us   max us");
        for (int round = 0; round < 2; round++) {
            for (String slack : SLACKS) {
                try (Reactors reactors = Reactors.builder()
                        .count(1)
                        .affinity(Affinity.none())
                        .timers(core -> Wheel.create())
                        .start()) {
                    measure("park", reactors.get(0), slack);
                }
                try (Enso enso =
                        Enso.builder().reactors(1).affinity(Affinity.none()).start()) {
                    measure(enso.transport().toString(), enso.reactors().get(0), slack);
                }
            }
        }
    }

    private static void measure(String sleep, Reactor reactor, String slack) throws InterruptedException {
        Run run = new Run(reactor);
        reactor.execute(() -> {
            run.slack(slack);
            run.arm();
        });
        run.over.await();
        long[] late = run.late;
        Arrays.sort(late);
        System.out.printf(
                Locale.ROOT,
                "%-9s %9s %8.1f %8.1f %8.1f%n",
                sleep.toLowerCase(Locale.ROOT),
                slack,
                late[TIMERS / 2] / 1e3,
                late[TIMERS * 99 / 100] / 1e3,
                late[TIMERS - 1] / 1e3);
    }

    private static final class Run implements Waker {
        final long[] late = new long[TIMERS];
        final CountDownLatch over = new CountDownLatch(1);
        private final SplittableRandom random = new SplittableRandom(42);
        private final Reactor reactor;
        private final Clock clock;
        private int count;
        private long deadline;

        Run(Reactor reactor) {
            this.reactor = reactor;
            this.clock = reactor.core().clock();
        }

        void slack(String nanos) {
            try {
                Path thread =
                        Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
                Files.writeString(Path.of("/proc").resolve(thread).resolve("timerslack_ns"), nanos);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void arm() {
            Alarms alarms = reactor.core().alarms();
            deadline = clock.nanoTime() + 1_000_000 + random.nextInt(4_000_000);
            alarms.arm(deadline, this);
        }

        @Override
        public void wake() {
            late[count++] = clock.nanoTime() - deadline;
            if (count < TIMERS) {
                arm();
            } else {
                over.countDown();
            }
        }
    }
}
