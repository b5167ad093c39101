/** A node whose reactors have roles, and the other end of its console. */
@NullMarked
package dev.enso.examples.node;

import org.jspecify.annotations.NullMarked;
