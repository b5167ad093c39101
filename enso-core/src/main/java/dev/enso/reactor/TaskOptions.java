package dev.enso.reactor;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task is spawned. Immutable; each method answers a changed copy. What the reactor's discipline doesn't use is
 * disregarded.
 */
public final class TaskOptions {
    /** Whether a task is expected to end. */
    public enum Kind {
        /** Ends and may be joined; an orderly close waits for it. */
        FINITE,
        /** Runs until it is cancelled; an orderly close cancels it first, and its end before that is a failure. */
        SERVICE,
        /**
         * A service that others rely on: an orderly close leaves it alone until nothing else lives and it has nothing to do,
         * and cancels it last.
         */
        RESIDENT
    }

    /** What becomes of a spawn that would break a {@linkplain Reactors.Builder#goal goal} of the reactor. */
    public enum Admission {
        /** It comes in all the same. */
        ALWAYS,
        /**
         * The spawn throws {@link java.util.concurrent.RejectedExecutionException}, on any thread. Other threads than the
         * reactor's go by the load of about a millisecond ago, and share what it allows: at most 64 spawns of a level until
         * some of them have come in. What was let in is not refused later.
         */
        REFUSE,
        /**
         * It comes in as soon as no goal is broken by it, in the order of the spawns that wait, and at the latest when nobody
         * else is ready. When as many wait as {@link Reactors.Builder#admission} says, those on their way from other threads
         * among them, the spawn throws {@link java.util.concurrent.RejectedExecutionException}, on any thread. What was let
         * wait is not refused later.
         */
        WAIT
    }

    static final int DEFAULT_SHARE = 100;
    static final long DEFAULT_DEADLINE = 100_000_000;
    private static final int MAX_SHARE = 10_000;

    private static final TaskOptions DEFAULTS = new TaskOptions(
            null, Priority.NORMAL, Kind.FINITE, DEFAULT_SHARE, null, DEFAULT_DEADLINE, Admission.ALWAYS);

    private final @Nullable String name;
    private final Priority priority;
    private final Kind kind;
    private final int share;
    private final @Nullable ShareGroup group;
    private final long deadlineNanos;
    private final Admission admission;

    private TaskOptions(
            @Nullable String name,
            Priority priority,
            Kind kind,
            int share,
            @Nullable ShareGroup group,
            long deadlineNanos,
            Admission admission) {
        this.name = name;
        this.priority = priority;
        this.kind = kind;
        this.share = share;
        this.group = group;
        this.deadlineNanos = deadlineNanos;
        this.admission = admission;
    }

    /** A finite task of normal priority without a name, with a share of 100 and a deadline of 100 ms. */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /** The defaults with a name. */
    public static TaskOptions named(String name) {
        return DEFAULTS.name(name);
    }

    /** The same with this name, for logs and listings. */
    public TaskOptions name(String name) {
        return new TaskOptions(
                Objects.requireNonNull(name, "name"), priority, kind, share, group, deadlineNanos, admission);
    }

    /** The same at this level; for the weighted discipline. */
    public TaskOptions priority(Priority priority) {
        return new TaskOptions(
                name, Objects.requireNonNull(priority, "priority"), kind, share, group, deadlineNanos, admission);
    }

    /** The same as a service that others rely on. */
    public TaskOptions resident() {
        return new TaskOptions(name, priority, Kind.RESIDENT, share, group, deadlineNanos, admission);
    }

    /** The same as a service. */
    public TaskOptions service() {
        return new TaskOptions(name, priority, Kind.SERVICE, share, group, deadlineNanos, admission);
    }

    /**
     * The same with this share of its group's time; for the fair discipline.
     *
     * @param share from 1 to 10,000; 100 by default
     * @throws IllegalArgumentException for another share
     */
    public TaskOptions share(int share) {
        return new TaskOptions(name, priority, kind, requireShare(share), group, deadlineNanos, admission);
    }

    /** The same inside this group; for the fair discipline. */
    public TaskOptions group(ShareGroup group) {
        return new TaskOptions(
                name, priority, kind, share, Objects.requireNonNull(group, "group"), deadlineNanos, admission);
    }

    /**
     * The same with a deadline: how long after it has become ready the task wants to be polled; for the discipline of the
     * earliest deadline. A wish that decides the order, and no promise.
     *
     * @throws IllegalArgumentException when negative
     */
    public TaskOptions deadline(Duration afterReady) {
        if (afterReady.isNegative()) {
            throw new IllegalArgumentException("a deadline lies after the moment of becoming ready: " + afterReady);
        }
        return new TaskOptions(name, priority, kind, share, group, Nanos.of(afterReady), admission);
    }

    /**
     * The same, with what becomes of the spawn when it would break a goal: when, with one more task of its level ready, the
     * {@linkplain Load#expectedWait expected wait} of a level with a goal would be longer than that.
     */
    public TaskOptions admission(Admission admission) {
        return new TaskOptions(
                name, priority, kind, share, group, deadlineNanos, Objects.requireNonNull(admission, "admission"));
    }

    static int requireShare(int share) {
        if (share < 1 || share > MAX_SHARE) {
            throw new IllegalArgumentException("a share is from 1 to " + MAX_SHARE + ": " + share);
        }
        return share;
    }

    /** What logs and listings call the task, or null for a name made from its id. */
    public @Nullable String name() {
        return name;
    }

    /** Its level. */
    public Priority priority() {
        return priority;
    }

    /** Whether it is expected to end. */
    public Kind kind() {
        return kind;
    }

    /** Its share of its group's time. */
    public int share() {
        return share;
    }

    /** The group it is in, or null when in none. */
    public @Nullable ShareGroup group() {
        return group;
    }

    /** How long after it has become ready it wants to be polled, in nanoseconds. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** What becomes of the spawn when it would break a goal. */
    public Admission admission() {
        return admission;
    }

    @Override
    public String toString() {
        return "TaskOptions[" + (name == null ? "" : name + ", ") + priority + ", " + kind + ", share " + share
                + (group == null ? "" : " of " + group) + ", deadline " + deadlineNanos + " ns]";
    }
}
