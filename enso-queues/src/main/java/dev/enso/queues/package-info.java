/** The backends behind {@code dev.enso.channel}. */
@NullMarked
package dev.enso.queues;

import org.jspecify.annotations.NullMarked;
