package dev.enso.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * Both sides measured one after the other, and the machine around them.
 *
 * @param oursFirst who began
 * @param ours our figures
 * @param peer the peer's, or null without one
 * @param rawNanos the raw round trip before, between and after
 * @param load the load average before it, which counts what else runs
 */
record Pair(boolean oursFirst, Figures ours, @Nullable Figures peer, double[] rawNanos, double load) {
    /** What of it was measured while the cores had this distance: maybe nothing. */
    Pair at(Distance distance) {
        return new Pair(oursFirst, ours.at(distance), peer == null ? null : peer.at(distance), rawNanos, load);
    }

    /** What the raw round trips around the runs say. */
    Distance distance() {
        return Distance.of(rawNanos);
    }
}
