package dev.enso.simulation;

import dev.enso.reactor.CloseReport;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Refused;
import dev.enso.reactor.SimulatedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an application sees of the simulation it runs in: reactors to use, a time that passes only here, events from outside,
 * and what must be true at the end. One thread.
 */
public final class World {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    /** Timers that go on when all else is done, such as an interval's: so many are let go. */
    private static final int IDLE_JUMPS = 64;

    private final Oracle oracle;
    private final int count;
    private final Stage stage;
    private final Consumer<? super Reactors.Builder> settings;
    private final List<Check> checks = new ArrayList<>();
    private final List<Reactors> groups = new ArrayList<>();
    private final List<CloseReport> reports = new ArrayList<>();
    private @Nullable Reactors reactors;

    /** Something that is true at the end. */
    @FunctionalInterface
    public interface Check {
        /** Throws when it is not. */
        void run() throws Exception;
    }

    World(Stage stage, int count, Consumer<? super Reactors.Builder> settings) {
        this.stage = stage;
        this.oracle = stage.oracle;
        this.count = count;
        this.settings = settings;
    }

    /** The reactors, as many as the simulation was told, built and started at the first call. */
    public Reactors reactors() {
        Reactors group = reactors;
        if (group == null) {
            group = start(Reactors.builder().count(count).name("sim"));
            reactors = group;
        }
        return group;
    }

    /** Starts a group in this world, with the simulation's settings. It is closed at the end of the run. */
    public Reactors start(Reactors.Builder builder) {
        host(builder);
        settings.accept(builder);
        Reactors group = builder.start();
        groups.add(group);
        return group;
    }

    /**
     * Lets a group that somebody else starts, and closes, run in this world. Its clock, lanes, idling and parker are set
     * here, and a failure handler that fails the run; what is set later replaces them.
     */
    public void host(Reactors.Builder builder) {
        stage.host.settings(builder);
        builder.seed(oracle.trace().seed()).failures(this::failed);
    }

    private void failed(Reactor reactor, String what, Throwable thrown) {
        boolean lost =
                stage.isLossy() && thrown instanceof Refused refused && refused.reason() == Refused.Reason.CLOSED;
        if (!lost && !stage.faults.caused(thrown)) {
            fail(new AssertionError(what + " failed on " + reactor.name() + ": " + thrown, thrown));
        }
    }

    /** Fails the run; the first failure counts. */
    public void fail(Throwable thrown) {
        stage.fail(thrown);
    }

    /** What decides. Applications may ask it too, for their workload: a shortened schedule then shortens that as well. */
    public Oracle oracle() {
        return oracle;
    }

    /** Virtual nanoseconds since the start of the run. */
    public long now() {
        return stage.now();
    }

    /** Steps so far: rounds of reactors and events from outside. */
    public long steps() {
        return stage.steps();
    }

    /** The simulated thread whose step is under way, or null while an outsider acts. For parkers that are simulated. */
    public @Nullable SimulatedThread running() {
        return stage.host.running();
    }

    /** An event from outside, as soon as the oracle likes. */
    public void later(Runnable event) {
        later(Duration.ZERO, event);
    }

    /**
     * An event from outside after a delay: a packet that arrives, a lookup that completes, a message of another thread. It
     * runs on no reactor. Events come in the order of their times, those of the same time in any order. The run does not end
     * before them.
     */
    public void later(Duration delay, Runnable event) {
        stage.agenda.add(now() + Math.max(0, delay.toNanos()), Objects.requireNonNull(event, "event"));
    }

    /** Runs commands as threads of a pool would that block: each after a time of its own, from none to some milliseconds. */
    public Executor blocking() {
        return command -> later(Duration.ofNanos(blockingNanos()), command);
    }

    private long blockingNanos() {
        int digits = oracle.choose(8, "a blocking call takes");
        long nanos = 0;
        for (int i = 0; i < digits; i++) {
            nanos = nanos == 0 ? 10 : nanos * 10;
        }
        return nanos;
    }

    /** A thread outside the reactors: its steps are played one by one, among those of the reactors, until it answers false. */
    public void outsider(BooleanSupplier step) {
        later(() -> {
            if (step.getAsBoolean()) {
                outsider(step);
            }
        });
    }

    /**
     * An outsider waits for something: the others run meanwhile.
     *
     * @return false when it can't come any more, because nothing is ready and nothing due
     * @throws IllegalStateException on a reactor, which must not wait
     */
    public boolean await(BooleanSupplier condition) {
        if (running() != null) {
            throw new IllegalStateException("a reactor can't wait; poll instead");
        }
        while (!condition.getAsBoolean()) {
            if (!stage.runOne(Poller.NEVER)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Something that must be true when all is over, after the groups were closed. */
    public void atEnd(Check check) {
        checks.add(Objects.requireNonNull(check, "check"));
    }

    /** What closing the groups of {@link #start} reported, for checks at the end. */
    public List<CloseReport> reports() {
        return List.copyOf(reports);
    }

    /** A place of the application's own: others may be ahead here, and a {@link Fault#throwing} may throw. */
    public void between(String place) {
        stage.between(place);
    }

    void run(App app) throws Throwable {
        app.start(this);
        settle();
        stage.faults.stop();
        for (Reactors group : groups) {
            CloseReport report = group.close(CLOSE_LIMIT);
            stage.throwFailure();
            if (!report.isClean() && !stage.isLossy()) {
                throw new AssertionError("closing left something behind: " + report);
            }
            reports.add(report);
        }
        for (Check check : checks) {
            check.run();
        }
        stage.throwFailure();
    }

    private void requireNobodyOversleeps() {
        for (SimulatedThread thread : stage.host.threads()) {
            if (thread.oversleeps()) {
                throw new Deadlock(thread.reactor().name() + " sleeps although it has work: a wake-up was lost; "
                        + Unfinished.describe(stage.host.threads()));
            }
        }
    }

    /** Runs until nothing is left to do. What goes on for ever, such as an interval, goes on for a while. */
    private void settle() throws Throwable {
        int idleJumps = 0;
        while (true) {
            while (!stage.hasFailed() && stage.step()) {
                // One step after the other.
            }
            stage.throwFailure();
            long next = stage.next();
            requireNobodyOversleeps();
            boolean done = stage.agenda.isEmpty() && Unfinished.none(stage.host.threads());
            if (next == Poller.NEVER) {
                if (!done) {
                    throw new Deadlock(
                            "nothing is ready and nothing due: " + Unfinished.describe(stage.host.threads()));
                }
                return;
            }
            idleJumps = done ? idleJumps + 1 : 0;
            if (idleJumps == IDLE_JUMPS) {
                return;
            }
            stage.jump(next);
        }
    }
}
