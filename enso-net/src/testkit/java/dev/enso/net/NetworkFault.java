package dev.enso.net;

/** What can go wrong in a simulated network; how often is said by {@link NetworkConditions}. */
public enum NetworkFault {
    /** A read or write moves fewer bytes than it could, or none; an edge comes later. */
    SHORT_TRANSFER,
    /** Readiness shows only at a later look. */
    LATE_EVENT,
    /** A look shows readiness that isn't there. */
    SPURIOUS_EVENT,
    /** A look shows only some of what is ready, as if there were no room for more. */
    FEW_EVENTS,
    /** A sleep ends for no reason, as by a signal (EINTR). */
    INTERRUPT,
    /** An attempt to connect is refused although somebody listens. */
    REFUSAL,
    /** Both ends of a connection see a reset in place of a segment. */
    RESET,
    /** A segment, and all behind it in the same direction, takes much longer. */
    STALL,
    /** The hosts of a connection are cut off from each other for a while. */
    PARTITION,
    /** A socket or selector can't be had because there are too many open files (EMFILE). */
    SHORTAGE,
    /** A UDP datagram doesn't arrive. */
    LOSS,
    /** A UDP datagram arrives twice. */
    DUPLICATE,
    /** A UDP datagram takes longer, and others overtake it. */
    REORDERING
}
