package dev.enso.reactor;

/**
 * Where time comes from. A reactor reads its clock once a turn and hands the reading on as an argument; nothing below
 * reads a clock by itself.
 */
@FunctionalInterface
public interface Clock {
    /**
     * Nanoseconds since an origin of the clock's choice: never negative, never going back, so that readings compare by
     * {@code <}.
     */
    long nanoTime();

    /** The system's monotonic clock, counted from this call. */
    static Clock system() {
        long origin = System.nanoTime();
        return () -> System.nanoTime() - origin;
    }
}
