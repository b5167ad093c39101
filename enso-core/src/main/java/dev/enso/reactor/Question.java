package dev.enso.reactor;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Something to be done on every reactor of a group, and to be waited for from outside. */
final class Question extends Inbound {
    private final Reactor reactor;
    private final Consumer<Reactor> what;
    private final CountDownLatch answered;

    private Question(Reactor reactor, Consumer<Reactor> what, CountDownLatch answered) {
        this.reactor = reactor;
        this.what = what;
        this.answered = answered;
    }

    @Override
    void arrive() {
        try {
            what.accept(reactor);
        } finally {
            answered.countDown();
        }
    }

    /**
     * Asks all reactors. Those that nobody turns are turned here.
     *
     * @return false when not all had answered at the deadline
     */
    static boolean toAll(Reactors group, long deadline, Consumer<Reactor> what) {
        CountDownLatch answered = new CountDownLatch(group.size());
        for (Reactor reactor : group) {
            reactor.enter(new Question(reactor, what, answered));
        }
        return group.threads().isEmpty() ? turnUntil(group, deadline, answered) : await(group, deadline, answered);
    }

    private static boolean await(Reactors group, long deadline, CountDownLatch answered) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    // Also with a deadline that has passed: a question that is only asked needs a moment.
                    long patience =
                            Math.max(50_000_000L, deadline - group.clock().nanoTime());
                    return answered.await(patience, TimeUnit.NANOSECONDS)
                            && group.clock().nanoTime() < deadline;
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

    private static boolean turnUntil(Reactors group, long deadline, CountDownLatch answered) {
        long before = group.clock().nanoTime();
        while (true) {
            int work = 0;
            for (Reactor reactor : group) {
                work += reactor.turn();
            }
            long now = group.clock().nanoTime();
            if (now >= deadline || (work == 0 && now == before)) {
                return false;
            }
            if (answered.getCount() == 0) {
                return true;
            }
            before = now;
        }
    }
}
