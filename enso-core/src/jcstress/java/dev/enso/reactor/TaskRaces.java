package dev.enso.reactor;

import dev.enso.core.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The races of a task: wakes against polls, cancellation against the end, and joining against the end. */
public final class TaskRaces {
    private TaskRaces() {}

    private static Reactor reactor() {
        return Reactors.builder().count(1).clock(() -> 1).build().get(0);
    }

    /** A task that has been polled once and waits. */
    private static final class Waiting {
        final Reactor reactor = reactor();
        final Waits work = new Waits();
        final Task<Boolean> task = reactor.spawn(work);

        Waiting() {
            reactor.turn();
        }
    }

    @JCStressTest
    @State
    @Outcome(
            id = {"1, 2", "1, 3"},
            expect = Expect.ACCEPTABLE,
            desc = "polled once or twice more, the latest poll saw it")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the poll that follows the wake did not see what was written before it")
    public static class WakeAgainstPoll {
        private final Waiting waiting = new Waiting();

        @Actor
        public void waker() {
            waiting.work.data = 1;
            waiting.task.wake();
        }

        @Actor
        public void owner() {
            waiting.task.wake();
            waiting.reactor.turn();
        }

        @Arbiter
        public void after(II_Result r) {
            waiting.reactor.turn();
            r.r1 = waiting.work.seen;
            r.r2 = waiting.work.polls;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "the poll saw what both had written")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a wake was lost between two wakers")
    public static class TwoWakers {
        private final Waiting waiting = new Waiting();

        @Actor
        public void first() {
            waiting.work.data = 1;
            waiting.task.wake();
        }

        @Actor
        public void second() {
            waiting.work.more = 1;
            waiting.task.wake();
        }

        @Arbiter
        public void after(I_Result r) {
            waiting.reactor.turn();
            r.r1 = waiting.work.seen;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled and closed, whether it was polled before or not")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a cancellation was lost")
    public static class CancelAgainstPoll {
        private final Waiting waiting = new Waiting();

        @Actor
        public void canceller() {
            waiting.task.cancel();
        }

        @Actor
        public void owner() {
            waiting.task.wake();
            waiting.reactor.turn();
        }

        @Arbiter
        public void after(II_Result r) {
            waiting.reactor.turn();
            r.r1 = waiting.task.isDone() ? 1 : 0;
            r.r2 = waiting.work.closed ? 1 : 0;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "who joined hears of the end")
    @Outcome(expect = Expect.FORBIDDEN, desc = "who joined while it ended waits for ever")
    public static class JoinAgainstEnd {
        private final Waiting waiting = new Waiting();
        private CompletableFuture<Boolean> joined = new CompletableFuture<>();

        @Actor
        public void joiner() {
            joined = waiting.task.toStage().toCompletableFuture();
        }

        @Actor
        public void owner() {
            waiting.task.cancel();
            waiting.reactor.turn();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = joined.isDone() ? 1 : 0;
        }
    }

    /** A service that is used again and again: it counts its runs, and what it saw. */
    private static final class Used {
        final Reactor reactor = reactor();
        int data;
        int seen;
        int runs;
        final Task<Void> task;

        Used() {
            task = spawn(() -> {
                runs++;
                seen = data;
            });
            reactor.turn();
        }

        Task<Void> spawn(Runnable command) {
            return reactor.spawn(TaskOptions.defaults().service(), Future.onEachWake(command));
        }
    }

    @JCStressTest
    @State
    @Outcome(
            id = {"1, 2", "1, 3"},
            expect = Expect.ACCEPTABLE,
            desc = "run again for the wakes, together or one by one, and the latest run saw what came before")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a use was lost, or a run that nobody asked for")
    public static class UseAgainWhileItRuns {
        private final Used used = new Used();

        @Actor
        public void user() {
            used.data = 1;
            used.task.wake();
        }

        @Actor
        public void owner() {
            used.task.wake();
            used.reactor.turn();
        }

        @Arbiter
        public void after(II_Result r) {
            used.reactor.turn();
            r.r1 = used.seen;
            r.r2 = used.runs;
        }
    }

    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1", "1, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "ended, after the run that was asked for or instead of it")
    @Outcome(expect = Expect.FORBIDDEN, desc = "has not ended, or was run beyond what was asked for")
    public static class UseAgainAgainstCancel {
        private final Used used = new Used();

        @Actor
        public void user() {
            used.task.wake();
            used.task.cancel();
        }

        @Actor
        public void owner() {
            used.reactor.turn();
        }

        @Arbiter
        public void after(II_Result r) {
            used.reactor.turn();
            used.task.wake();
            used.reactor.turn();
            r.r1 = used.task.isDone() ? 1 : 0;
            r.r2 = used.runs;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the old handle moved nobody: each has run once, when it was spawned")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the handle of a task that has ended woke the one that took its slot")
    public static class OldHandleAgainstNewTask {
        private final Used used = new Used();
        private int runsOfNext;

        @Actor
        public void user() {
            used.task.wake();
        }

        @Actor
        public void owner() {
            used.task.cancel();
            used.reactor.turn();
            used.spawn(() -> runsOfNext++);
            used.reactor.turn();
        }

        @Arbiter
        public void after(II_Result r) {
            used.task.wake();
            used.reactor.turn();
            r.r1 = used.runs;
            r.r2 = runsOfNext;
        }
    }
}
