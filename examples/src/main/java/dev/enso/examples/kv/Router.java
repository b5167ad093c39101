package dev.enso.examples.kv;

import dev.enso.core.Context;
import dev.enso.core.Polled;

/** How legs travel from one reactor to the others. Used on its reactor's thread only. */
interface Router {
    /** How many shards there are. */
    int shards();

    /** A shard, to be used on its own reactor only. Any thread may ask. */
    Shard shard(int index);

    /**
     * Sends a leg to its shard, which is another reactor's. Legs to one shard arrive in the order in which they were
     * offered.
     *
     * @return false when there is no room now: the leg stays with the caller, whose {@link Session#run} must be called
     *     again once there may be
     */
    boolean offer(Leg leg);

    /**
     * Waits for room, after {@link #offer} had none: the context's task is woken when it is worth trying again.
     *
     * @return PENDING, or ENDED when the shard has stopped
     */
    Polled poll(int shard, Context cx);
}
