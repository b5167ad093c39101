package dev.enso.channel;

/** What became of a message that was offered. */
public enum Sent {
    /** The message is in the channel: the receiver will see it, or the account will count it as dropped. */
    ACCEPTED,
    /** No room now; the message stays with the caller. */
    FULL,
    /** No room, and the channel's {@link Overflow} gives up what comes: the account has counted the message as dropped. */
    DROPPED,
    /** Nobody will receive it: one of the two sides has closed. The message stays with the caller. */
    CLOSED
}
