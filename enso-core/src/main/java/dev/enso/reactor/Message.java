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

    /**
     * Called once instead of {@link #deliver}, when the target stopped after the message was accepted: on the thread of the
     * reactor that sent it; on whichever thread finds it when a thread outside sent it, or the sender has stopped as well. The
     * message may be sent elsewhere from here. What this throws goes to the failure handler, which is also how a message that
     * does not override it is reported; while the whole group is being closed, the {@link CloseReport} counts those instead.
     *
     * @throws Refused by default
     */
    default void undelivered(Reactor target) throws Exception {
        throw Refused.closed(target.name(), "a message that was accepted was not delivered");
    }
}
