/**
 * The loop. A {@link dev.enso.reactor.Reactor} is a list of pollers and one way to sleep; {@link dev.enso.reactor.Reactors}
 * is several of them joined by lanes. Clock, parker, lane and transport come from outside.
 */
@NullMarked
package dev.enso.reactor;

import org.jspecify.annotations.NullMarked;
