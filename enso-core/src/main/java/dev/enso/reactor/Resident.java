package dev.enso.reactor;

/** A future of a resident task that can tell whether it has something to do although it is not ready. */
interface Resident {
    /** Owner. */
    boolean hasWork();
}
