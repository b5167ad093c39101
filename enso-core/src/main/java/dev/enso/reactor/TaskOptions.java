package dev.enso.reactor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task is spawned. Immutable; each method answers a changed copy.
 *
 * @param name what logs and listings call the task, or null for a name made from its id
 * @param priority its level
 * @param kind whether the task is expected to end
 */
public record TaskOptions(@Nullable String name, Priority priority, Kind kind) {
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

    private static final TaskOptions DEFAULTS = new TaskOptions(null, Priority.NORMAL, Kind.FINITE);

    /** Checks its parts. */
    public TaskOptions {
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(kind, "kind");
    }

    /** A finite task of normal priority without a name. */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /** The defaults with a name. */
    public static TaskOptions named(String name) {
        return DEFAULTS.name(name);
    }

    /** The same with this name. */
    public TaskOptions name(String name) {
        return new TaskOptions(Objects.requireNonNull(name, "name"), priority, kind);
    }

    /** The same at this level. */
    public TaskOptions priority(Priority priority) {
        return new TaskOptions(name, priority, kind);
    }

    /** The same as a service that others rely on. */
    public TaskOptions resident() {
        return new TaskOptions(name, priority, Kind.RESIDENT);
    }

    /** The same as a service. */
    public TaskOptions service() {
        return new TaskOptions(name, priority, Kind.SERVICE);
    }
}
