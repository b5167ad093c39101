package dev.enso.reactor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@link Reactors.Builder} collects: everything a reactor is given from outside. */
final class Blueprint implements Cloneable {
    int count = Runtime.getRuntime().availableProcessors();
    /** Null when all reactors are for everything. */
    @Nullable Roles roles;

    Function<? super List<Reactor>, ? extends Placement> placement = Placement::inTurn;
    /** Null when nothing moves by itself. */
    @Nullable Function<? super List<Reactor>, Rebalancing> rebalancing;

    String name = "enso";
    Clock clock = Clock.system();
    long seed = 0x9E3779B97F4A7C15L;
    Idle idle = Idle.backoff(64, 4);
    Scheduling scheduling = Scheduling.WEIGHTED;
    Affinity affinity = Affinity.spread();
    FailureHandler failures = FailureHandler.logging();
    int laneCapacity = 1024;
    int admission = 1 << 16;
    Ids ids = Ids.defaults();
    int blockingThreads = 32;
    int blockingCalls = 1024;
    int taskSlots = TaskTable.MAX_SLOTS;
    long stallNanos = 500_000_000L;
    int samplePolls = Polls.SAMPLE_POLLS;
    Consumer<? super Stall> stalls = Stall.logging();
    /** The longest wait that a level may have, by the ordinals of {@link Priority}. */
    long[] goals = new long[Priority.values().length];

    Lane.Factory lanes = new Lane.Factory() {
        @Override
        public <M> Lane<M> create(int from, int to, int capacity) {
            return new SpscLane<>(capacity);
        }
    };
    ThreadFactory threads = Thread::new;
    Host host = Host.threads();

    @Nullable Function<? super CoreContext, ? extends Poller> timers;

    @Nullable Function<? super CoreContext, ? extends Poller> io;

    @Nullable Function<? super CoreContext, ? extends Parker> parker;

    List<Function<? super CoreContext, ? extends Poller>> pollers = new ArrayList<>();

    Blueprint() {
        Arrays.fill(goals, Poller.NEVER);
    }

    /** As it is now, for a group that outlives the builder's next change. */
    Blueprint copy() {
        try {
            Blueprint copy = (Blueprint) clone();
            copy.goals = goals.clone();
            copy.pollers = List.copyOf(pollers);
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
