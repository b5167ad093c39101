package dev.enso.reactor;

/** Something plugged into a reactor that keeps things for it, and says of what kind and how many. */
public interface Inventory {
    /** What it keeps, in the plural: {@code timers}, {@code connections}. */
    String kept();

    /** How many; called on the reactor's thread. */
    long count();
}
