package dev.enso.reactor;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a closing thread does so that the reactors can come to their end meanwhile. It does not react to interrupts. */
interface Meanwhile {
    /** The time by which this thread waits, in nanoseconds. */
    long now();

    /**
     * Lets the reactors work until the latch is down.
     *
     * @return false when the deadline comes first, or waiting can't help any more
     */
    boolean await(CountDownLatch latch, long deadline);

    /**
     * Lets the reactors work a little.
     *
     * @return false when the deadline has come, or waiting can't help any more
     */
    boolean pass(long deadline);

    /**
     * Waits for the end of a thread, whatever the deadline for a moment.
     *
     * @return false when it goes on
     */
    boolean awaitEnd(Thread thread, long deadline);

    /** The reactors have threads: waits for them, by the system's clock whatever theirs is. */
    static Meanwhile waiting() {
        return new Waiting();
    }

    /** Nobody turns the reactors: this thread does, by their clock. */
    static Meanwhile turning(List<Reactor> reactors, Clock clock) {
        return new Turning(reactors, clock);
    }

    /** Waits. */
    final class Waiting implements Meanwhile {
        /** Also after the deadline: a question that is only asked needs a moment. */
        private static final long MOMENT = 50_000_000L;

        private static final long LITTLE = 1_000_000L;

        private final Clock clock = Clock.system();

        @Override
        public long now() {
            return clock.nanoTime();
        }

        @Override
        public boolean await(CountDownLatch latch, long deadline) {
            return await(nanos -> latch.await(nanos, TimeUnit.NANOSECONDS), deadline);
        }

        @Override
        public boolean awaitEnd(Thread thread, long deadline) {
            return await(
                    nanos -> {
                        // Rounded up: less than a millisecond would wait for ever, or not at all.
                        thread.join(1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos)));
                        return !thread.isAlive();
                    },
                    deadline);
        }

        private interface Wait {
            boolean atMost(long nanos) throws InterruptedException;
        }

        private boolean await(Wait wait, long deadline) {
            long until = Math.max(deadline, Nanos.sum(now(), MOMENT));
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return wait.atMost(until - now());
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public boolean pass(long deadline) {
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(this, LITTLE);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return now() < deadline;
        }
    }

    /** Turns. */
    final class Turning implements Meanwhile {
        /** Rounds of turns without the clock moving, after which no time will pass: the clock is moved by hand. */
        private static final int STILL = 10_000;

        private final List<Reactor> reactors;
        private final Clock clock;
        private long read;
        private int still;

        Turning(List<Reactor> reactors, Clock clock) {
            this.reactors = reactors;
            this.clock = clock;
            this.read = clock.nanoTime();
        }

        @Override
        public long now() {
            return clock.nanoTime();
        }

        @Override
        public boolean await(CountDownLatch latch, long deadline) {
            while (true) {
                boolean goesOn = pass(deadline);
                if (latch.getCount() == 0) {
                    return true;
                }
                if (!goesOn) {
                    return false;
                }
            }
        }

        /** There are no threads. */
        @Override
        public boolean awaitEnd(Thread thread, long deadline) {
            return !thread.isAlive();
        }

        @Override
        public boolean pass(long deadline) {
            int work = 0;
            for (Reactor reactor : reactors) {
                work += reactor.turn();
            }
            long now = clock.nanoTime();
            still = now == read ? still + 1 : 0;
            read = now;
            if (work == 0) {
                if (still > 0 && !anyHasWork()) {
                    return false;
                }
                Thread.yield();
            }
            return now < deadline && still < STILL;
        }

        private boolean anyHasWork() {
            for (Reactor reactor : reactors) {
                if (reactor.busHasWork()) {
                    return true;
                }
            }
            return false;
        }
    }
}
