/**
 * The algebra: a stream seen from three sides.
 *
 * <ul>
 *   <li>{@link dev.enso.core.Process} is the push side: state, and one transition per message ({@code send});
 *   <li>{@link dev.enso.core.Future} and {@link dev.enso.core.Stream} are the pull side: is the head there yet
 *       ({@code poll});
 *   <li>{@link dev.enso.core.Discipline} is the index: which stream comes next ({@code select}).
 * </ul>
 *
 * A stream is observed; its finite dual, {@link dev.enso.core.List}, is built. Operators are methods of streams and futures.
 *
 * <p>Nothing here knows threads, clocks or sockets; a {@link dev.enso.core.Context} lends what one poll may use.
 */
@NullMarked
package dev.enso.core;

import org.jspecify.annotations.NullMarked;
