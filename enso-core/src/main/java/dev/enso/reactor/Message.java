package dev.enso.reactor;

/**
 * Something that takes effect on another reactor. It travels over the bus; sender and receiver never hold it at the same
 * time, so a message may carry mutable state and be used again once it has been delivered.
 */
@FunctionalInterface
public interface Message {
    /**
     * Called once, on the receiving reactor's thread. Keep it short: a message is not preempted. What it throws goes to the
     * reactor's failure handler.
     */
    void deliver(CoreContext at) throws Exception;
}
