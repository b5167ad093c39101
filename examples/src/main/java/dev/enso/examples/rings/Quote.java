package dev.enso.examples.rings;

/** A slot of the rings: made once, filled and read in place. */
final class Quote {
    /** What it takes on the wire. */
    static final int BYTES = 16;
    /** What it takes in memory, with its place in the ring; a bit more than it does. */
    static final int SLOT_BYTES = 48;

    long symbol;
    long price;
}
