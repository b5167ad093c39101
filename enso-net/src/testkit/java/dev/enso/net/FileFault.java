package dev.enso.net;

/** What can go wrong with simulated files; how often is said by {@link SimulatedFiles#with}. */
public enum FileFault {
    /** A read or write moves fewer bytes than it could, one at least. */
    SHORT_TRANSFER,
    /** A call takes up to a second. */
    SLOW,
    /** A call fails with an input/output error (EIO), and has changed nothing. */
    ERROR,
    /** A write fails for want of space (ENOSPC), and has changed nothing. */
    NO_SPACE,
    /** A file can't be opened because there are too many open files (EMFILE). */
    SHORTAGE
}
