/** An echo server, and a client that measures it. */
@NullMarked
package dev.enso.examples.echo;

import org.jspecify.annotations.NullMarked;
