/**
 * Runs the production reactors on one thread, under virtual time, with every free choice drawn from a seed. {@link
 * dev.enso.simulation.Simulation} starts; {@link dev.enso.simulation.World} is what an application sees.
 *
 * <p>For tests, on the class path: it shares the package {@code dev.enso.reactor} with what it drives.
 */
@NullMarked
package dev.enso.simulation;

import org.jspecify.annotations.NullMarked;
