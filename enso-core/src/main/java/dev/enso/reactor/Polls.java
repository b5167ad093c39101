package dev.enso.reactor;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One poll of a ready task after the other. Few are timed: samples, about one in a thousand, whose task is then followed to
 * its next poll, and those that the discipline asks for; on a reactor with goals all of them. Owner only.
 */
final class Polls {
    /** Polls between two that are timed, on a busy reactor, when nothing else is said. */
    static final int SAMPLE_POLLS = 976;
    /**
     * Where little is to be done, a row of polls counts as so many, so that samples are taken there too. On a reactor with
     * goals a row has so many at most: then it is looked at who may come in.
     */
    static final int ROW = 16;

    private final Tasks tasks;
    private final CoreContext core;
    private final Bus bus;
    private final TaskTable table;
    private final Scheduler scheduler;
    private final TaskContext context;
    private final PollStats stats;
    private final Suspects suspects;
    private final @Nullable Goals goals;
    private final @Nullable Held held;
    /** Polls between two that are timed. */
    private final int samplePolls;

    private long count;

    /** Polls until the next that is timed. */
    private int untilSample;
    /** Which poll of its row it is. The number moves, so that the sample meets every place in a round. */
    private int sampled;
    /** The time at which the watched task became ready, or {@link Poller#NEVER} when none is watched. */
    private long watchedSince = Poller.NEVER;

    /**
     * @param goals null when no level has one, as is held then
     */
    Polls(
            Tasks tasks,
            CoreContext core,
            TaskTable table,
            Scheduler scheduler,
            TaskContext context,
            PollStats stats,
            Suspects suspects,
            @Nullable Goals goals,
            @Nullable Held held,
            int samplePolls) {
        this.tasks = tasks;
        this.core = core;
        this.bus = core.bus();
        this.table = table;
        this.scheduler = scheduler;
        this.context = context;
        this.stats = stats;
        this.suspects = suspects;
        this.goals = goals;
        this.held = held;
        this.samplePolls = samplePolls;
        this.untilSample = samplePolls;
    }

    /** How many there have been. */
    long count() {
        return count;
    }

    /**
     * Polls ready tasks.
     *
     * @return how many were polled, at most {@code limit}
     */
    int run(int limit) {
        int done;
        if (goals == null || held == null) {
            done = untilSample > 0 ? 0 : sample(limit);
            done += poll(limit - done);
            untilSample -= Math.max(done, ROW);
        } else {
            done = pollForGoals(goals, held, limit);
        }
        context.end();
        count += done;
        return done;
    }

    private int poll(int limit) {
        int done = 0;
        for (int slot; done < limit && (slot = scheduler.select()) != Scheduler.NONE; done++) {
            if (scheduler.times(slot)) {
                timed(slot);
            } else {
                poll(slot, table.at(slot));
            }
            ringWhenDue();
        }
        return done;
    }

    /** The bell is rung for the targets of lanes, {@value Bus#POLLS_A_BELL} polls after the first of them was written to. */
    private void ringWhenDue() {
        if (bus.bellIsDue()) {
            bus.ring();
        }
    }

    private int pollForGoals(Goals goals, Held held, int limit) {
        int done = 0;
        int share;
        int row;
        do {
            share = Math.min(limit - done, ROW);
            row = rowForGoals(goals, held, share);
            done += row;
        } while (row == share && done < limit);
        return done;
    }

    /** Every poll is timed. */
    private int rowForGoals(Goals goals, Held held, int limit) {
        goals.took(null, core.readClock());
        held.tellRoomIfStale();
        for (Task<?> task; (task = held.next()) != null; ) {
            tasks.letIn(task);
        }
        int done = 0;
        for (int slot; done < limit && (slot = scheduler.select()) != Scheduler.NONE; done++) {
            Task<?> task = table.at(slot);
            int group = scheduler.group(slot);
            stats.waited(group, goals.begins(task, core.now()));
            poll(slot, task);
            long now = core.readClock();
            long took = goals.took(task, now);
            stats.polled(group, now, took);
            if (table.get(slot) == task) {
                if (task.isQueued()) {
                    // Woken during its own poll, it waits from the end of that.
                    goals.ready(slot, now);
                }
                scheduler.ran(slot, took);
                suspects.sampled(task, now);
            }
            ringWhenDue();
        }
        goals.rests(scheduler.isEmpty());
        return done;
    }

    private void poll(int slot, Task<?> task) {
        if (task.run != Task.QUEUED) {
            closer(slot, task);
            return;
        }
        task.run = 0;
        context.begin(slot);
        Object value = null;
        Throwable failure = null;
        try {
            Polled polled = task.work.poll(context);
            if (polled == Polled.PENDING) {
                return;
            }
            if (polled == Polled.READY) {
                value = takeValue(task.work);
            } else {
                failure = endedWithoutValue(task);
            }
        } catch (Throwable thrown) {
            failure = thrown;
        }
        tasks.finish(task, value, failure);
    }

    /** A poll between two readings of the clock; answers the second. */
    private long timed(int slot) {
        Task<?> task = table.at(slot);
        int group = scheduler.group(slot);
        long before = readClockBefore(task);
        poll(slot, task);
        long after = core.readClock();
        stats.polled(group, after, after - before);
        if (table.get(slot) == task) {
            scheduler.ran(slot, after - before);
        }
        return after;
    }

    /** Before the poll of a task that was taken out of its queue: a clock that fails must not lose it. */
    private long readClockBefore(Task<?> task) {
        try {
            return core.readClock();
        } catch (Throwable failure) {
            scheduler.ready(task.slot, task.level);
            throw failure;
        }
    }

    /** Polls up to the sampled one, times that, and follows its task until it is polled again. */
    private int sample(int limit) {
        untilSample = 0;
        int done = poll(Math.min(limit, sampled & (ROW - 1)));
        if (done == limit) {
            sampled++;
            return done;
        }
        int slot = scheduler.select();
        if (slot == Scheduler.NONE) {
            sampled++;
            return done;
        }
        untilSample = samplePolls;
        sampled += 7;
        Task<?> task = table.at(slot);
        long after = timed(slot);
        if (table.get(slot) == task) {
            watch(task, after);
            suspects.sampled(task, after);
        }
        return done + 1;
    }

    /** Follows a task from the moment it became ready to its poll. */
    private void watch(Task<?> task, long readySince) {
        if (task.run == Task.QUEUED && watchedSince == Poller.NEVER) {
            task.run = Task.QUEUED | Task.WATCHED;
            watchedSince = readySince;
        }
    }

    private static @Nullable Object takeValue(Future<?> work) {
        Object value = work.head();
        Stream<?> rest = work.tail();
        if (rest != work) {
            rest.close();
        }
        return value;
    }

    private static IllegalStateException endedWithoutValue(Task<?> task) {
        return new IllegalStateException(
                "the future of " + task.name() + " ended without a value: it was closed or had been read before");
    }

    /** It is being watched, was put into the run queue to be cancelled, or has ended since. */
    private void closer(int slot, Task<?> task) {
        if ((task.run & Task.WATCHED) != 0) {
            long now = readClockBefore(task);
            task.run &= ~Task.WATCHED;
            stats.waited(scheduler.group(slot), now - watchedSince);
            watchedSince = Poller.NEVER;
            poll(slot, task);
            return;
        }
        task.run &= ~Task.QUEUED;
        if (task.isDone()) {
            tasks.release(task);
        } else {
            tasks.finish(task, null, Tasks.cancellation(task));
        }
    }
}
