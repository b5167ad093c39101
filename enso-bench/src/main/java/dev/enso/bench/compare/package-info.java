/**
 * The runner behind {@code enso-bench/compare}: measures us and a peer in turn, in fresh processes on the same CPUs, judges
 * the ratio against a goal, and keeps the figures. What is compared stands in {@link dev.enso.bench.compare.Comparisons};
 * how a contender is run once, in the implementations of {@link dev.enso.bench.compare.Trial}.
 */
@NullMarked
package dev.enso.bench.compare;

import org.jspecify.annotations.NullMarked;
