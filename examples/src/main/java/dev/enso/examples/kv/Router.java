package dev.enso.examples.kv;

/** How legs travel from one reactor to the others. Used on its reactor's thread only. */
interface Router {
    /** How many shards there are. */
    int shards();

    /**
     * Sends a leg to its shard, which is another reactor's. Legs to one shard arrive in the order in which they were
     * offered.
     *
     * @return false when there is no room now: the leg stays with the caller, whose {@link Session#run} must be called
     *     again once there may be
     */
    boolean offer(Leg leg);
}
