package dev.enso.reactor;

/** What a reactor is there for. Roles say where new work goes; what a task may do on a reactor they do not restrict. */
public enum Role {
    /** New connections come to it. */
    NET,
    /** It keeps timers. A reactor without this role arms its own on one that has it, if there is such a one. */
    TIMERS,
    /** New tasks from outside come to it. */
    TASK
}
