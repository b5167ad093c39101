/** A room in which everybody hears everybody. */
@NullMarked
package dev.enso.examples.chat;

import org.jspecify.annotations.NullMarked;
