/** Timers of one reactor: the hierarchical wheel and the interval list. */
@NullMarked
package dev.enso.timers;

import org.jspecify.annotations.NullMarked;
