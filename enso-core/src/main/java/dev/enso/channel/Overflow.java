package dev.enso.channel;

/** What becomes of a message that finds no room. Whichever it is, nothing goes unsaid: the answer tells, the account counts. */
public enum Overflow {
    /** An offer is answered {@link Sent#FULL}; {@link Sender#send} waits until there is room. What a queue does by default. */
    PARK,
    /** An offer is answered {@link Sent#FULL}, and so is {@link Sender#send}: nobody ever waits for room. */
    REFUSE,
    /** The message that comes is dropped, and answered {@link Sent#DROPPED}. */
    DROP_NEWEST,
    /**
     * The oldest message that the receiver is not looking at is dropped for the one that comes, which is always accepted. So
     * behind what the receiver looks at there is room for one: the bound is 2 where the capacity is 1.
     */
    DROP_OLDEST,
    /**
     * A message takes the place of an older one with the same key, which is dropped, wherever that stands in the queue. One
     * with a key of its own that finds no room waits as under {@link #PARK}.
     */
    CONFLATE
}
