/** The one-line start. */
@NullMarked
package dev.enso;

import org.jspecify.annotations.NullMarked;
