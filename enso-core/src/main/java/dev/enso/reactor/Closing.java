package dev.enso.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The orderly end of a group of reactors, conducted from outside.
 *
 * <p>Whether all work has come to its end can't be seen at one moment, because a message may be under way between two
 * reactors that are both idle. So they are counted in waves (F. Mattern's four-counter method): when all are idle in two
 * waves in a row, and both waves saw as many messages delivered as sent, and nothing moved between them, nothing is left.
 */
final class Closing {
    /** How long the reactors have, after the limit, to close what was cancelled and to stop. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Reactors group;
    private final AtomicInteger lost = new AtomicInteger();
    /** Messages and requests that were sent, and taken back or given up since their target had stopped. */
    private final AtomicLong takenBack = new AtomicLong();
    /** What reactors had counted that others have replaced. Guarded by this. */
    private final Totals retired = new Totals();
    /** Of those, whom answers may still come home to. Guarded by this. */
    private final List<Bus> unanswered = new ArrayList<>();

    private volatile boolean begun;
    private @Nullable CloseReport report;

    Closing(Reactors group) {
        this.group = group;
    }

    /** Counts messages that were found when nobody was left to take them. */
    void lost(int messages) {
        lost.addAndGet(messages);
    }

    /** Counts messages and requests that are not under way any more, although nobody delivered them. */
    void tookBack(int count) {
        takenBack.addAndGet(count);
    }

    boolean hasBegun() {
        return begun;
    }

    /** This one has ended and is replaced. */
    synchronized void retired(Reactor ended) {
        retired.add(ended.core().bus());
        unanswered.add(ended.core().bus());
        sweepUnanswered();
    }

    /** Nobody reads what comes home to those that were replaced. */
    private void sweepUnanswered() {
        unanswered.forEach(bus -> lost(bus.sweep()));
        unanswered.removeIf(bus -> bus.underWay() == 0);
    }

    /** Warns of what was cut, once. */
    void closeAndWarn(Duration limit) {
        begin();
        synchronized (this) {
            if (report == null) {
                CloseReport outcome = run(limit);
                if (!outcome.isClean()) {
                    System.getLogger("dev.enso.reactor")
                            .log(System.Logger.Level.WARNING, "closing cut off what had not ended in time: " + outcome);
                }
            }
        }
    }

    CloseReport close(Duration limit) {
        begin();
        synchronized (this) {
            return report == null ? run(limit) : report;
        }
    }

    /** Nobody is started or added from here on. Before the lock of this, which who starts one takes second. */
    private void begin() {
        // Before all locks: a reactor that waited for one would keep the thread that holds it waiting.
        group.requireOutside(
                "close waits for the reactors and can't be called on one of them: call it from another thread");
        synchronized (group) {
            begun = true;
        }
    }

    /** Under the lock. */
    private CloseReport run(Duration limit) {
        CloseReport outcome = new Run(Nanos.of(limit)).close();
        report = outcome;
        return outcome;
    }

    /** What has moved over the lanes. */
    private static final class Totals {
        private long sent;
        private long delivered;
        private long entered;

        void add(Bus bus) {
            sent += bus.sent();
            delivered += bus.delivered();
            entered += bus.entered();
        }

        void add(Totals other) {
            sent += other.sent;
            delivered += other.delivered;
            entered += other.entered;
        }
    }

    /** What all reactors together said in one round of questions. */
    private static final class Wave {
        private final Totals totals = new Totals();
        private final Set<Reactor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private boolean idle = true;
        private long takenBack;

        synchronized void add(Reactor reactor) {
            idle &= reactor.hasNothingToDo();
            totals.add(reactor.core().bus());
            seen.add(reactor);
        }

        /** When all who turn have answered: adds what those have counted that have ended. */
        synchronized void complete(Reactors group, Totals retired, long takenBack) {
            for (Reactor reactor : group) {
                if (!seen.contains(reactor)) {
                    if (reactor.hasEnded()) {
                        totals.add(reactor.core().bus());
                    } else {
                        idle = false;
                    }
                }
            }
            totals.add(retired);
            this.takenBack = takenBack;
        }

        synchronized boolean isQuiet() {
            return idle && totals.sent == totals.delivered + takenBack;
        }

        synchronized boolean nothingMovedSince(Wave before) {
            return totals.sent == before.totals.sent && totals.entered == before.totals.entered;
        }
    }

    private final class Run {
        private final Meanwhile meanwhile = group.meanwhile();
        private final long deadline;

        Run(long limit) {
            deadline = Nanos.sum(meanwhile.now(), Math.max(0, limit));
        }

        CloseReport close() {
            for (Reactor reactor : group) {
                reactor.beginDraining();
            }
            ask(deadline, reactor -> reactor.tasks.cancelServices());
            boolean drained = drain();
            long end = Nanos.sum(meanwhile.now(), GRACE.toNanos());
            if (!drained) {
                ask(end, reactor -> reactor.tasks.cancelAll());
            }
            List<ReactorThread> stuck = stop(end);
            group.stopWatch(meanwhile);
            Meanwhile real = Meanwhile.waiting();
            return report(stuck, group.stopBlocking(real, Nanos.sum(real.now(), GRACE.toNanos())));
        }

        private boolean drain() {
            Wave before = null;
            while (true) {
                Wave wave = new Wave();
                if (!ask(deadline, wave::add)) {
                    return false;
                }
                wave.complete(group, retired, takenBack.get());
                if (before != null) {
                    if (wave.isQuiet() && before.isQuiet() && wave.nothingMovedSince(before)) {
                        return true;
                    }
                    if (!meanwhile.pass(deadline)) {
                        return false;
                    }
                }
                before = wave;
            }
        }

        /** Stops the reactors; answers the threads that do not come back. */
        private List<ReactorThread> stop(long end) {
            if (group.threads().isEmpty()) {
                group.forEach(Reactor::stopByHand);
                return List.of();
            }
            Question.toAll(group, Reactor::stopSoon);
            ArrayList<ReactorThread> stuck = new ArrayList<>();
            for (ReactorThread thread : group.threads()) {
                if (!meanwhile.awaitEnd(thread.thread(), end)) {
                    stuck.add(thread);
                }
            }
            return stuck;
        }

        /** Of reactors that have stopped: all threads that wrote what is read here are gone. */
        private CloseReport report(List<ReactorThread> stuck, List<String> busy) {
            ArrayList<String> cut = new ArrayList<>();
            sweepUnanswered();
            for (Reactor reactor : group) {
                if (stuck.stream().noneMatch(thread -> thread.reactor() == reactor)) {
                    cut.addAll(reactor.tasks.cut());
                    lost(reactor.core().bus().sweep());
                }
            }
            ArrayList<String> names = new ArrayList<>(busy);
            stuck.forEach(thread -> names.add(describe(thread)));
            return new CloseReport(cut, lost.get(), names);
        }

        private boolean ask(long until, Consumer<Reactor> question) {
            return meanwhile.await(Question.toAll(group, question), until);
        }
    }

    private static String describe(ReactorThread thread) {
        Reactor reactor = thread.reactor();
        Task<?> task = reactor.tasks.currentOpaque();
        return reactor.name() + (task == null ? " in a message or poller" : " in " + task.name());
    }
}
