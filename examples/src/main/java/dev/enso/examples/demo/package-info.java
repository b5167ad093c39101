/** The store and a client that drives it, in one process. */
@NullMarked
package dev.enso.examples.demo;

import org.jspecify.annotations.NullMarked;
