package dev.enso.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The orderly end of a group of reactors, conducted from outside.
 *
 * <p>Whether all work has come to its end can't be seen at one moment, because a message may be under way between two
 * reactors that are both idle. So they are counted in waves (F. Mattern's four-counter method): when all are idle in two
 * waves in a row, and both waves saw as many messages delivered as sent, and nothing moved between them, nothing is left.
 */
final class Closing {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Reactors group;
    private final AtomicInteger lost = new AtomicInteger();
    private @Nullable CloseReport report;

    Closing(Reactors group) {
        this.group = group;
    }

    /** Counts messages that were found when nobody was left to take them. */
    void lost(int messages) {
        if (messages > 0) {
            lost.addAndGet(messages);
        }
    }

    void closeAndWarn(Duration limit) {
        boolean first;
        CloseReport outcome;
        synchronized (this) {
            first = report == null;
            outcome = close(limit);
        }
        if (first && !outcome.isClean()) {
            System.getLogger("dev.enso.reactor")
                    .log(System.Logger.Level.WARNING, "closing cut off what had not ended in time: " + outcome);
        }
    }

    synchronized CloseReport close(Duration limit) {
        group.requireOutside(
                "close waits for the reactors and can't be called on one of them: call it from another thread");
        if (report == null) {
            report = closeOnce(Nanos.of(limit));
        }
        return report;
    }

    private CloseReport closeOnce(long limit) {
        long deadline = Nanos.sum(group.clock().nanoTime(), Math.max(0, limit));
        for (Reactor reactor : group) {
            reactor.beginDraining();
        }
        ask(deadline, reactor -> reactor.tasks.cancelServices());
        boolean drained = drain(deadline);
        ArrayList<String> cut = new ArrayList<>();
        if (!drained) {
            cut.addAll(cancelRest());
        }
        List<String> stuck = stop();
        group.stopWatch();
        return new CloseReport(cut, lost.get() + sweep(stuck), stuck);
    }

    private boolean drain(long deadline) {
        long before = -1;
        while (true) {
            Wave wave = wave(deadline);
            if (wave == null) {
                return false;
            }
            long balance = wave.idle && wave.sent == wave.delivered ? wave.sent : -1;
            if (balance >= 0 && balance == before) {
                return true;
            }
            if (!wave.idle && group.threads().isEmpty() && !turnsHelp()) {
                return false;
            }
            before = balance;
        }
    }

    /** Without threads: false when turning finds nothing to do and no time passes, so that waiting would last for ever. */
    private boolean turnsHelp() {
        long before = group.clock().nanoTime();
        int work = 0;
        for (Reactor reactor : group) {
            work += reactor.turn();
        }
        return work > 0 || group.clock().nanoTime() != before;
    }

    /** What all reactors together said in one round of questions. */
    private static final class Wave {
        boolean idle = true;
        long sent;
        long delivered;

        void add(Reactor reactor) {
            Bus bus = reactor.core().bus();
            idle &= reactor.tasks.finite() == 0 && bus.underWay() == 0 && !bus.hasWork();
            sent += bus.sent();
            delivered += bus.delivered();
        }
    }

    private @Nullable Wave wave(long deadline) {
        Wave wave = new Wave();
        boolean complete = ask(deadline, reactor -> {
            synchronized (wave) {
                wave.add(reactor);
            }
        });
        return complete ? wave : null;
    }

    private List<String> cancelRest() {
        ArrayList<String> cut = new ArrayList<>();
        long deadline = Nanos.sum(group.clock().nanoTime(), GRACE.toNanos());
        ask(deadline, reactor -> {
            synchronized (cut) {
                cut.addAll(reactor.tasks.names());
            }
            reactor.tasks.cancelAll();
        });
        // One more round, so that the cancelled are closed before the reactors stop.
        ask(deadline, reactor -> {});
        synchronized (cut) {
            return List.copyOf(cut);
        }
    }

    private List<String> stop() {
        long deadline = Nanos.sum(group.clock().nanoTime(), GRACE.toNanos());
        ask(deadline, Reactor::stopSoon);
        if (group.threads().isEmpty()) {
            for (Reactor reactor : group) {
                if (!reactor.isStopped()) {
                    reactor.stopped();
                }
            }
            return List.of();
        }
        ArrayList<String> stuck = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            if (!awaitEnd(group.threads().get(i), deadline)) {
                Reactor reactor = group.get(i);
                stuck.add(reactor.name() + " in " + reactor.tasks.currentOpaque());
            }
        }
        return stuck;
    }

    private boolean awaitEnd(ReactorThread thread, long deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return thread.ended()
                            .await(Math.max(0, deadline - group.clock().nanoTime()), TimeUnit.NANOSECONDS);
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

    private int sweep(List<String> stuck) {
        int swept = 0;
        if (stuck.isEmpty()) {
            for (Reactor reactor : group) {
                swept += reactor.core().bus().sweep();
            }
        }
        return swept;
    }

    private boolean ask(long deadline, java.util.function.Consumer<Reactor> question) {
        return Question.toAll(group, deadline, question);
    }
}
