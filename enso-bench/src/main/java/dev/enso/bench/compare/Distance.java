package dev.enso.bench.compare;

import java.util.Locale;

/**
 * How far apart the two cores are. A hypervisor moves them, sometimes every few seconds: a word that crosses between them and
 * comes back takes about 100 ns when they share a cache and about 450 ns when they don't, and what two threads say to each
 * other scales with it.
 */
enum Distance {
    NEAR,
    FAR,
    /** Near in one probe and far in another. */
    CHANGED,
    /** Could not be measured: one CPU only, or threads can't be pinned. */
    UNKNOWN;

    /** Raw round trips below it are near. */
    static final double BOUND_NANOS = 250;

    /** The distance that all these raw round trips show. */
    static Distance of(double... nanos) {
        Distance seen = UNKNOWN;
        for (double probe : nanos) {
            Distance distance = Double.isNaN(probe) ? UNKNOWN : probe < BOUND_NANOS ? NEAR : FAR;
            if (distance == UNKNOWN) {
                return UNKNOWN;
            }
            if (seen != UNKNOWN && seen != distance) {
                return CHANGED;
            }
            seen = distance;
        }
        return seen;
    }

    /**
     * The distance of a printed word.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Distance of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As it is printed. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
