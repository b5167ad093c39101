/** Messages between tasks of several reactors. */
@NullMarked
package dev.enso.examples.queues;

import org.jspecify.annotations.NullMarked;
