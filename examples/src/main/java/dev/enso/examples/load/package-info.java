/** Clients that keep servers busy and measure how long each answer takes. */
@NullMarked
package dev.enso.examples.load;

import org.jspecify.annotations.NullMarked;
