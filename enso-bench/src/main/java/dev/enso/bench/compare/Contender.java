package dev.enso.bench.compare;

/**
 * One side of a comparison.
 *
 * @param label who it is
 * @param trial how it is run
 */
record Contender(String label, Trial trial) {}
