package dev.enso.examples.faults;

/** What a {@link FaultProxy} does to the bytes that pass. The first three change no byte. */
public enum Fault {
    /** Now and then a read, or a write, of a few bytes. */
    SHORT,
    /** Now and then a chunk comes up to a millisecond late. */
    DELAY,
    /** Once in a while a direction stands still for some milliseconds, and both sides' buffers fill. */
    STALL,
    /** Both ends are reset in the middle of what the client sends. */
    RESET,
    /** The client's output ends in good order, in the middle of what it sends. */
    HALF_CLOSE,
    /** From somewhere on, the server gets random bytes in place of the client's. */
    GARBAGE
}
